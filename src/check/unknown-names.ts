/** From a name that stands for no value to the diagnostic that says what it is instead, or what was probably meant. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { error, quoted } from "../diagnostics/diagnostic.ts";
import { CONSTANTS } from "../ops/index.ts";
import type { Span } from "../text/source-file.ts";
import { positionAt } from "../text/source-file.ts";
import type { Context } from "./expressions.ts";
import { reservedAs } from "./scope.ts";

export function explainUnknownName(name: string, span: Span, context: Context): Diagnostic {
  const later = context.lets.get(name);
  if (later !== undefined) {
    const also = [{ span: later, text: "declared here" }];
    const { line } = positionAt(later.file, later.start);
    const hint = `move the \`let\` of line ${line} up: a \`let\` sees only what stands before it`;
    return error("unknown-name", span, `${quoted(name)} is used before its own declaration is complete`, {
      also,
      hint,
    });
  }
  const callable = context.callables.get(name);
  if (callable?.kind === "loss") return error("not-a-value", span, `${quoted(name)} is a loss`);
  if (callable !== undefined || reservedAs(name) === "an operator") {
    const hint = name.length > 40 ? undefined : `call it, as in \`${name}(x)\``;
    return error("not-a-value", span, `${quoted(name)} is a function`, { hint });
  }
  const hint = context.suggest(name, () => [...context.names.keys(), ...CONSTANTS.keys()]);
  return error("unknown-name", span, `there is no value called ${quoted(name)}`, { hint });
}
