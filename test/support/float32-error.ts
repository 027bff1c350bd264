/**
 * A DAG and data go in; its values in float64 come out, each with a bound for what float32 may make of it: every operation rounds, by a few
 * units in the last place, and passes on the errors of its operands, by which a comparison may turn.
 */

import { isProbabilityLike } from "../../src/codegen/loop-overrides.ts";
import type { Environment } from "../../src/ir/interpret.ts";
import { interpret } from "../../src/ir/interpret.ts";
import { constantValue, isOverClasses, type Node } from "../../src/ir/node.ts";
import { topological } from "../../src/ir/traverse.ts";
import type { ElementwiseName } from "../../src/ops/index.ts";
import { COMPARISONS, opDef } from "../../src/ops/index.ts";

/** Half a unit in the last place, relative. */
const UNIT = 2 ** -24;
/** Elementary functions are within 2 units. */
const FUNCTION_UNITS = 4;
const LARGEST = 3.4e38;
/** A few of the smallest float32. */
const SMALLEST = 4 * 2 ** -149;
/** Exponentials that are probabilities are 0 below it. */
const SMALLEST_NORMAL = 2 ** -126;

export interface Bounded {
  readonly values: ArrayLike<number>;
  readonly errors: ArrayLike<number>;
}

const isExact = (node: Node): boolean =>
  ["neg", "abs", "max", "min", "relu", "select", "detach", "sign"].includes(node.op);

const rounding = (value: number, units: number): number =>
  Math.abs(value) > LARGEST ? Number.POSITIVE_INFINITY : Math.abs(value) * UNIT * units + SMALLEST;

/** How far a function of inexact operands may be off, seen at the corners of where they may lie. */
function spreadOf(node: Node, operands: readonly number[], errors: readonly number[], value: number): number {
  const { op } = node;
  const { evaluate } = opDef(op as ElementwiseName);
  if (COMPARISONS.has(op)) {
    const [a, b] = operands;
    // Equal numbers are equal because they are one number, computed in the same steps.
    return a !== b && Math.abs(a! - b!) <= errors[0]! + errors[1]! ? 1 : 0;
  }
  let widest = 0;
  for (let corner = 0; corner < 3 ** operands.length; corner++) {
    const moved = operands.map((x, i) => x + ((Math.floor(corner / 3 ** i) % 3) - 1) * errors[i]!);
    if (op === "select") moved[0] = errors[0]! > 0 ? corner % 2 : operands[0]!;
    const other = evaluate(...moved);
    if (Object.is(other, value)) continue;
    widest = Math.max(widest, Math.abs(other - value));
    if (Number.isNaN(widest)) return Number.POSITIVE_INFINITY;
  }
  return widest;
}

export function interpretFloat32(roots: readonly Node[], environment: Environment): Bounded[] {
  const { batch, classes, labels } = environment;
  const order = topological(roots);
  const values = new Map(interpret(order, environment).map((value, i) => [order[i]!, value]));
  const errors = new Map<Node, Float64Array>();
  const indexIn = (node: Node, i: number, count: number): number => {
    if (node.shape === "constant") return 0;
    return node.shape === "per-example" && count === batch * classes ? Math.floor(i / classes) : i;
  };
  for (const node of order) {
    const own = values.get(node)!;
    const count = node.shape === "per-class" ? batch * classes : node.shape === "per-example" ? batch : 1;
    const error = new Float64Array(count);
    if (node.op === "leaf") {
      const value = constantValue(node);
      const isInexact = node.leaf!.kind === "parameter" || (value !== undefined && Math.fround(value) !== value);
      if (isInexact) error[0] = rounding(own[0]!, 1);
    } else if (isOverClasses(node.op)) {
      const [operand] = node.args;
      const [inner, innerErrors] = [values.get(operand!)!, errors.get(operand!)!];
      for (let i = 0; i < batch; i++) {
        const [terms, off]: [number[], number[]] = [[], []];
        for (let j = 0; j < classes; j++) {
          const isLabel = labels?.[i] === j;
          if (node.op.startsWith("others_") ? isLabel : node.op === "at_label" && !isLabel) continue;
          const at = indexIn(operand!, i * classes + j, batch * classes);
          terms.push(inner[at]!);
          off.push(innerErrors[at]!);
        }
        const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);
        error[i] = node.op.endsWith("_sum")
          ? sum(off) + rounding(sum(terms.map(Math.abs)), classes / 2 + 3)
          : Math.max(0, ...off);
      }
    } else {
      for (let i = 0; i < count; i++) {
        const at = node.args.map((arg) => indexIn(arg, i, count));
        const operands = node.args.map((arg, k) => values.get(arg)![at[k]!]!);
        const off = node.args.map((arg, k) => errors.get(arg)![at[k]!]!);
        const units =
          isExact(node) || COMPARISONS.has(node.op)
            ? 0
            : opDef(node.op as ElementwiseName).cost > 4
              ? FUNCTION_UNITS
              : 1;
        const spread = spreadOf(node, operands, off, own[i]!);
        error[i] = spread + (units === 0 ? 0 : rounding(own[i]! + Math.sign(own[i]!) * spread, units));
        if (isProbabilityLike(node)) error[i]! += SMALLEST_NORMAL;
        if (Number.isNaN(error[i])) error[i] = Number.POSITIVE_INFINITY;
      }
    }
    errors.set(node, error);
  }
  return roots.map((root) => ({ values: values.get(root)!, errors: errors.get(root)! }));
}
