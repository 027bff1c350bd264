/** A parsed program goes in; its checked losses and everything that is wrong with it come out. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Program } from "../syntax/ast.ts";
import type { CheckedLoss } from "./checked.ts";
import type { LoadSource } from "./imports.ts";
import { checkLoss, MAX_PROGRAM_NODES } from "./loss.ts";
import { declareAll, fileKey, type Session } from "./modules.ts";

export interface CheckResult {
  /** Those without a mistake, in the file's order. */
  readonly losses: readonly CheckedLoss[];
  /** By file, the program's own first, then by place; each once. */
  readonly diagnostics: readonly Diagnostic[];
}

const MOST_SUGGESTIONS = 100;

/** Imports are resolved through `load`; without it there is no other file. */
export function check(program: Program, load: LoadSource = () => undefined): CheckResult {
  const diagnostics: Diagnostic[] = [];
  let suggestions = MOST_SUGGESTIONS;
  const session: Session = {
    load,
    report: (diagnostic) => diagnostics.push(diagnostic),
    suggest: (name, candidates) => (suggestions-- > 0 ? didYouMean(name, candidates) : undefined),
    files: new Map(),
  };
  const callables = declareAll(program, [fileKey(program)], session);
  const budget = { nodes: MAX_PROGRAM_NODES };
  const losses = program.declarations.flatMap((declaration) => {
    // Once the program has outgrown what it may hold, which is reported at one loss, the others are left alone.
    if (declaration.kind !== "loss" || budget.nodes === 0) return [];
    const checked = checkLoss(declaration, callables, session, budget);
    // Of two losses of one name, or one of a name that cannot be declared, the first and none are kept.
    return checked !== undefined && callables.get(checked.name)?.declared === declaration.name.span ? [checked] : [];
  });
  return { losses, diagnostics: inOrder(diagnostics, program) };
}

function inOrder(diagnostics: readonly Diagnostic[], program: Program): readonly Diagnostic[] {
  const ranks = new Map([[program.span.file, 0]]);
  for (const { labels } of diagnostics) if (!ranks.has(labels[0].span.file)) ranks.set(labels[0].span.file, ranks.size);
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
