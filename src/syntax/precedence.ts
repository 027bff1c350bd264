/** How tightly the infix operators bind, for the AST builder and the printer alike. */

import type { BinaryOperator } from "./ast.ts";

export const CONDITIONAL = 1;
export const COMPARISON = 2;
export const SUM = 3;
export const PRODUCT = 4;
export const NEGATION = 5;
export const POWER = 6;
export const ATOM = 7;

export interface Infix {
  readonly operator: BinaryOperator;
  readonly precedence: number;
}

const LEVELS: readonly (readonly [precedence: number, operators: readonly BinaryOperator[]])[] = [
  [COMPARISON, ["<", "<=", ">", ">=", "==", "!="]],
  [SUM, ["+", "-"]],
  [PRODUCT, ["*", "/"]],
  [POWER, ["^"]],
];

export const INFIX: ReadonlyMap<string, Infix> = new Map(
  LEVELS.flatMap(([precedence, operators]) => operators.map((operator) => [operator, { operator, precedence }])),
);
