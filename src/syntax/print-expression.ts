/** An expression's AST goes in; its text with the fewest brackets comes out, on one line or folded to a width. */

import type { Expression } from "./ast.ts";
import { ATOM, COMPARISON, CONDITIONAL, INFIX, NEGATION, POWER } from "./precedence.ts";

export const WIDTH = 100;
const STEP = "  ";

function precedenceOf(expression: Expression): number {
  switch (expression.kind) {
    case "binary":
      return INFIX.get(expression.operator)?.precedence ?? ATOM;
    case "negation":
      return NEGATION;
    case "if":
      return CONDITIONAL;
    case "number":
      // The language has no negative literals, but a pass that edits trees may make one.
      return expression.text.startsWith("-") ? NEGATION : ATOM;
    default:
      return ATOM;
  }
}

/** What the operands of an infix operator must bind at least as tightly as, to stand without brackets. */
function sides(precedence: number): readonly [left: number, right: number] {
  if (precedence === POWER) return [ATOM, NEGATION];
  return precedence === COMPARISON ? [precedence + 1, precedence + 1] : [precedence, precedence + 1];
}

function infixText(operator: string): string {
  return operator === "^" ? operator : ` ${operator} `;
}

/** One operand of a chain such as `a - b + c`, with the operator before it. */
interface Link {
  readonly operator: string;
  readonly operand: Expression;
  readonly level: number;
}

/** `a - b + c` as its links, left to right: operators of one precedence that need no brackets between them. */
function chain(expression: Expression & { kind: "binary" }): readonly Link[] {
  const precedence = precedenceOf(expression);
  const [left, right] = sides(precedence);
  const links: Link[] = [];
  let rest: Expression = expression;
  while (rest.kind === "binary" && precedenceOf(rest) === precedence) {
    links.push({ operator: rest.operator, operand: rest.right, level: right });
    rest = rest.left;
    if (left > precedence) break;
  }
  links.push({ operator: "", operand: rest, level: left });
  return links.reverse();
}

/** On one line; in brackets if it binds less tightly than `level`. */
export function printExpression(expression: Expression, level: number = CONDITIONAL): string {
  const text = bare(expression);
  return precedenceOf(expression) < level ? `(${text})` : text;
}

function bare(expression: Expression): string {
  switch (expression.kind) {
    case "number":
      return expression.text;
    case "name":
      return expression.name;
    case "missing":
      return "?";
    case "negation":
      return `-${printExpression(expression.operand, NEGATION)}`;
    case "call":
      return `${expression.callee.name}(${expression.args.map((arg) => printExpression(arg)).join(", ")})`;
    case "if": {
      const condition = printExpression(expression.condition, COMPARISON);
      const consequent = printExpression(expression.consequent, COMPARISON);
      return `if ${condition} then ${consequent} else ${printExpression(expression.alternative)}`;
    }
    case "binary": {
      let text = "";
      for (const { operator, operand, level } of chain(expression)) {
        text += (operator === "" ? "" : infixText(operator)) + printExpression(operand, level);
      }
      return text;
    }
  }
}

/**
 * Over several lines where one is too narrow: `column` is where the text begins, `indent` what its further lines begin
 * with, `room` what must still fit behind it. Lines are broken at the outermost operator, argument or branch.
 */
export function foldExpression(
  expression: Expression,
  indent: string,
  column: number,
  level: number = CONDITIONAL,
  room = 0,
): string {
  const flat = printExpression(expression, level);
  if (column + flat.length + room <= WIDTH) return flat;
  const inner = indent + STEP;
  if (precedenceOf(expression) < level) {
    return `(\n${inner}${foldExpression(expression, inner, inner.length)}\n${indent})`;
  }
  switch (expression.kind) {
    case "number":
    case "name":
    case "missing":
      return flat;
    case "negation":
      return `-${foldExpression(expression.operand, indent, column + 1, NEGATION, room)}`;
    case "call": {
      const args = expression.args.map((arg) => inner + foldExpression(arg, inner, inner.length, CONDITIONAL, 1));
      return `${expression.callee.name}(\n${args.join(",\n")}\n${indent})`;
    }
    case "if": {
      const condition = foldExpression(expression.condition, inner, column + 3, COMPARISON, 5);
      const thenColumn = lastColumn(condition, column + 3) + 6;
      const consequent = foldExpression(expression.consequent, inner, thenColumn, COMPARISON);
      const alternative = foldExpression(expression.alternative, indent, indent.length + 5, CONDITIONAL, room);
      return `if ${condition} then ${consequent}\n${indent}else ${alternative}`;
    }
    case "binary": {
      const links = chain(expression);
      if (expression.operator === "^") {
        const base = foldExpression(links[0].operand, indent, column, links[0].level, 1);
        return `${base}^${foldExpression(links[1].operand, indent, lastColumn(base, column) + 1, links[1].level, room)}`;
      }
      const lines = links.map(({ operator, operand, level: need }, i) => {
        if (i === 0) return foldExpression(operand, inner, column, need);
        const lead = `${inner}${operator} `;
        return lead + foldExpression(operand, inner, lead.length, need, i === links.length - 1 ? room : 0);
      });
      return lines.join("\n");
    }
  }
}

/** The column behind `text`, which begins at `column`. */
function lastColumn(text: string, column: number): number {
  const at = text.lastIndexOf("\n");
  return at === -1 ? column + text.length : text.length - at - 1;
}
