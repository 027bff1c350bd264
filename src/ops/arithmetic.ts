/** Arithmetic, comparison and choice: the operators that the language writes as symbols. */

import type { OpDef } from "./op-def.ts";

export const arithmetic = {
  add: { params: ["a", "b"], symbol: "+", doc: "sum", evaluate: (a, b) => a + b, partials: ["1", "1"], cost: 1 },
  sub: {
    params: ["a", "b"],
    symbol: "-",
    doc: "difference",
    evaluate: (a, b) => a - b,
    partials: ["1", "-1"],
    cost: 1,
  },
  mul: { params: ["a", "b"], symbol: "*", doc: "product", evaluate: (a, b) => a * b, partials: ["b", "a"], cost: 1 },
  div: {
    params: ["a", "b"],
    symbol: "/",
    doc: "quotient",
    evaluate: (a, b) => a / b,
    partials: ["1 / b", "-result / b"],
    domain: "b != 0",
    cost: 4,
  },
  neg: {
    params: ["x"],
    symbol: "-",
    doc: "negation",
    evaluate: (x) => -x,
    partials: ["-1"],
    monotone: "decreasing",
    cost: 0.5,
  },
  pow: {
    params: ["a", "b"],
    symbol: "^",
    doc: "`a` to the power `b`",
    evaluate: (a, b) => a ** b,
    partials: ["b * a^(b - 1)", "(if a > 0 then log(a) else 0) * result"],
    domain: "a > 0",
    kinks: [{ at: "a <= 0, with respect to b", takes: "0" }],
    cost: 40,
  },
} as const satisfies Record<string, OpDef>;

const flag = (condition: boolean): number => (condition ? 1 : 0);

/** Conditions are 1 and 0 in the interpreter; the checker keeps them apart from numbers. */
export const comparison = {
  less: {
    params: ["a", "b"],
    symbol: "<",
    doc: "is less",
    evaluate: (a, b) => flag(a < b),
    partials: ["0", "0"],
    range: [0, 1],
    cost: 1,
  },
  less_equal: {
    params: ["a", "b"],
    symbol: "<=",
    doc: "is at most",
    evaluate: (a, b) => flag(a <= b),
    partials: ["0", "0"],
    range: [0, 1],
    cost: 1,
  },
  greater: {
    params: ["a", "b"],
    symbol: ">",
    doc: "is greater",
    evaluate: (a, b) => flag(a > b),
    partials: ["0", "0"],
    range: [0, 1],
    cost: 1,
  },
  greater_equal: {
    params: ["a", "b"],
    symbol: ">=",
    doc: "is at least",
    evaluate: (a, b) => flag(a >= b),
    partials: ["0", "0"],
    range: [0, 1],
    cost: 1,
  },
  equal: {
    params: ["a", "b"],
    symbol: "==",
    doc: "is equal",
    evaluate: (a, b) => flag(a === b),
    partials: ["0", "0"],
    range: [0, 1],
    cost: 1,
  },
  not_equal: {
    params: ["a", "b"],
    symbol: "!=",
    doc: "is not equal",
    evaluate: (a, b) => flag(a !== b),
    partials: ["0", "0"],
    range: [0, 1],
    cost: 1,
  },
  select: {
    params: ["c", "a", "b"],
    symbol: "if",
    doc: "`a` where the condition `c` holds, else `b`",
    evaluate: (c, a, b) => (c !== 0 ? a : b),
    partials: ["0", "if c then 1 else 0", "if c then 0 else 1"],
    cost: 1,
  },
} as const satisfies Record<string, OpDef>;
