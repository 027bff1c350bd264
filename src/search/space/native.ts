/**
 * A formula goes in; if it is one operation on its parameters, each once and in order, with numbers besides at most, the form that
 * programs write it in comes out. Other formulas become functions.
 */

import { isElementwise, isReduction } from "../../ops/index.ts";
import type { BinaryOperator, Expression } from "../../syntax/ast.ts";
import { printExpression } from "../../syntax/print.ts";
import type { Span } from "../../text/source-file.ts";

/** Of trees that no text was read for. */
export const NOWHERE: Span = { file: { name: "", text: "" }, start: 0, end: 0 };

type Operation =
  | { readonly kind: "negation" }
  | { readonly kind: "binary"; readonly operator: BinaryOperator }
  | { readonly kind: "call"; readonly callee: string };

export interface Native {
  readonly operation: Operation;
  /** Equal for equal operations with as many operands. */
  readonly key: string;
  /** For each operand its number, or `undefined` for the next parameter. */
  readonly slots: readonly (Expression | undefined)[];
  /** The same as texts. */
  readonly slotTexts: readonly (string | undefined)[];
}

/** An expression taken apart at its outermost operation; nothing for leaves, choices and comparisons. */
export function operationOf(
  expression: Expression,
): { readonly operation: Operation; readonly key: string; readonly operands: readonly Expression[] } | undefined {
  switch (expression.kind) {
    case "negation":
      return { operation: { kind: "negation" }, key: "neg", operands: [expression.operand] };
    case "binary":
      return {
        operation: { kind: "binary", operator: expression.operator },
        key: expression.operator,
        operands: [expression.left, expression.right],
      };
    case "call": {
      const { callee, args } = expression;
      return { operation: { kind: "call", callee: callee.name }, key: `${callee.name}/${args.length}`, operands: args };
    }
    default:
      return undefined;
  }
}

function isNumber(expression: Expression): boolean {
  return expression.kind === "number" || (expression.kind === "negation" && expression.operand.kind === "number");
}

const COMPARISON = /^[<>=!]/;

export function nativeOf(formula: Expression, params: readonly string[]): Native | undefined {
  const taken = operationOf(formula);
  if (taken === undefined || COMPARISON.test(taken.key)) return undefined;
  const { operation, key, operands } = taken;
  if (operation.kind === "call") {
    const { callee } = operation;
    if (!isElementwise(callee) || (isReduction(callee) && operands.length === 1)) return undefined;
  }
  let next = 0;
  const slots: (Expression | undefined)[] = [];
  for (const operand of operands) {
    if (isNumber(operand)) slots.push(operand);
    else if (operand.kind === "name" && operand.name === params[next]) {
      slots.push(undefined);
      next++;
    } else return undefined;
  }
  if (next !== params.length) return undefined;
  return { operation, key, slots, slotTexts: slots.map((slot) => slot && printExpression(slot)) };
}

/** The operation on these arguments. */
export function applyNative({ operation, slots }: Native, args: readonly Expression[]): Expression {
  let next = 0;
  const operands = slots.map((slot) => slot ?? args[next++]);
  switch (operation.kind) {
    case "negation":
      return { kind: "negation", operand: operands[0], span: NOWHERE };
    case "binary":
      return {
        kind: "binary",
        operator: operation.operator,
        left: operands[0],
        right: operands[1],
        span: NOWHERE,
      };
    case "call":
      return { kind: "call", callee: { name: operation.callee, span: NOWHERE }, args: operands, span: NOWHERE };
  }
}

/** The arguments, if these operands have the native's numbers where it has them. */
export function matchNative(native: Native, operands: readonly Expression[]): readonly Expression[] | undefined {
  const args: Expression[] = [];
  for (const [i, operand] of operands.entries()) {
    const text = native.slotTexts[i];
    if (text === undefined) args.push(operand);
    else if (!isNumber(operand) || printExpression(operand) !== text) return undefined;
  }
  return args;
}
