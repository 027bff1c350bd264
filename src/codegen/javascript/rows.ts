/** JavaScript's table, for the targets that write it: one row per op, from operand texts to an expression. */

import { isCheapPower } from "../../ir/cost.ts";
import { constantValue, type Node, type Op } from "../../ir/node.ts";
import { type ElementwiseName, isElementwise } from "../../ops/index.ts";

/** A piece of an expression and how tightly it binds. */
export interface Code {
  readonly text: string;
  readonly binds: number;
}

/** JavaScript's precedences, as far as generated code uses them. */
export const BINDS = {
  choice: 2,
  equality: 8,
  comparison: 9,
  sum: 11,
  product: 12,
  power: 13,
  unary: 14,
  atom: 20,
} as const;

export const atom = (text: string): Code => ({ text, binds: BINDS.atom });

export const wrapped = (code: Code, least: number): string => (code.binds < least ? `(${code.text})` : code.text);

type Row = (...operands: Code[]) => Code;

/** Ops that become their `defn` here. */
type WithoutRow = "clamp";

export type ModuleOp = Exclude<ElementwiseName, WithoutRow>;

const call =
  (name: string): Row =>
  (...operands) =>
    atom(`${name}(${operands.map((operand) => operand.text).join(", ")})`);

const infix =
  (symbol: string, binds: number, rightBinds = binds + 1): Row =>
  (a, b) => ({ text: `${wrapped(a, binds)} ${symbol} ${wrapped(b, rightBinds)}`, binds });

export const ROWS = {
  add: infix("+", BINDS.sum, BINDS.sum),
  sub: infix("-", BINDS.sum),
  mul: infix("*", BINDS.product, BINDS.product),
  div: infix("/", BINDS.product),
  neg: (x) => ({ text: `-${wrapped(x, BINDS.unary).replace(/^-(.*)$/s, "(-$1)")}`, binds: BINDS.unary }),
  pow: (a, b) => ({ text: `${wrapped(a, BINDS.atom)} ** ${wrapped(b, BINDS.power)}`, binds: BINDS.power }),
  less: infix("<", BINDS.comparison),
  less_equal: infix("<=", BINDS.comparison),
  greater: infix(">", BINDS.comparison),
  greater_equal: infix(">=", BINDS.comparison),
  equal: infix("===", BINDS.equality),
  not_equal: infix("!==", BINDS.equality),
  select: (c, a, b) => ({
    text: `${wrapped(c, BINDS.choice + 1)} ? ${wrapped(a, BINDS.choice + 1)} : ${wrapped(b, BINDS.choice)}`,
    binds: BINDS.choice,
  }),
  exp: call("Math.exp"),
  expm1: call("Math.expm1"),
  log: call("Math.log"),
  log1p: call("Math.log1p"),
  log2: call("Math.log2"),
  log10: call("Math.log10"),
  sqrt: call("Math.sqrt"),
  sigmoid: call("sigmoid"),
  softplus: call("softplus"),
  sin: call("Math.sin"),
  cos: call("Math.cos"),
  tan: call("Math.tan"),
  asin: call("Math.asin"),
  acos: call("Math.acos"),
  atan: call("Math.atan"),
  sinh: call("Math.sinh"),
  cosh: call("Math.cosh"),
  tanh: call("Math.tanh"),
  asinh: call("Math.asinh"),
  acosh: call("Math.acosh"),
  atanh: call("Math.atanh"),
  erf: call("erf"),
  erfc: call("erfc"),
  bessel_i0: call("besselI0"),
  bessel_i0e: call("besselI0e"),
  bessel_i1: call("besselI1"),
  bessel_i1e: call("besselI1e"),
  lgamma: call("lgamma"),
  digamma: call("digamma"),
  trigamma: call("trigamma"),
  tetragamma: call("tetragamma"),
  abs: call("Math.abs"),
  sign: call("Math.sign"),
  max: call("Math.max"),
  min: call("Math.min"),
  relu: (x) => atom(`Math.max(${x.text}, 0)`),
  softsign: call("softsign"),
  detach: (x) => x,
} as const satisfies Record<ModuleOp, Row>;

export const hasRow = (op: Op): boolean => !isElementwise(op) || Object.hasOwn(ROWS, op);

/** Functions that generated code brings along, by the op that calls them. */
export const EMBEDDED: ReadonlyMap<Op, string> = new Map<Op, string>([
  ["sigmoid", "sigmoid"],
  ["softplus", "softplus"],
  ["softsign", "softsign"],
  ["erf", "erf"],
  ["erfc", "erfc"],
  ["bessel_i0", "besselI0"],
  ["bessel_i0e", "besselI0e"],
  ["bessel_i1", "besselI1"],
  ["bessel_i1e", "besselI1e"],
  ["lgamma", "lgamma"],
  ["digamma", "digamma"],
  ["trigamma", "trigamma"],
  ["tetragamma", "tetragamma"],
]);

export function numberCode(value: number): Code {
  if (Number.isNaN(value)) return atom("Number.NaN");
  if (value === Number.POSITIVE_INFINITY) return atom("Number.POSITIVE_INFINITY");
  if (value === Number.NEGATIVE_INFINITY) return atom("Number.NEGATIVE_INFINITY");
  if (value === Math.PI) return atom("Math.PI");
  return value < 0 || Object.is(value, -0) ? { text: `-${Math.abs(value)}`, binds: BINDS.unary } : atom(String(value));
}

/** Whether the op's text repeats its first operand, which must then be a name. */
export function repeatsOperand(node: Node): boolean {
  return node.op === "pow" && isCheapPower(constantValue(node.args[1]));
}

/** The expression of an op over its operands' texts. */
export function opCode(node: Node, operands: readonly Code[]): Code {
  if (node.op === "pow") {
    const exponent = constantValue(node.args[1]);
    if (isCheapPower(exponent)) {
      return {
        text: Array.from({ length: exponent }, () => wrapped(operands[0], BINDS.unary)).join(" * "),
        binds: BINDS.product,
      };
    }
  }
  if (!isElementwise(node.op) || !Object.hasOwn(ROWS, node.op))
    throw new Error(`the module target has no row for \`${node.op}\``);
  const row: Row = ROWS[node.op as ModuleOp];
  return row(...operands);
}
