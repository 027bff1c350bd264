/** The cost model: from an op and its operands to the cost of evaluating it, in additions per example. */

import { type ElementwiseName, opDef, REDUCTIONS } from "../ops/index.ts";
import { constantValue, isReduce, type Node, type Op, type Shape } from "./node.ts";

/** Ops per class run once for every class (16 stands for "several"); constants are computed once for a whole batch. */
const TIMES: Readonly<Record<Shape, number>> = { constant: 1 / 64, "per-example": 1, "per-class": 16 };

/** `log(sum(w * exp(x)))` overflows or underflows where its stable form does not: dearer than anything stable. */
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
      if (op === "log" && isSumOfExp(args[0])) total += UNSTABLE;
      return total + elementwiseCost(op, args) * TIMES[shape];
  }
}
