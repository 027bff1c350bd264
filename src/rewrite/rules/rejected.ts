/** Rules that look right and are not, each with the values that refute it, so that nobody adds them again. No pass reads this list. */

import type { Rule } from "../rule.ts";

export interface RejectedRule extends Rule {
  /** Values of the rule's variables for which its sides differ; a list has one number per class. */
  readonly counterexample: Readonly<Record<string, number | readonly number[]>>;
}

const INF = Number.POSITIVE_INFINITY;

export const REJECTED: readonly RejectedRule[] = [
  { name: "mul-zero-unguarded", from: "0 * x", to: "0", holds: "ieee", counterexample: { x: INF } },
  { name: "sub-self-unguarded", from: "x - x", to: "0", holds: "ieee", counterexample: { x: INF } },
  { name: "div-by-self-unguarded", from: "x / x", to: "1", holds: "ieee", counterexample: { x: 0 } },
  { name: "add-then-sub", from: "(x + y) - y", to: "x", holds: "ieee", counterexample: { x: 1, y: 1e300 } },
  // The sum overflows, and 0 times infinity is NaN.
  {
    name: "distribute",
    from: "x * (y + z)",
    to: "x * y + x * z",
    holds: "ieee",
    counterexample: { x: 0, y: 1e308, z: 1e308 },
  },
  // A comparison with NaN is false, and so is its opposite.
  {
    name: "if-negated",
    from: "if x < y then a else b",
    to: "if x >= y then b else a",
    holds: "ieee",
    counterexample: { x: Number.NaN, y: 0, a: 1, b: 2 },
  },
  {
    name: "max-as-if",
    from: "max(x, y)",
    to: "if x > y then x else y",
    holds: "ieee",
    counterexample: { x: Number.NaN, y: 0 },
  },

  { name: "sqrt-of-square-signless", from: "sqrt(x^2)", to: "x", holds: "real", counterexample: { x: -1 } },
  {
    name: "pow-of-pow-unguarded",
    from: "(x^a)^b",
    to: "x^(a * b)",
    holds: "real",
    counterexample: { x: -2, a: 2, b: 0.5 },
  },
  // x / x in the guise of powers: 0 is cancelled.
  {
    name: "product-of-powers-unguarded",
    from: "x^a * x^b",
    to: "x^(a + b)",
    holds: "real",
    counterexample: { x: 0, a: -1, b: 1 },
  },
  {
    name: "log-of-product-unguarded",
    from: "log(x * y)",
    to: "log(x) + log(y)",
    holds: "real",
    counterexample: { x: -1, y: -1 },
  },
  { name: "log-of-even-pow", from: "log(x^2)", to: "2 * log(x)", holds: "real", counterexample: { x: -1 } },
  { name: "acos-of-cos", from: "acos(cos(x))", to: "x", holds: "real", counterexample: { x: -1 } },
  // clamp(x, a, b) is b where a > b; this is a.
  {
    name: "clamp-reordered",
    from: "clamp(x, a, b)",
    to: "max(min(x, b), a)",
    holds: "real",
    counterexample: { x: 0, a: 1, b: -1 },
  },
  {
    name: "max-of-multiple",
    from: "max(k * x)",
    to: "k * max(x)",
    holds: "real",
    when: ["per_example(k)", "per_class(x)"],
    counterexample: { k: -1, x: [1, 2, 3] },
  },
  {
    name: "logsumexp-of-sum",
    from: "logsumexp(x + y)",
    to: "logsumexp(x) + logsumexp(y)",
    holds: "real",
    counterexample: { x: [0, 0, 0], y: [0, 0, 0] },
  },
];
