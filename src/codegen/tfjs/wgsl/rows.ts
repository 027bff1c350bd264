/** WGSL's table: one row per op, from operand texts to an expression. The gamma family has none. */

import { isCheapPower } from "../../../ir/cost.ts";
import { constantValue, type Node, type Op } from "../../../ir/node.ts";
import { type ElementwiseName, isElementwise } from "../../../ops/index.ts";

type Row = (...operands: string[]) => string;

const call =
  (name: string): Row =>
  (...operands) =>
    `${name}(${operands.join(", ")})`;

const infix =
  (symbol: string): Row =>
  (a, b) =>
    `${a} ${symbol} ${b}`;

/** `clamp` becomes its `defn`; a loss with the others has no shader. */
type WithoutRow = "clamp" | "lgamma" | "digamma" | "trigamma" | "tetragamma";

export const ROWS = {
  add: infix("+"),
  sub: infix("-"),
  mul: infix("*"),
  div: infix("/"),
  neg: (x) => `-${x}`,
  pow: call("power"),
  less: infix("<"),
  less_equal: infix("<="),
  greater: infix(">"),
  greater_equal: infix(">="),
  equal: infix("=="),
  not_equal: infix("!="),
  select: (condition, a, b) => `select(${b}, ${a}, ${condition})`,
  exp: call("exp"),
  expm1: call("expMinusOne"),
  log: call("logarithm"),
  log1p: call("logOfOnePlus"),
  log2: (x) => `logarithm(${x}) * 1.442695f`,
  log10: (x) => `logarithm(${x}) * 0.4342945f`,
  sqrt: call("sqrt"),
  sigmoid: call("logistic"),
  softplus: call("softPlus"),
  softsign: (x) => `${x} / (1f + abs(${x}))`,
  sin: call("sine"),
  cos: call("cosine"),
  tan: call("tangent"),
  asin: call("arcSine"),
  acos: call("arcCosine"),
  atan: call("arcTangent"),
  sinh: call("hyperbolicSine"),
  cosh: call("hyperbolicCosine"),
  tanh: call("hyperbolicTangent"),
  asinh: call("areaSine"),
  acosh: call("areaCosine"),
  atanh: call("areaTangent"),
  erf: call("errorFunction"),
  erfc: call("complementaryErrorFunction"),
  bessel_i0: call("besselI0"),
  bessel_i0e: call("besselI0Scaled"),
  bessel_i1: call("besselI1"),
  bessel_i1e: call("besselI1Scaled"),
  abs: call("abs"),
  sign: call("sign"),
  max: call("max"),
  min: call("min"),
  relu: (x) => `max(${x}, 0f)`,
  detach: (x) => x,
} as const satisfies Record<Exclude<ElementwiseName, WithoutRow>, Row>;

const isInTable = (op: Op): op is keyof typeof ROWS => Object.hasOwn(ROWS, op);

export const hasRow = (op: Op): boolean => !isElementwise(op) || isInTable(op);

/** The expression of an op on names or literals. */
export function expressionOf(node: Node, operands: readonly string[]): string {
  if (node.op === "pow") {
    const exponent = constantValue(node.args[1]);
    if (isCheapPower(exponent)) return Array(exponent).fill(operands[0]).join(" * ");
  }
  if (!isInTable(node.op)) throw new Error(`WGSL has no row for \`${node.op}\``);
  const row: Row = ROWS[node.op];
  return row(...operands);
}

/** A literal; what float32 cannot hold is told by the uniforms that tfjs gives every program. */
export function literal(value: number): string {
  const float = Math.fround(value);
  if (Number.isNaN(float)) return "uniforms.NAN";
  if (!Number.isFinite(float)) return float > 0 ? "uniforms.INFINITY" : "(-uniforms.INFINITY)";
  return float < 0 || Object.is(float, -0) ? `(-${-float}f)` : `${float}f`;
}
