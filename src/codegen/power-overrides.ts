/** How loops compute powers with known exponents: from other powers that they need, and only where a label needs them. */

import { isCheapPower } from "../ir/cost.ts";
import type { Builder, Graph } from "../ir/graph.ts";
import { constantValue, type Node } from "../ir/node.ts";
import { topological } from "../ir/traverse.ts";
import { createFacts } from "../rewrite/facts.ts";
import type { Override } from "./decompose.ts";
import { unlessZero } from "./gate-of.ts";

/** For all that is computed from `roots` together. */
export function powerOverride(roots: readonly Node[], target: Node | undefined, graph: Graph): Override {
  const shared = sharedPower(roots);
  return (args, builder) => shared(args, builder) ?? powerOfTarget(args, target, graph);
}

/** Up to here the power of a subnormal float32 number is none: 2^(-149 c) is at least 2^-126. */
const LARGEST_DIVIDED = 126 / 149;

/** Of x^c and x^(c - 1), where both are needed: one from the other. */
function sharedPower(roots: readonly Node[]): Override {
  const powers = topological(roots).filter((node) => node.op === "pow" && constantValue(node.args[1]) !== undefined);
  const exponentOf = (node: Node): number => constantValue(node.args[1])!;
  const isLess = (one: Node, other: Node): boolean =>
    one.args[0] === other.args[0] && Math.abs(exponentOf(one) + 1 - exponentOf(other)) < 1e-12;
  const lessByOne = new Map<number, Node>();
  const moreByOne = new Map<number, Node>();
  for (const power of powers) {
    const less = powers.find((other) => isLess(other, power));
    if (less === undefined) continue;
    const exponent = exponentOf(power);
    if (exponent >= 1) lessByOne.set(exponent, less.args[1]);
    else if (exponent <= LARGEST_DIVIDED && !Number.isInteger(exponent)) moreByOne.set(exponentOf(less), power.args[1]);
  }
  return ([x, exponent], builder) => {
    const value = constantValue(exponent) ?? Number.NaN;
    const less = lessByOne.get(value);
    if (less !== undefined) return multipliedPower(x, less, builder);
    const more = moreByOne.get(value);
    return more === undefined ? undefined : dividedPower(x, more, builder);
  };
}

/** x^(c + 1): x * x^c, or |x| * x^c where c is not whole and x may be below 0. */
function multipliedPower(x: Node, c: Node, builder: Builder): Node {
  const isSigned = Number.isInteger(constantValue(c)) || createFacts("closed").rangeOf(x).low >= 0;
  const size = isSigned ? x : builder.apply("abs", [x]);
  return builder.apply("mul", [size, builder.apply("pow", [x, c])]);
}

/** x^(c - 1), where c is below 1 and not whole: x^c / |x|, and 1 / |x| where x is 0 or infinite. */
function dividedPower(x: Node, c: Node, builder: Builder): Node {
  const isExtreme = builder.apply("equal", [x, builder.apply("add", [x, x])]);
  const power = builder.apply("select", [isExtreme, builder.constant(1), builder.apply("pow", [x, c])]);
  return builder.apply("div", [power, builder.apply("abs", [x])]);
}

/** y^c with c above 0, which is 0 for absent classes and need not be computed. */
function powerOfTarget([y, exponent]: readonly Node[], target: Node | undefined, graph: Graph): Node | undefined {
  const c = constantValue(exponent);
  if (y !== target || c === undefined || c <= 0 || isCheapPower(c)) return undefined;
  return unlessZero(y, 0, graph.apply("pow", [y, exponent]), graph);
}
