/** A `.loss` file goes in; the genotype of its loss in a space comes out, or why the space has none. */

import { checkSource } from "../../check/check-source.ts";
import type { CheckedExpression, CheckedLoss } from "../../check/checked.ts";
import { quoted } from "../../diagnostics/diagnostic.ts";
import type { Space, TreeSpace } from "../space/space.ts";
import { type OperatorEntry, type SpaceTable, tableOf } from "../space/table.ts";
import { activeExpression } from "./active.ts";
import type { Genotype, Tree, TreeGenotype } from "./genotype.ts";
import { genotypeOf } from "./read.ts";
import { NotPointwise, type Term, termReader } from "./term.ts";
import { callTree, leafTree, measure, numberTree } from "./tree-parts.ts";

export type Seed = { readonly genotype: Genotype } | { readonly reason: string };

/** `loss` is the name of one, where the file has several. Parameters are taken at their defaults. */
export function genotypeFromLoss(space: Space, source: string, loss?: string): Seed {
  const { losses, diagnostics } = checkSource({ name: "seed.loss", text: source });
  const broken = diagnostics.find(({ severity }) => severity === "error");
  if (broken !== undefined) return { reason: `it has an error: ${broken.title}: ${broken.labels[0].text}` };
  const [chosen, ...others] = loss === undefined ? losses : losses.filter(({ name }) => name === loss);
  if (chosen === undefined) return { reason: loss === undefined ? "it has no loss" : `it has no loss ${quoted(loss)}` };
  if (others.length > 0) return { reason: `it has ${losses.length} losses: one must be chosen by its name` };
  const own = losses.length === 1 ? genotypeOf(space, source) : undefined;
  const seed = own === undefined ? translated(space, chosen) : { genotype: own };
  return "reason" in seed ? seed : (unfit(space, seed.genotype) ?? seed);
}

function unfit(space: Space, genotype: Genotype): Seed | undefined {
  if (genotype.kind === "tree" && space.kind === "tree") {
    const { limits } = space;
    const { size, depth } = measure(genotype.root);
    if (size > limits.size) return { reason: `it has ${size} nodes, and the limit is ${limits.size}` };
    if (depth > limits.depth) return { reason: `it is ${depth} deep, and the limit is ${limits.depth}` };
  }
  const active = activeExpression(space, genotype);
  if (!("problem" in active)) return undefined;
  return {
    reason: active.problem === "cycle" ? "it depends on itself" : "it does not use both labels and predictions",
  };
}

function translated(space: Space, loss: CheckedLoss): Seed {
  if (space.kind === "graph") {
    const nodes = `\`h1\` to \`h${space.hiddenNodes}\``;
    return {
      reason: `a graph space takes only programs of its own form: a \`let\` for each of ${nodes}, then their sum`,
    };
  }
  const { inputs } = loss;
  const [first, second] = inputs.toSorted((a, b) => (a.inputKind < b.inputKind ? 1 : -1));
  if (inputs.length !== 2 || first.inputKind !== "target" || second.inputKind !== "probs") {
    const kinds = inputs.map(({ inputKind }) => `\`${inputKind}\``).join(" and ");
    return { reason: `it is a loss of ${kinds}, and the space is of \`target\` and \`probs\`` };
  }
  try {
    const flip = isNegation(loss.result);
    const reader = termReader((name) => (name === first.name ? "y" : "yhat"));
    const term = reader.summand(loss.result);
    // The sign is kept apart: minus a sum is not the sum of what is negated.
    const inner = flip && term.kind === "op" && term.op === "neg" ? term.args[0] : undefined;
    const root = cover(space, inner ?? term);
    return { genotype: { kind: "tree", root, flip: inner !== undefined } satisfies TreeGenotype };
  } catch (error) {
    if (error instanceof NotPointwise) return { reason: error.message };
    throw error;
  }
}

function isNegation(result: CheckedExpression): boolean {
  if (result.kind === "local") return isNegation(result.binding.value);
  return result.kind === "op" && result.op === "neg";
}

interface Pattern {
  readonly entry: OperatorEntry;
  readonly term: Term;
}

const patternsOf = new WeakMap<SpaceTable, readonly Pattern[]>();

/** Each operator's formula as a term of its parameters, the longest first. */
function patterns(table: SpaceTable): readonly Pattern[] {
  const known = patternsOf.get(table);
  if (known !== undefined) return known;
  const made = [...table.operators.values()].map((entry): Pattern => {
    const { params, formula } = entry.operator;
    const inputs = params.length === 1 ? "x: probs" : "a: target, b: probs";
    const text = `loss formula(${inputs}) = sum(${formula})`;
    const [loss] = checkSource({ name: "formula", text }).losses;
    return { entry, term: termReader((name) => name).summand(loss.result) };
  });
  made.sort((a, b) => b.term.key.length - a.term.key.length);
  patternsOf.set(table, made);
  return made;
}

/** Binds the pattern's variables so that it equals the term. */
function match(pattern: Term, term: Term, bound: Map<string, Term>): boolean {
  if (pattern.kind === "variable") {
    const earlier = bound.get(pattern.name);
    if (earlier !== undefined) return earlier.key === term.key;
    bound.set(pattern.name, term);
    return true;
  }
  if (pattern.kind === "number") return term.kind === "number" && pattern.value === term.value;
  return (
    term.kind === "op" && pattern.op === term.op && pattern.args.every((arg, i) => match(arg, term.args[i], bound))
  );
}

/** The term written with the space's operators; @throws NotPointwise naming what it has no operator for. */
function cover(space: TreeSpace, whole: Term): Tree {
  const table = tableOf(space);
  const known = new Map<string, Tree | NotPointwise>();
  const attempt = (term: Term): Tree | NotPointwise => {
    const seen = known.get(term.key);
    if (seen !== undefined) return seen;
    const made = build(term);
    known.set(term.key, made);
    return made;
  };
  const build = (term: Term): Tree | NotPointwise => {
    if (term.kind === "variable") return leafTree(table, term.name) ?? new NotPointwise(`no leaf \`${term.name}\``);
    if (term.kind === "number") {
      const tree = Number.isFinite(term.value) ? numberTree(table, term.value) : undefined;
      return tree ?? new NotPointwise(`the space has no number ${term.value}`);
    }
    let problem: NotPointwise | undefined;
    for (const { entry, term: pattern } of patterns(table)) {
      const bound = new Map<string, Term>();
      if (pattern.kind !== "op" || !match(pattern, term, bound)) continue;
      const args = entry.operator.params.map((param) => attempt(bound.get(param) ?? term));
      const failed = args.find((arg) => arg instanceof NotPointwise);
      if (failed === undefined) return callTree(table, entry.operator.name, args as readonly Tree[]);
      problem ??= failed;
    }
    return problem ?? new NotPointwise(`the space has no operator for \`${opName(term.op)}\``);
  };
  const tree = attempt(whole);
  if (tree instanceof NotPointwise) throw tree;
  return tree;
}

function opName(op: string): string {
  return op === "select" ? "if" : op;
}
