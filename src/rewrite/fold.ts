/** Constant folding: an op on constants becomes a constant, exactly where the rationals allow it. */

import type { Fraction } from "fraction.js";
import type { Builder } from "../ir/graph.ts";
import type { ConstantLeaf, Node, Op } from "../ir/node.ts";
import { constantValue, exactValue, isOverClasses } from "../ir/node.ts";
import { type ElementwiseName, opDef } from "../ops/index.ts";

function exactOperands(args: readonly Node[]): Fraction[] | undefined {
  const exact = args.map((arg) => exactValue(arg.leaf as ConstantLeaf));
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

/** Sums and products of safe integers, where float64 is exact: by far the most common case. */
function foldIntegers(op: Op, args: readonly Node[]): number | undefined {
  const a = constantValue(args[0])!;
  if (!Number.isSafeInteger(a)) return undefined;
  if (op === "neg") return a === 0 ? undefined : -a;
  const b = args.length === 2 ? constantValue(args[1])! : Number.NaN;
  if (!Number.isSafeInteger(b)) return undefined;
  const result = op === "add" ? a + b : op === "sub" ? a - b : op === "mul" ? a * b : Number.NaN;
  return Number.isSafeInteger(result) && !Object.is(result, -0) ? result : undefined;
}

/** The constant that an op on constants comes to, else `undefined`. */
export function fold(op: Exclude<Op, "leaf">, args: readonly Node[], builder: Builder): Node | undefined {
  if (isOverClasses(op)) return undefined;
  if (op === "select") {
    const condition = constantValue(args[0]);
    if (condition !== undefined) return condition !== 0 ? args[1] : args[2];
  }
  for (const arg of args) if (arg.leaf?.kind !== "constant") return undefined;
  const integer = foldIntegers(op, args);
  if (integer !== undefined) return builder.constant(integer);
  const operands = exactOperands(args);
  const exact = operands === undefined ? undefined : foldExactly(op, operands);
  return builder.constant(exact ?? opDef(op).evaluate(...args.map((arg) => constantValue(arg)!)));
}
