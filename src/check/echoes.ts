/** From what is wrong with a file's syntax to which of its declarations can be trusted, and which later findings are mere echoes. */

import type { Code } from "../diagnostics/codes.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Declaration, Program } from "../syntax/ast.ts";

/** After these, recovery may have dropped declarations, inputs or lets, which are then unknown names. */
const LOSES_TEXT: ReadonlySet<Code> = new Set([
  "unexpected-token",
  "unexpected-character",
  "unterminated-string",
  "reserved-name",
  "nested-too-deeply",
  "program-too-large",
]);

export interface Territories {
  /** Whether the text may declare functions that the AST lacks. */
  readonly callablesLost: boolean;
  /** Whether the declaration holds a syntax error, so that its AST may say less than its text. */
  readonly isFaulty: (declaration: Declaration) => boolean;
  /** Where the syntax is broken, what follows from that cannot be told from other mistakes, which wait until it is mended. */
  readonly withoutEchoes: (found: readonly Diagnostic[]) => readonly Diagnostic[];
}

/** A declaration's territory runs up to the next declaration. */
export function territoriesOf({ declarations, span: { file } }: Program, syntax: readonly Diagnostic[]): Territories {
  if (syntax.length === 0) return { callablesLost: false, isFaulty: () => false, withoutEchoes: (found) => found };
  const territoryOf = ({ labels: [{ span }] }: Diagnostic): Declaration | undefined => {
    return declarations.findLast((declaration) => declaration.span.start <= span.start);
  };
  const faulty = new Set(syntax.map(territoryOf));
  const broken = new Set(syntax.filter(({ code }) => LOSES_TEXT.has(code)).map(territoryOf));
  const callablesLost = [...broken].some((declaration) => declaration?.kind !== "loss");
  return {
    callablesLost,
    isFaulty: (declaration) => faulty.has(declaration),
    withoutEchoes: (found) =>
      found.filter((diagnostic) => {
        const { code, severity, labels } = diagnostic;
        if (labels[0].span.file !== file) return true;
        if (callablesLost && code === "unknown-op") return false;
        return !(severity === "warning" ? faulty : broken).has(territoryOf(diagnostic));
      }),
  };
}
