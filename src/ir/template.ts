/** Formulas in lossc made ready for use: from the text of a partial, a `defn` or a rule's side to expressions over given operands. */

import { Fraction } from "fraction.js";
import { type ElementwiseName, isElementwise } from "../ops/index.ts";
import type { BinaryOperator, Expression } from "../syntax/ast.ts";
import { parseExpression } from "../syntax/parse.ts";
import type { Builder } from "./graph.ts";
import type { Node, Op } from "./node.ts";

export type Template =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "constant"; readonly value: number | Fraction }
  | { readonly kind: "classes" }
  | { readonly kind: "op"; readonly op: Exclude<Op, "leaf">; readonly args: readonly Template[] };

const BINARY: Readonly<Record<BinaryOperator, ElementwiseName>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "^": "pow",
  "<": "less",
  "<=": "less_equal",
  ">": "greater",
  ">=": "greater_equal",
  "==": "equal",
  "!=": "not_equal",
};

/** In formulas a reduction is told from the elementwise op of its name by its single argument. */
const REDUCTIONS_BY_NAME: ReadonlyMap<string, Exclude<Op, "leaf">> = new Map([
  ["sum", "reduce_sum"],
  ["max", "reduce_max"],
  ["min", "reduce_min"],
  ["logsumexp", "reduce_logsumexp"],
]);

/** The exact value of a literal of ordinary length, else its float64. */
export function literalValue(text: string, value: number): number | Fraction {
  if (text.length > 40 || !Number.isFinite(value)) return value;
  const exponent = /[eE]([+-]?\d+)$/.exec(text);
  if (exponent !== null && Math.abs(Number(exponent[1])) > 40) return value;
  return new Fraction(exponent === null ? text.replace(/\.$/, "") : decimalText(text));
}

/** `12.5e-3` without its exponent. */
function decimalText(text: string): string {
  const [digits, exponent] = text.toLowerCase().split("e");
  const [whole, part = ""] = digits.split(".");
  const shift = Number(exponent);
  const all = whole + part;
  const point = whole.length + shift;
  if (point <= 0) return `0.${"0".repeat(-point)}${all}`;
  return point >= all.length ? all + "0".repeat(point - all.length) : `${all.slice(0, point)}.${all.slice(point)}`;
}

function toTemplate(expression: Expression): Template {
  switch (expression.kind) {
    case "number":
      return { kind: "constant", value: literalValue(expression.text, expression.value) };
    case "name":
      if (expression.name === "inf") return { kind: "constant", value: Number.POSITIVE_INFINITY };
      if (expression.name === "pi") return { kind: "constant", value: Math.PI };
      if (expression.name === "classes") return { kind: "classes" };
      return { kind: "variable", name: expression.name };
    case "negation": {
      const operand = toTemplate(expression.operand);
      if (operand.kind !== "constant") return { kind: "op", op: "neg", args: [operand] };
      return { kind: "constant", value: typeof operand.value === "number" ? -operand.value : operand.value.neg() };
    }
    case "binary":
      return {
        kind: "op",
        op: BINARY[expression.operator],
        args: [toTemplate(expression.left), toTemplate(expression.right)],
      };
    case "if":
      return {
        kind: "op",
        op: "select",
        args: [toTemplate(expression.condition), toTemplate(expression.consequent), toTemplate(expression.alternative)],
      };
    case "call": {
      const args = expression.args.map(toTemplate);
      const reduction = args.length === 1 ? REDUCTIONS_BY_NAME.get(expression.callee.name) : undefined;
      if (reduction !== undefined) return { kind: "op", op: reduction, args };
      if (!isElementwise(expression.callee.name)) throw new Error(`no op \`${expression.callee.name}\` for formulas`);
      return { kind: "op", op: expression.callee.name, args };
    }
    case "missing":
      throw new Error("a formula lacks an expression");
  }
}

const templates = new Map<string, Template>();

export function templateOf(formula: string): Template {
  let template = templates.get(formula);
  if (template === undefined) {
    template = toTemplate(parseExpression(formula));
    templates.set(formula, template);
  }
  return template;
}

/** Builds a template's expression; `operands` gives its variables. */
export function instantiate(template: Template, operands: ReadonlyMap<string, Node>, builder: Builder): Node {
  switch (template.kind) {
    case "constant":
      return builder.constant(template.value);
    case "classes":
      return builder.classes();
    case "variable": {
      const operand = operands.get(template.name);
      if (operand === undefined) throw new Error(`formula variable \`${template.name}\` has no operand`);
      return operand;
    }
    case "op":
      return builder.apply(
        template.op,
        template.args.map((arg) => instantiate(arg, operands, builder)),
      );
  }
}
