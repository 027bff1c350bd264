/** Constant folding: an op on constants becomes a constant, exactly where the rationals allow it. */

import type { Fraction } from "fraction.js";
import type { Builder } from "../ir/graph.ts";
import type { ConstantLeaf, Node, Op } from "../ir/node.ts";
import { constantValue, isOverClasses } from "../ir/node.ts";
import { type ElementwiseName, opDef } from "../ops/index.ts";

function exactOperands(args: readonly Node[]): Fraction[] | undefined {
  const exact = args.map((arg) => (arg.leaf as ConstantLeaf).exact);
  return exact.every((value) => value !== undefined) ? exact : undefined;
}

const MAX_EXPONENT = 64n;

function foldExactly(op: ElementwiseName, operands: readonly Fraction[]): Fraction | undefined {
  const [a, b] = operands;
  switch (op) {
    case "add":
      return a.add(b);
    case "sub":
      return a.sub(b);
    case "mul":
      return a.mul(b);
    case "div":
      return b.n === 0n ? undefined : a.div(b);
    case "neg":
      return a.n === 0n ? undefined : a.neg();
    case "abs":
      return a.abs();
    case "max":
      return a.compare(b) >= 0 ? a : b;
    case "min":
      return a.compare(b) <= 0 ? a : b;
    case "pow":
      if (b.d !== 1n || b.n > MAX_EXPONENT || (a.n === 0n && b.s < 0n)) return undefined;
      return a.pow(b) ?? undefined;
    default:
      return undefined;
  }
}

/** The constant that an op on constants comes to, else `undefined`. */
export function fold(op: Exclude<Op, "leaf">, args: readonly Node[], builder: Builder): Node | undefined {
  if (isOverClasses(op)) return undefined;
  if (op === "select") {
    const condition = constantValue(args[0]);
    if (condition !== undefined) return condition !== 0 ? args[1] : args[2];
  }
  const values: number[] = [];
  for (const arg of args) {
    const value = constantValue(arg);
    if (value === undefined) return undefined;
    values.push(value);
  }
  const operands = exactOperands(args);
  const exact = operands === undefined ? undefined : foldExactly(op, operands);
  return builder.constant(exact ?? opDef(op).evaluate(...values));
}
