/** The pass over sums: like terms are added up (`2x + 3x = 5x`, `x - x = 0`) and the rest put in canonical order. */

import type { Builder } from "../ir/graph.ts";
import { constantValue, isConstant, type Node, type Op } from "../ir/node.ts";
import type { Facts } from "./facts.ts";
import { isFiniteRange } from "./interval.ts";
import { chain, type Side } from "./signed.ts";

const SUM = { join: "add", part: "sub" } as const;

/** Longer sums stay as they are: taking them apart at each of their terms is quadratic. */
const MOST_TERMS = 64;

interface Terms {
  /** Each term's constant coefficient, in the order met. */
  readonly coefficients: Map<Node, Node>;
  /** Terms that are both added and subtracted. */
  readonly opposed: Set<Node>;
}

/** The terms of a sum, or `undefined` if there are too many. */
function termsOf(op: Op, args: readonly Node[], builder: Builder): Terms | undefined {
  const one = builder.constant(1);
  const coefficients = new Map<Node, Node>();
  const opposed = new Set<Node>();
  let met = 0;
  const times = (a: Node, b: Node): Node => builder.apply("mul", [a, b]);
  const minus = (a: Node): Node => builder.apply("neg", [a]);
  const work: { op: Op; args: readonly Node[]; node: Node | undefined; coefficient: Node }[] = [
    { op, args, node: undefined, coefficient: one },
  ];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { coefficient } = item;
    const [a, b] = item.args;
    const push = (node: Node, factor: Node): number =>
      work.push({ op: node.op, args: node.args, node, coefficient: factor });
    if (item.op === "add" || item.op === "sub") {
      push(b, item.op === "sub" ? minus(coefficient) : coefficient);
      push(a, coefficient);
    } else if (item.op === "neg") {
      push(a, minus(coefficient));
    } else if (item.op === "mul" && constantValue(a) !== undefined) {
      push(b, times(coefficient, a));
    } else {
      const node = item.node!;
      if (++met > MOST_TERMS) return undefined;
      const isNumber = constantValue(node) !== undefined;
      const [term, amount] = isNumber ? [one, times(coefficient, node)] : [node, coefficient];
      const before = coefficients.get(term);
      if (before !== undefined && constantValue(before)! * constantValue(amount)! < 0) opposed.add(term);
      coefficients.set(term, before === undefined ? amount : builder.apply("add", [before, amount]));
    }
  }
  return { coefficients, opposed };
}

/** The canonical sum, or `undefined` where it would hide a NaN or be dearer than what stands there. */
export function collectTerms(op: Op, args: readonly Node[], builder: Builder, facts: Facts): Node | undefined {
  const terms = termsOf(op, args, builder);
  if (terms === undefined) return undefined;
  const { coefficients, opposed } = terms;
  const side: Side = { above: [], below: [] };
  for (const [term, coefficient] of coefficients) {
    const value = constantValue(coefficient);
    if (value === undefined || !Number.isFinite(value)) return undefined;
    // Infinity less infinity is NaN, and so is 0 times infinity.
    if ((value === 0 || opposed.has(term)) && !isFiniteRange(facts.rangeOf(term))) return undefined;
    if (value === 0) continue;
    const magnitude = value < 0 ? builder.apply("neg", [coefficient]) : coefficient;
    const node = isConstant(magnitude, 1)
      ? term
      : isConstant(term, 1)
        ? magnitude
        : builder.apply("mul", [magnitude, term]);
    (value < 0 ? side.below : side.above).push(node);
  }
  const total = chain(side, SUM, builder);
  if (total === undefined) return builder.constant(0);
  return total.isBelow ? builder.apply("neg", [total.node]) : total.node;
}
