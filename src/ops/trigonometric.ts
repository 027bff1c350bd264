/** Circular and hyperbolic functions and their inverses; arguments and results of angles in radians. */

import type { OpDef } from "./op-def.ts";

const INFINITY = Number.POSITIVE_INFINITY;

export const trigonometric = {
  sin: { params: ["x"], doc: "sine", evaluate: Math.sin, partials: ["cos(x)"], range: [-1, 1], cost: 24 },
  cos: { params: ["x"], doc: "cosine", evaluate: Math.cos, partials: ["-sin(x)"], range: [-1, 1], cost: 24 },
  tan: { params: ["x"], doc: "tangent", evaluate: Math.tan, partials: ["1 + result^2"], domain: "cos(x) != 0", cost: 30 },
  asin: { params: ["x"], doc: "inverse sine", evaluate: Math.asin, partials: ["1 / sqrt((1 - x) * (1 + x))"], domain: "abs(x) < 1", monotone: "increasing", cost: 30 },
  acos: { params: ["x"], doc: "inverse cosine", evaluate: Math.acos, partials: ["-1 / sqrt((1 - x) * (1 + x))"], domain: "abs(x) < 1", monotone: "decreasing", cost: 30 },
  atan: { params: ["x"], doc: "inverse tangent", evaluate: Math.atan, partials: ["1 / (1 + x^2)"], range: [-Math.PI / 2, Math.PI / 2], monotone: "increasing", cost: 30 },
  sinh: { params: ["x"], doc: "hyperbolic sine", evaluate: Math.sinh, partials: ["cosh(x)"], monotone: "increasing", cost: 30 },
  cosh: { params: ["x"], doc: "hyperbolic cosine", evaluate: Math.cosh, partials: ["sinh(x)"], range: [1, INFINITY], cost: 30 },
  tanh: { params: ["x"], doc: "hyperbolic tangent", evaluate: Math.tanh, partials: ["1 / cosh(x)^2"], range: [-1, 1], monotone: "increasing", cost: 28 },
  asinh: { params: ["x"], doc: "inverse hyperbolic sine", evaluate: Math.asinh, partials: ["1 / sqrt(1 + x^2)"], monotone: "increasing", cost: 30 },
  acosh: { params: ["x"], doc: "inverse hyperbolic cosine", evaluate: Math.acosh, partials: ["1 / (sqrt(x - 1) * sqrt(x + 1))"], domain: "x > 1", monotone: "increasing", cost: 30 },
  atanh: { params: ["x"], doc: "inverse hyperbolic tangent", evaluate: Math.atanh, partials: ["1 / ((1 - x) * (1 + x))"], domain: "abs(x) < 1", monotone: "increasing", cost: 30 },
} as const satisfies Record<string, OpDef>;
