/** The pass over sums of two products: what both have as a factor moves out (`a x + b x = (a + b) x`). */

import { isCheapPower } from "../ir/cost.ts";
import type { Builder } from "../ir/graph.ts";
import { constantValue, isConstant, type Node, type Op } from "../ir/node.ts";
import { chain, type Side } from "./signed.ts";

const PRODUCT = { join: "mul", part: "div" } as const;

interface Product extends Side {
  readonly isNegative: boolean;
}

/** Longer products stay as they are, as in `collect-factors.ts`. */
const MOST_FACTORS = 16;

/** The factors of a product, those of small whole powers one by one, its sign apart; `undefined` if there are too many. */
function productOf(node: Node, builder: Builder): Product | undefined {
  const above: Node[] = [];
  const below: Node[] = [];
  let isNegative = false;
  const work: { factor: Node; isAbove: boolean }[] = [{ factor: node, isAbove: true }];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    if (above.length + below.length > MOST_FACTORS) return undefined;
    const { factor, isAbove } = item;
    const [a, b] = factor.args;
    const value = constantValue(factor);
    const exponent = factor.op === "pow" ? constantValue(b) : undefined;
    if (factor.op === "mul" || factor.op === "div") {
      work.push({ factor: b, isAbove: factor.op === "mul" ? isAbove : !isAbove }, { factor: a, isAbove });
    } else if (factor.op === "neg") {
      isNegative = !isNegative;
      work.push({ factor: a, isAbove });
    } else if (isCheapPower(exponent)) {
      for (let i = 0; i < exponent; i++) work.push({ factor: a, isAbove });
    } else if (value !== undefined && value < 0) {
      isNegative = !isNegative;
      (isAbove ? above : below).push(builder.apply("neg", [factor]));
    } else (isAbove ? above : below).push(factor);
  }
  return { above, below, isNegative };
}

/** What two lists share, taken out of both. */
function takeShared(left: Node[], right: Node[]): Node[] {
  return [...left].filter((factor) => {
    const place = right.indexOf(factor);
    if (place < 0) return false;
    right.splice(place, 1);
    left.splice(left.indexOf(factor), 1);
    return true;
  });
}

function product(side: Side, builder: Builder): Node {
  const total = chain(side, PRODUCT, builder);
  const one = builder.constant(1);
  if (total === undefined) return one;
  return total.isBelow ? builder.apply("div", [one, total.node]) : total.node;
}

const PRODUCTS: ReadonlySet<Op> = new Set<Op>(["mul", "div", "neg", "pow"]);

/** A sum with its operands' common factors taken out, or `undefined` where they have none. */
export function takeOutFactors({ op, args: [a, b] }: Node, builder: Builder): Node | undefined {
  if ((op !== "add" && op !== "sub") || !PRODUCTS.has(a.op) || !PRODUCTS.has(b.op)) return undefined;
  const left = productOf(a, builder);
  const right = productOf(b, builder);
  if (left === undefined || right === undefined) return undefined;
  const shared = { above: takeShared(left.above, right.above), below: takeShared(left.below, right.below) };
  if (shared.above.length + shared.below.length === 0) return undefined;
  if ([...shared.above, ...shared.below].every((factor) => isConstant(factor, 1))) return undefined;
  const [x, y] = [product(left, builder), product(right, builder)];
  const isRightNegative = right.isNegative !== (op === "sub");
  const isNegative = left.isNegative && isRightNegative;
  let sum: Node;
  if (left.isNegative === isRightNegative) sum = builder.apply("add", [x, y]);
  else sum = builder.apply("sub", left.isNegative ? [y, x] : [x, y]);
  const result = product({ above: [...shared.above, sum], below: shared.below }, builder);
  return isNegative ? builder.apply("neg", [result]) : result;
}
