/** Kinked operators and choices, decided where the facts allow it. */

import type { Rule } from "../rule.ts";

const COMPARISONS = [
  { symbol: "<", opposite: ">=" },
  { symbol: "<=", opposite: ">" },
  { symbol: ">", opposite: "<=" },
  { symbol: ">=", opposite: "<" },
] as const;

export const piecewise: readonly Rule[] = [
  { name: "abs-of-non-negative", from: "abs(x)", to: "x", holds: "ieee", when: "x >= 0" },
  { name: "abs-of-non-positive", from: "abs(x)", to: "-x", holds: "ieee", when: "x <= 0" },
  { name: "abs-of-abs", from: "abs(abs(x))", to: "abs(x)", holds: "ieee" },
  { name: "square-of-abs", from: "abs(x)^2", to: "x^2", holds: "ieee" },
  { name: "relu-of-non-negative", from: "relu(x)", to: "x", holds: "ieee", when: "x >= 0" },
  { name: "relu-of-non-positive", from: "relu(x)", to: "0", holds: "ieee", when: "x <= 0" },
  { name: "sign-of-positive", from: "sign(x)", to: "1", holds: "ieee", when: "x > 0" },
  { name: "sign-of-negative", from: "sign(x)", to: "-1", holds: "ieee", when: "x < 0" },
  { name: "max-left", from: "max(x, y)", to: "x", holds: "ieee", when: "x >= y" },
  { name: "max-right", from: "max(x, y)", to: "y", holds: "ieee", when: "x <= y" },
  { name: "min-left", from: "min(x, y)", to: "x", holds: "ieee", when: "x <= y" },
  { name: "min-right", from: "min(x, y)", to: "y", holds: "ieee", when: "x >= y" },
  { name: "max-of-same", from: "max(x, x)", to: "x", holds: "ieee" },
  { name: "min-of-same", from: "min(x, x)", to: "x", holds: "ieee" },
  { name: "clamp-inside", from: "clamp(x, a, b)", to: "x", holds: "ieee", when: ["x >= a", "x <= b"] },

  ...COMPARISONS.flatMap(({ symbol, opposite }): Rule[] => [
    {
      name: `if-${symbol}-proved`,
      from: `if x ${symbol} y then a else b`,
      to: "a",
      holds: "ieee",
      when: `x ${symbol} y`,
    },
    {
      name: `if-${symbol}-refuted`,
      from: `if x ${symbol} y then a else b`,
      to: "b",
      holds: "ieee",
      when: `x ${opposite} y`,
    },
  ]),
  { name: "if-==-refuted", from: "if x == y then a else b", to: "b", holds: "ieee", when: "x != y" },
  { name: "if-!=-proved", from: "if x != y then a else b", to: "a", holds: "ieee", when: "x != y" },
  { name: "if-same", from: "if c then a else a", to: "a", holds: "ieee" },
  { name: "if-nested-then", from: "if c then (if c then a else b) else d", to: "if c then a else d", holds: "ieee" },
  { name: "if-nested-else", from: "if c then a else (if c then b else d)", to: "if c then a else d", holds: "ieee" },

  // A branch not taken has no part in the gradient, not even as 0 times infinity.
  { name: "mul-of-gate", from: "(if c then x else 0) * y", to: "if c then x * y else 0", holds: "real" },
  { name: "mul-of-gate-else", from: "(if c then 0 else x) * y", to: "if c then 0 else x * y", holds: "real" },
  { name: "div-of-gate", from: "(if c then x else 0) / y", to: "if c then x / y else 0", holds: "real" },
  { name: "div-of-gate-else", from: "(if c then 0 else x) / y", to: "if c then 0 else x / y", holds: "real" },
  { name: "neg-of-gate", from: "-(if c then x else 0)", to: "if c then -x else 0", holds: "ieee" },
  { name: "neg-of-gate-else", from: "-(if c then 0 else x)", to: "if c then 0 else -x", holds: "ieee" },
  { name: "join-gates", from: "(if c then x else 0) + (if c then 0 else y)", to: "if c then x else y", holds: "ieee" },
  {
    name: "add-gates",
    from: "(if c then x else 0) + (if c then y else 0)",
    to: "if c then x + y else 0",
    holds: "ieee",
  },
  {
    name: "add-gates-else",
    from: "(if c then 0 else x) + (if c then 0 else y)",
    to: "if c then 0 else x + y",
    holds: "ieee",
  },
  // The two partials of `max` and `min`; with a NaN neither condition holds.
  {
    name: "join-gates-of-max",
    from: "(if x >= y then a else 0) + (if x < y then b else 0)",
    to: "if x >= y then a else b",
    holds: "real",
  },
  {
    name: "join-gates-of-min",
    from: "(if x <= y then a else 0) + (if x > y then b else 0)",
    to: "if x <= y then a else b",
    holds: "real",
  },
];
