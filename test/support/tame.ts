/** Expressions and data in; whether every intermediate value is moderate and well inside its op's domain, away from kinks and poles, out. */

import { type Environment, interpret } from "../../src/ir/interpret.ts";
import { constantValue, type Node } from "../../src/ir/node.ts";
import { topological } from "../../src/ir/traverse.ts";

const MARGIN = 0.02;
const LARGEST = 1e3;

const isAway = (x: number, from = 0): boolean => Math.abs(x - from) > MARGIN;

/** For each op with a kink, pole or border: whether operands stand clear of it. */
const CLEAR: Readonly<Record<string, (...operands: number[]) => boolean>> = {
  abs: (x) => isAway(x),
  sign: (x) => isAway(x),
  relu: (x) => isAway(x),
  bessel_i0e: (x) => isAway(x),
  bessel_i1e: (x) => isAway(x),
  max: isAway,
  min: isAway,
  less: isAway,
  less_equal: isAway,
  greater: isAway,
  greater_equal: isAway,
  equal: isAway,
  not_equal: isAway,
  clamp: (x, low, high) => isAway(x, low) && isAway(x, high) && isAway(low, high),
  div: (_, b) => Math.abs(b) > 0.05,
  log: (x) => x > 0.05,
  log2: (x) => x > 0.05,
  log10: (x) => x > 0.05,
  log1p: (x) => x > -0.95,
  sqrt: (x) => x > 0.05,
  tan: (x) => Math.abs(Math.cos(x)) > 0.2,
  asin: (x) => Math.abs(x) < 0.95,
  acos: (x) => Math.abs(x) < 0.95,
  atanh: (x) => Math.abs(x) < 0.95,
  acosh: (x) => x > 1.05,
  lgamma: (x) => x > 0.05,
  digamma: (x) => x > 0.05,
  trigamma: (x) => x > 0.05,
  tetragamma: (x) => x > 0.05,
};

function isClear(node: Node, operands: readonly number[]): boolean {
  if (node.op === "pow") {
    const exponent = constantValue(node.args[1]);
    if (exponent !== undefined && Number.isInteger(exponent)) return exponent >= 0 || Math.abs(operands[0]) > 0.05;
    return operands[0] > 0.05;
  }
  return CLEAR[node.op]?.(...operands) ?? true;
}

/** Whether the largest (or smallest) of a row stands clear of the others. */
function isAlone(row: readonly number[], sign: 1 | -1): boolean {
  const sorted = row.map((x) => sign * x).sort((a, b) => b - a);
  return sorted.length < 2 || sorted[0] - sorted[1] > MARGIN;
}

export function isTame(roots: readonly Node[], environment: Environment): boolean {
  const { batch, classes } = environment;
  const order = topological(roots);
  const values = new Map(interpret(order, environment).map((value, i) => [order[i], value]));
  const at = (node: Node, i: number): number => {
    const own = values.get(node)!;
    if (node.shape === "constant") return own[0];
    return own[node.shape === "per-example" ? Math.floor(i / classes) : i];
  };
  for (const node of order) {
    const own = values.get(node)!;
    for (let i = 0; i < own.length; i++) if (!(Math.abs(own[i]) < LARGEST)) return false;
    if (node.op === "reduce_max" || node.op === "reduce_min") {
      if (node.args[0].shape !== "per-class") continue;
      const operand = Array.from(values.get(node.args[0])!);
      for (let b = 0; b < batch; b++)
        if (!isAlone(operand.slice(b * classes, (b + 1) * classes), node.op === "reduce_max" ? 1 : -1)) return false;
    } else if (node.op !== "leaf") {
      for (let i = 0; i < batch * classes; i++)
        if (
          !isClear(
            node,
            node.args.map((arg) => at(arg, i)),
          )
        )
          return false;
    }
  }
  return true;
}
