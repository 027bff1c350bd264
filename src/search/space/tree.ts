/** Free expressions, as data: the operators that losses in use are written with, and a few smooth bounded ones. */

import type { Operator, TreeSpace } from "./space.ts";

const unary = (name: string, formula: string, weight = 1): Operator => ({ name, params: ["x"], formula, weight });
const binary = (name: string, formula: string, weight = 1): Operator => ({ name, params: ["a", "b"], formula, weight });

export const TREE: TreeSpace = {
  kind: "tree",
  name: "tree",
  doc: "Free expressions of labels, probabilities and numbers, changed subtree by subtree.",
  leaves: [
    { text: "y", weight: 4 },
    { text: "yhat", weight: 4 },
    { text: "1", weight: 1 },
  ],
  operators: [
    unary("neg", "-x"),
    // Logarithms and quotients are kept finite: a label is 0 in most classes.
    unary("ln", "log(abs(x) + eps)", 2),
    unary("log", "log(x)"),
    unary("exp", "exp(x)"),
    unary("sqrt", "sqrt(x)"),
    unary("abs", "abs(x)"),
    unary("tanh", "tanh(x)"),
    unary("sigmoid", "sigmoid(x)"),
    unary("softplus", "softplus(x)"),
    unary("relu", "relu(x)"),
    unary("erf", "erf(x)"),
    unary("atan", "atan(x)"),
    unary("sin", "sin(x)"),
    unary("cos", "cos(x)"),
    binary("add", "a + b", 3),
    binary("sub", "a - b", 3),
    binary("mul", "a * b", 4),
    binary("div", "a / b"),
    binary("divide", "a / (b + eps)"),
    binary("power", "a^b"),
    binary("max", "max(a, b)"),
    binary("min", "min(a, b)"),
  ],
  limits: { size: 24, depth: 8 },
  constants: { deviation: 1, weight: 2 },
  mutations: {
    "replace-subtree": 0.2,
    insert: 0.15,
    hoist: 0.15,
    rewire: 0.1,
    "swap-operands": 0.05,
    "jitter-constant": 0.15,
    "change-operator": 0.2,
  },
};
