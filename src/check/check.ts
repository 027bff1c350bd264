/** A parsed program goes in; its checked losses and everything that is wrong with it come out. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Program } from "../syntax/ast.ts";
import type { CheckedLoss } from "./checked.ts";
import { territoriesOf } from "./echoes.ts";
import { type LoadSource, normalisePath } from "./imports.ts";
import { checkLoss, MAX_PROGRAM_NODES } from "./loss.ts";
import { declareAll, type Session } from "./modules.ts";

export interface CheckResult {
  /** Those without a mistake, in the file's order. */
  readonly losses: readonly CheckedLoss[];
  /** By file, the program's own first, then by place; each once. */
  readonly diagnostics: readonly Diagnostic[];
}

const MOST_SUGGESTIONS = 100;

/**
 * Imports are resolved through `load`; without it there is no other file. The diagnostics that parsing gave are taken in:
 * they are part of the result, and what only echoes them is not.
 */
export function check(
  program: Program,
  load: LoadSource = () => undefined,
  syntax: readonly Diagnostic[] = [],
): CheckResult {
  const found: Diagnostic[] = [];
  let suggestions = MOST_SUGGESTIONS;
  const session: Session = {
    load,
    report: (diagnostic) => found.push(diagnostic),
    suggest: (name, candidates) => (suggestions-- > 0 ? didYouMean(name, candidates()) : undefined),
    files: new Map(),
  };
  const territories = territoriesOf(program, syntax);
  const callables = declareAll(program, [normalisePath(program.span.file.name)], territories, session);
  const budget = { nodes: MAX_PROGRAM_NODES };
  const losses = program.declarations.flatMap((declaration) => {
    // Once the program has outgrown what it may hold, which is reported at one loss, the others are left alone.
    if (declaration.kind !== "loss" || budget.nodes === 0) return [];
    const checked = checkLoss(declaration, callables, session, budget);
    // Of two losses of one name the first is kept, of one whose name is reserved none.
    const known = callables.get(declaration.name.name);
    const declared = known?.kind === "loss" && known.declaration === declaration;
    return checked !== undefined && declared && !territories.isFaulty(declaration) ? [checked] : [];
  });
  return { losses, diagnostics: inOrder([...syntax, ...territories.withoutEchoes(found)], program) };
}

function inOrder(diagnostics: readonly Diagnostic[], program: Program): readonly Diagnostic[] {
  const ranks = new Map([[program.span.file, 0]]);
  for (const { labels } of diagnostics) {
    const [{ span }] = labels;
    if (!ranks.has(span.file)) ranks.set(span.file, ranks.size);
  }
  const seen = new Set<string>();
  return diagnostics
    .filter(({ code, labels: [{ span }] }) => {
      const key = `${code} ${ranks.get(span.file)} ${span.start} ${span.end}`;
      return !seen.has(key) && seen.add(key);
    })
    .toSorted(({ labels: [{ span: a }] }, { labels: [{ span: b }] }) => {
      return (ranks.get(a.file) ?? 0) - (ranks.get(b.file) ?? 0) || a.start - b.start;
    });
}
