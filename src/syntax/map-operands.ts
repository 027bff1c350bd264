/** An expression and a function go in; the same expression with the function's results for its operands comes out. */

import type { Expression } from "./ast.ts";

export function mapOperands(expression: Expression, map: (operand: Expression) => Expression): Expression {
  switch (expression.kind) {
    case "number":
    case "name":
    case "missing":
      return expression;
    case "negation":
      return { ...expression, operand: map(expression.operand) };
    case "binary":
      return { ...expression, left: map(expression.left), right: map(expression.right) };
    case "if":
      return {
        ...expression,
        condition: map(expression.condition),
        consequent: map(expression.consequent),
        alternative: map(expression.alternative),
      };
    case "call":
      return { ...expression, args: expression.args.map(map) };
  }
}
