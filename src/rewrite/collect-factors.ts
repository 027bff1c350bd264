/** The pass over products: powers of one base are joined (`x * x = x^2`, `x / x = 1`) and the rest put in canonical order. */

import type { Builder } from "../ir/graph.ts";
import { constantValue, isConstant, type Node, type Op } from "../ir/node.ts";
import type { Facts } from "./facts.ts";
import { isFiniteRange, isNonZero, isPositive } from "./interval.ts";
import { chain, type Side } from "./signed.ts";

const PRODUCT = { join: "mul", part: "div" } as const;

/** Longer products stay as they are: taking them apart at each of their factors is quadratic, and undoes what they share. */
const MOST_FACTORS = 16;

interface Factors {
  coefficient: Node;
  readonly exponents: Map<Node, Node[]>;
}

/** The factors of a product, or `undefined` if there are too many. */
function factorsOf(op: Op, args: readonly Node[], builder: Builder): Factors | undefined {
  const one = builder.constant(1);
  const factors: Factors = { coefficient: one, exponents: new Map() };
  let met = 0;
  const work: { op: Op; args: readonly Node[]; node: Node | undefined; exponent: Node }[] = [
    { op, args, node: undefined, exponent: one },
  ];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    const { exponent } = item;
    const [a, b] = item.args;
    const push = (node: Node, power: Node): number =>
      work.push({ op: node.op, args: node.args, node, exponent: power });
    const isWhole = isConstant(exponent, 1) || isConstant(exponent, -1);
    if (isWhole && (item.op === "mul" || item.op === "div")) {
      push(b, item.op === "div" ? builder.apply("neg", [exponent]) : exponent);
      push(a, exponent);
    } else if (isWhole && item.op === "neg") {
      factors.coefficient = builder.apply("neg", [factors.coefficient]);
      push(a, exponent);
    } else if (isWhole && item.op === "pow" && constantValue(b) !== undefined) {
      push(a, builder.apply("mul", [exponent, b]));
    } else {
      const node = item.node!;
      if (++met > MOST_FACTORS) return undefined;
      if (isWhole && constantValue(node) !== undefined) {
        factors.coefficient = builder.apply(isConstant(exponent, 1) ? "mul" : "div", [factors.coefficient, node]);
        continue;
      }
      const before = factors.exponents.get(node);
      if (before === undefined) factors.exponents.set(node, [exponent]);
      else before.push(exponent);
    }
  }
  return factors;
}

/** Whether `x^a * x^b = x^(a + b)` for every value that the base can take. */
function canJoin(base: Node, exponents: readonly number[], facts: Facts): boolean {
  if (exponents.length === 1) return true;
  const range = facts.rangeOf(base);
  const isOneSided = exponents.every((n) => n > 0) || exponents.every((n) => n < 0);
  // Infinity over infinity is NaN.
  if (!isOneSided && !(isNonZero(range) && isFiniteRange(range))) return false;
  return isPositive(range) || exponents.every(Number.isInteger);
}

/** The canonical product, or `undefined` where it would remove a singularity that the facts cannot rule out. */
export function collectFactors(op: Op, args: readonly Node[], builder: Builder, facts: Facts): Node | undefined {
  if (op === "pow" && constantValue(args[1]) === undefined) return undefined;
  const factors = factorsOf(op, args, builder);
  if (factors === undefined) return undefined;
  const { coefficient, exponents } = factors;
  const scale = constantValue(coefficient);
  if (scale === undefined || !Number.isFinite(scale) || scale === 0) return undefined;
  const side: Side = { above: [], below: [] };
  for (const [base, powers] of exponents) {
    const values = powers.map((power) => constantValue(power)!);
    if (!canJoin(base, values, facts)) return undefined;
    const joined = powers.reduce((sum, power) => builder.apply("add", [sum, power]));
    const exponent = constantValue(joined)!;
    if (exponent === 0) continue;
    // A power below 1 in size stays as it was written: sqrt and reciprocal forms have rules of their own.
    const isBelow = exponent < 0;
    const size = isBelow ? builder.apply("neg", [joined]) : joined;
    (isBelow ? side.below : side.above).push(isConstant(size, 1) ? base : builder.apply("pow", [base, size]));
  }
  const signed = withCoefficient(side, coefficient, builder);
  const total = chain(signed.side, PRODUCT, builder);
  let node = total?.node ?? builder.constant(1);
  if (total?.isBelow) node = builder.apply("div", [builder.constant(1), node]);
  return signed.isNegative ? builder.apply("neg", [node]) : node;
}

/** The coefficient as a factor. A minus sign goes to a factor that is computed once for the batch, if there is one. */
function withCoefficient(side: Side, coefficient: Node, builder: Builder): { side: Side; isNegative: boolean } {
  const isNegative = constantValue(coefficient)! < 0;
  const magnitude = isNegative ? builder.apply("neg", [coefficient]) : coefficient;
  const isOne = isConstant(magnitude, 1);
  if (!isNegative || (isOne && side.above.every((factor) => factor.shape !== "constant"))) {
    return { side: isOne ? side : { ...side, above: [...side.above, magnitude] }, isNegative };
  }
  const constants = side.above.filter((factor) => factor.shape === "constant");
  const others = side.above.filter((factor) => factor.shape !== "constant");
  if (!isOne) return { side: { ...side, above: [coefficient, ...side.above] }, isNegative: false };
  const product = chain({ above: constants, below: [] }, PRODUCT, builder)!.node;
  return { side: { ...side, above: [builder.apply("neg", [product]), ...others] }, isNegative: false };
}
