/** The tfjs target's table: one row per op, from operand texts to a call of tfjs or of an embedded tensor form. */

import { isCheapPower } from "../../ir/cost.ts";
import { constantValue, type Node, type Op, type ReduceOp } from "../../ir/node.ts";
import type { ElementwiseName } from "../../ops/index.ts";

/** An operand as written; numbers need no tensor. */
export interface Operand {
  readonly text: string;
  readonly isNumber: boolean;
  /** Whether there is one per example where the op computes one per class. */
  readonly isColumn?: boolean;
}

type Row = (...operands: Operand[]) => string;

/** Ops that become their `defn` here: tfjs's clipByValue takes NaN to the lower bound on wasm. */
type WithoutRow = "clamp";

export type TfjsOp = Exclude<ElementwiseName, WithoutRow> | ReduceOp;

const call =
  (name: string): Row =>
  (...operands) =>
    `${name}(${operands.map((operand) => operand.text).join(", ")})`;

/** For either order of operands: a number goes last, where readers expect it. */
const commutative =
  (name: string): Row =>
  (a, b) =>
    a.isNumber ? call(name)(b, a) : call(name)(a, b);

/** tfjs's own kernel drops a NaN of the second operand on wasm; a number is never NaN. */
const extremum =
  (name: string, form: string): Row =>
  (a, b) =>
    a.isNumber || b.isNumber ? commutative(name)(a, b) : call(form)(a, b);

/** tf.where spreads numbers and columns slowly on wasm. */
const select: Row = (...operands) =>
  call(operands.some(({ isNumber, isColumn }) => isNumber || isColumn) ? "choose" : "tf.where")(...operands);

/** tf.equal takes three times as long on wasm. */
const equal: Row = (a, b) => {
  const [tensor, number] = a.isNumber ? [b, a] : [a, b];
  return number.text === "0" ? call("isZero")(tensor) : commutative("tf.equal")(a, b);
};

/** Ops whose kernels take five times as long where they broadcast on the pure-JS backend. */
const SPREADING: ReadonlySet<Op> = new Set(["add", "sub", "mul", "div"]);

const spread = (operand: Operand): Operand =>
  operand.isColumn === true ? { ...operand, text: `spread(${operand.text}, classes)` } : operand;

const reduction =
  (name: string): Row =>
  (x) =>
    `${name}(${x.text}, -1, true)`;

export const ROWS = {
  add: commutative("tf.add"),
  sub: call("tf.sub"),
  mul: commutative("tf.mul"),
  div: call("tf.div"),
  neg: call("tf.neg"),
  pow: call("tf.pow"),
  less: call("tf.less"),
  less_equal: call("tf.lessEqual"),
  greater: call("tf.greater"),
  greater_equal: call("tf.greaterEqual"),
  equal,
  not_equal: commutative("tf.notEqual"),
  select,
  exp: call("tf.exp"),
  expm1: call("tf.expm1"),
  log: call("tf.log"),
  log1p: call("tensorLog1p"),
  log2: call("tensorLog2"),
  log10: call("tensorLog10"),
  sqrt: call("tf.sqrt"),
  sigmoid: call("tf.sigmoid"),
  softplus: call("tensorSoftplus"),
  sin: call("tensorSin"),
  cos: call("tensorCos"),
  tan: call("tf.tan"),
  asin: call("tf.asin"),
  acos: call("tf.acos"),
  atan: call("tf.atan"),
  sinh: call("tf.sinh"),
  cosh: call("tf.cosh"),
  tanh: call("tf.tanh"),
  asinh: call("tf.asinh"),
  acosh: call("tf.acosh"),
  atanh: call("tf.atanh"),
  erf: call("tensorErf"),
  erfc: call("tensorErfc"),
  bessel_i0: call("tensorBesselI0"),
  bessel_i0e: call("tensorBesselI0e"),
  bessel_i1: call("tensorBesselI1"),
  bessel_i1e: call("tensorBesselI1e"),
  lgamma: call("tensorLgamma"),
  digamma: call("tensorDigamma"),
  trigamma: call("tensorTrigamma"),
  tetragamma: call("tensorTetragamma"),
  abs: call("tf.abs"),
  sign: call("tensorSign"),
  max: extremum("tf.maximum", "tensorMaximum"),
  min: extremum("tf.minimum", "tensorMinimum"),
  relu: call("tf.relu"),
  softsign: call("tensorSoftsign"),
  detach: (x) => x.text,
  reduce_sum: reduction("tf.sum"),
  reduce_max: reduction("tf.max"),
  reduce_min: reduction("tf.min"),
  reduce_logsumexp: call("tensorLogSumExp"),
} as const satisfies Record<TfjsOp, Row>;

export const hasRow = (op: Op): op is TfjsOp => Object.hasOwn(ROWS, op);

/** Whether the op's text repeats its first operand, which must then be a name. */
export function repeatsOperand(node: Node): boolean {
  return node.op === "pow" && constantValue(node.args[1]) === 3;
}

/** Small whole powers are products: exact for negative bases too, and cheaper. */
function smallPower(base: Operand, exponent: number): string {
  const square = `tf.square(${base.text})`;
  if (exponent === 2) return square;
  return exponent === 3 ? `tf.mul(${square}, ${base.text})` : `tf.square(${square})`;
}

/** The call that computes an op on its operands' texts. */
export function callText(node: Node, operands: readonly Operand[]): string {
  if (node.op === "pow") {
    const exponent = constantValue(node.args[1]);
    if (isCheapPower(exponent)) return smallPower(operands[0], exponent);
  }
  if (!hasRow(node.op)) throw new Error(`the tfjs target has no row for \`${node.op}\``);
  const row: Row = ROWS[node.op];
  return row(...(SPREADING.has(node.op) ? operands.map(spread) : operands));
}
