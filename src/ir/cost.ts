/** The cost model: from an op and its operands to the cost of evaluating it, in additions per example. */

import { type ElementwiseName, opDef, REDUCTIONS } from "../ops/index.ts";
import { constantValue, isConstant, isReduce, type Node, type Op, type Shape } from "./node.ts";

/** Ops per class run once for every class (16 stands for "several"); constants are computed once for a whole batch. */
const TIMES: Readonly<Record<Shape, number>> = { constant: 1 / 64, "per-example": 1, "per-class": 16 };

/**
 * The logarithm of `sum(w * exp(x))`, and roots and powers of `w * exp(x)` or of such a sum, overflow or underflow (or their derivatives do)
 * where their stable forms do not: dearer than anything stable.
 */
const UNSTABLE = 1e6;

const REDUCE_COST = {
  reduce_sum: REDUCTIONS.sum.cost,
  reduce_max: REDUCTIONS.max.cost,
  reduce_min: REDUCTIONS.min.cost,
  reduce_logsumexp: REDUCTIONS.logsumexp.cost,
} as const;

function isSumOfExp(node: Node): boolean {
  if (node.op !== "reduce_sum") return false;
  const [operand] = node.args;
  return operand.op === "exp" || (operand.op === "mul" && operand.args.some((factor) => factor.op === "exp"));
}

/** Whether a node is `w * exp(x)`, or the sum of that over the classes: it may come to 0, where a root has an infinite slope. */
function isWeightedExp(node: Node): boolean {
  const [product] = node.op === "reduce_sum" ? node.args : [node];
  return product.op === "mul" && product.args.some((factor) => factor.op === "exp");
}

/** Small whole powers are multiplications. */
export function isCheapPower(exponent: number | undefined): exponent is number {
  return exponent !== undefined && Number.isInteger(exponent) && exponent >= 2 && exponent <= 4;
}

function elementwiseCost(op: ElementwiseName, args: readonly Node[]): number {
  if (op === "pow") {
    const exponent = constantValue(args[1]);
    if (isCheapPower(exponent)) return 0.9 * (exponent - 1);
  }
  return opDef(op).cost;
}

/** Whether a node is exp(x - logsumexp(x)). */
function isSoftmax({ op, args: [x] }: Node): boolean {
  return op === "exp" && x.op === "sub" && x.args[1].op === "reduce_logsumexp" && x.args[1].args[0] === x.args[0];
}

/** Whether a node is what the weighted probabilities of a softmax lack to 1, which may come to 0 too. */
function isRestOfSoftmax({ op, args: [one, sum] }: Node): boolean {
  if (op !== "sub" || !isConstant(one, 1) || sum.op !== "reduce_sum") return false;
  const [product] = sum.args;
  return product.op === "mul" && product.args.some(isSoftmax);
}

/** Whether an exponent is below 1, as far as is known when a loss is compiled: there the slope of a power at 0 is infinite. */
function isLikelyBelowOne(exponent: Node): boolean {
  const { leaf } = exponent;
  if (leaf?.kind !== "parameter") return (constantValue(exponent) ?? 1) < 1;
  return leaf.defaultValue < 1 || (leaf.range !== undefined && leaf.range.high <= 1);
}

function isUnstable(op: ElementwiseName, args: readonly Node[]): boolean {
  if (op === "log") return isSumOfExp(args[0]);
  if (op === "sqrt") return isWeightedExp(args[0]) || isRestOfSoftmax(args[0]);
  if (op !== "pow") return false;
  const [base, exponent] = args;
  if (isRestOfSoftmax(base)) return isLikelyBelowOne(exponent);
  return isWeightedExp(base) && !isCheapPower(constantValue(exponent));
}

/** The cost of a node as a tree, its operands' costs included. */
export function costOf(op: Op, args: readonly Node[], shape: Shape): number {
  if (op === "leaf") return 0;
  let total = 0;
  for (const arg of args) total += arg.cost;
  if (isReduce(op)) return total + REDUCE_COST[op] * TIMES[args[0].shape];
  switch (op) {
    case "at_label":
      return total / TIMES["per-class"] + 1;
    case "others_sum":
    case "others_max":
    case "others_min":
    case "others_logsumexp":
      return (
        total + REDUCE_COST[`reduce_${op.slice("others_".length)}` as keyof typeof REDUCE_COST] * TIMES["per-class"]
      );
    default:
      if (isUnstable(op, args)) total += UNSTABLE;
      return total + elementwiseCost(op, args) * TIMES[shape];
  }
}
