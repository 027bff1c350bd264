/** The space of the paper, as data: Morgan & Hougen, arXiv 2403.08793. Operators stand in its index order, unary first. */

import type { GraphSpace, Operator } from "./space.ts";

const unary = (name: string, formula: string): Operator => ({ name, params: ["x"], formula, weight: 1 });
const binary = (name: string, formula: string): Operator => ({ name, params: ["a", "b"], formula, weight: 1 });

export const NLFS: GraphSpace = {
  kind: "graph",
  name: "nlfs",
  doc: "Graphs of four hidden nodes and a root: the space of Morgan & Hougen, arXiv 2403.08793.",
  leaves: [
    { text: "y", weight: 1 },
    { text: "yhat", weight: 1 },
    { text: "1", weight: 1 },
    { text: "-1", weight: 1 },
  ],
  operators: [
    unary("neg", "-x"),
    unary("ln", "log(abs(x) + eps)"),
    unary("lg", "log(abs(x) + eps) / log(10)"),
    unary("exp", "exp(x)"),
    unary("abs", "abs(x)"),
    unary("sigmoid", "sigmoid(x)"),
    unary("reciprocal_abs", "1 / (1 + abs(x))"),
    unary("log_exp", "log(abs(1 + exp(x)) + eps)"),
    unary("erf", "erf(x)"),
    unary("erfc", "erfc(x)"),
    unary("sin", "sin(x)"),
    unary("sinh", "sinh(x)"),
    unary("asinh", "asinh(x)"),
    unary("tanh", "tanh(x)"),
    unary("atan", "atan(x)"),
    unary("reciprocal", "1 / (x + eps)"),
    unary("bessel_i0", "bessel_i0(x)"),
    unary("bessel_i0e", "bessel_i0e(x)"),
    unary("bessel_i1", "bessel_i1(x)"),
    unary("bessel_i1e", "bessel_i1e(x)"),
    unary("relu", "relu(x)"),
    unary("negative_part", "min(x, 0)"),
    unary("square", "x^2"),
    unary("sqrt_abs", "sqrt(abs(x))"),
    unary("softsign", "softsign(x)"),
    unary("tanh_slope", "1 - tanh(x)^2"),
    unary("sigmoid_slope", "sigmoid(x) * (1 - sigmoid(x))"),
    binary("add", "a + b"),
    binary("sub", "a - b"),
    binary("mul", "a * b"),
    binary("max", "max(a, b)"),
    binary("min", "min(a, b)"),
    binary("divide", "a / (b + eps)"),
    binary("analytic_quotient", "a / sqrt(1 + b^2)"),
  ],
  hiddenNodes: 4,
  unary: { hidden: 0.7, root: 0.2 },
  mutations: { "change-operator": 0.7, rewire: 0.15, "change-arity": 0.15 },
};
