/** The wasm target's table: one row per op, from lanes to lanes. A condition is a mask of ones or zeros in each lane. */

import { isCheapPower } from "../../ir/cost.ts";
import { constantValue, type Node, type Op } from "../../ir/node.ts";
import { type ElementwiseName, isElementwise } from "../../ops/index.ts";
import { isProbabilityLike } from "../loop-overrides.ts";
import type { Block, Value } from "./block.ts";
import { callShared } from "./functions/call-shared.ts";
import { expOfProbability } from "./functions/exponential.ts";
import type { LaneFunction } from "./functions/function.ts";
import { FAST_FUNCTIONS, LANE_FUNCTIONS } from "./functions/index.ts";
import { isKnownPower } from "./functions/known-power.ts";
import type { Lanes, Vocabulary } from "./lanes.ts";

const BASIC: Partial<Record<ElementwiseName, LaneFunction>> = {
  add: (v, a, b) => v.add(a, b),
  sub: (v, a, b) => v.sub(a, b),
  mul: (v, a, b) => v.mul(a, b),
  div: (v, a, b) => v.div(a, b),
  neg: (v, x) => v.neg(x),
  abs: (v, x) => v.abs(x),
  sqrt: (v, x) => v.sqrt(x),
  max: (v, a, b) => v.max(a, b),
  min: (v, a, b) => v.min(a, b),
  relu: (v, x) => v.pmax(x, v.constant(0)),
  detach: (_, x) => x,
  less: (v, a, b) => v.less(a, b),
  less_equal: (v, a, b) => v.lessEqual(a, b),
  greater: (v, a, b) => v.greater(a, b),
  greater_equal: (v, a, b) => v.greaterEqual(a, b),
  equal: (v, a, b) => v.equal(a, b),
  not_equal: (v, a, b) => v.notEqual(a, b),
  select: (v, mask, a, b) => v.select(mask, a, b),
};

/** Ops that become their `defn` here. */
const WITHOUT_ROW: ReadonlySet<Op> = new Set<Op>(["clamp"]);

/** What has no function of four lanes goes through the interpreter's, lane by lane. */
function rowOf(op: ElementwiseName, isFast: boolean): LaneFunction {
  const row = BASIC[op] ?? (isFast ? FAST_FUNCTIONS[op] : undefined) ?? LANE_FUNCTIONS[op];
  return row ?? ((v, ...operands) => v.eachLane(op, ...operands));
}

export const hasLaneRow = (op: Op): boolean => !WITHOUT_ROW.has(op);

/** The lanes of an op over its operands' lanes. */
export function laneCode(v: Vocabulary, node: Node, operands: readonly Lanes[], isFast: boolean): Lanes {
  if (node.op === "pow") return powerCode(v, node, operands, isFast);
  if (!isFast && isProbabilityLike(node)) return expOfProbability(v, operands[0]);
  const extreme = extremeCode(v, node, operands);
  if (extreme !== undefined) return extreme;
  if (!isElementwise(node.op) || !hasLaneRow(node.op)) throw new Error(`the wasm target has no row for \`${node.op}\``);
  return rowOf(node.op, isFast)(v, ...operands);
}

/** Whole powers as products: small ones that are known, and 1 and 2 where a parameter is one of them when called. */
function powerCode(v: Vocabulary, node: Node, [x, b]: readonly Lanes[], isFast: boolean): Lanes {
  const exponent = constantValue(node.args[1]);
  const square = (block: Block): Lanes => block.pure("f32x4.mul", "v128", [x, x]);
  if (isCheapPower(exponent)) {
    return exponent === 2 ? square(v.block) : v.mul(exponent === 3 ? x : square(v.block), square(v.block));
  }
  if (exponent !== undefined && isKnownPower(exponent)) return rowOf("pow", isFast)(v, x, b);
  if (exponent !== undefined || node.args[1].shape !== "constant") return callShared(v.block, "pow", x, b);
  const isNot = (value: number): Value => v.any(v.notEqual(b, v.constant(value)));
  const isNeither = isNot(1);
  return v.block.choose(
    isNot(2),
    (inner) =>
      inner.choose(
        isNeither,
        (innermost) => callShared(innermost, "pow", x, b),
        () => x,
      ),
    square,
  );
}

/** With a known number, the larger or smaller of two is one instruction that lets NaN through. */
function extremeCode(v: Vocabulary, node: Node, [a, b]: readonly Lanes[]): Lanes | undefined {
  if (node.op !== "max" && node.op !== "min") return undefined;
  const either = node.op === "max" ? v.pmax : v.pmin;
  if (constantValue(node.args[1]) !== undefined) return either(a, b);
  return constantValue(node.args[0]) === undefined ? undefined : either(b, a);
}
