/** Exponentials, logarithms and the logistic family. */

import type { OpDef } from "./op-def.ts";
import { sigmoid, softplus } from "./special/logistic.ts";

const INFINITY = Number.POSITIVE_INFINITY;

export const exponential = {
  exp: {
    params: ["x"],
    doc: "e to the power x",
    evaluate: Math.exp,
    partials: ["result"],
    range: [0, INFINITY],
    monotone: "increasing",
    cost: 20,
  },
  expm1: {
    params: ["x"],
    doc: "exp(x) - 1, exact near 0",
    evaluate: Math.expm1,
    partials: ["exp(x)"],
    range: [-1, INFINITY],
    monotone: "increasing",
    cost: 20,
  },
  log: {
    params: ["x"],
    doc: "natural logarithm",
    evaluate: Math.log,
    partials: ["1 / x"],
    domain: "x > 0",
    monotone: "increasing",
    cost: 20,
  },
  log1p: {
    params: ["x"],
    doc: "log(1 + x), exact near 0",
    evaluate: Math.log1p,
    partials: ["1 / (1 + x)"],
    domain: "x > -1",
    monotone: "increasing",
    cost: 20,
  },
  log2: {
    params: ["x"],
    doc: "logarithm to base 2",
    evaluate: Math.log2,
    partials: ["1 / (0.6931471805599453 * x)"],
    domain: "x > 0",
    monotone: "increasing",
    defn: "1.4426950408889634 * log(x)",
    cost: 21,
  },
  log10: {
    params: ["x"],
    doc: "logarithm to base 10",
    evaluate: Math.log10,
    partials: ["1 / (2.302585092994046 * x)"],
    domain: "x > 0",
    monotone: "increasing",
    defn: "0.4342944819032518 * log(x)",
    cost: 21,
  },
  sqrt: {
    params: ["x"],
    doc: "square root",
    evaluate: Math.sqrt,
    partials: ["0.5 / result"],
    domain: "x > 0",
    range: [0, INFINITY],
    monotone: "increasing",
    cost: 6,
  },
  sigmoid: {
    params: ["x"],
    doc: "1 / (1 + exp(-x))",
    evaluate: sigmoid,
    partials: ["sigmoid(x) * sigmoid(-x)"],
    range: [0, 1],
    monotone: "increasing",
    cost: 24,
  },
  softplus: {
    params: ["x"],
    doc: "log(1 + exp(x))",
    evaluate: softplus,
    partials: ["sigmoid(x)"],
    defn: "max(x, 0) + log1p(exp(-abs(x)))",
    range: [0, INFINITY],
    monotone: "increasing",
    cost: 40,
  },
} as const satisfies Record<string, OpDef>;
