/** Exponentials and logarithms against each other, and symmetries of the other functions. */

import type { Rule } from "../rule.ts";

const ODD = [
  "sin",
  "tan",
  "asin",
  "atan",
  "sinh",
  "tanh",
  "asinh",
  "atanh",
  "erf",
  "bessel_i1",
  "bessel_i1e",
  "softsign",
  "sign",
];
const EVEN = ["cos", "cosh", "bessel_i0", "bessel_i0e", "abs"];

export const transcendental: readonly Rule[] = [
  { name: "log-of-exp", from: "log(exp(x))", to: "x", holds: "real" },
  { name: "exp-of-log", from: "exp(log(x))", to: "x", holds: "real", when: "x > 0" },
  { name: "exp-of-multiple-of-log", from: "exp(k * log(x))", to: "x^k", holds: "real", when: "x > 0" },
  { name: "exp-of-log1p", from: "exp(log1p(x))", to: "1 + x", holds: "real", when: "x > -1" },
  { name: "log1p-of-expm1", from: "log1p(expm1(x))", to: "x", holds: "real" },
  { name: "expm1-of-log1p", from: "expm1(log1p(x))", to: "x", holds: "real", when: "x > -1" },
  { name: "e-to-the", from: "2.718281828459045^x", to: "exp(x)", holds: "real" },
  {
    name: "product-of-exps-per-example",
    from: "exp(x) * exp(y)",
    to: "exp(x + y)",
    holds: "real",
    when: ["per_example(x)", "per_example(y)"],
  },
  {
    name: "product-of-exps-per-class",
    from: "exp(x) * exp(y)",
    to: "exp(x + y)",
    holds: "real",
    when: ["per_class(x)", "per_class(y)"],
  },
  // The exponential of a class may be needed without its factor too: another one is worth its cost only where the factor may overflow.
  {
    name: "product-of-overflowing-exps",
    from: "exp(x) * exp(y)",
    to: "exp(x + y)",
    holds: "real",
    when: ["per_example(x)", "per_class(y)", "may_be_positive(x)"],
  },
  { name: "quotient-of-exps", from: "exp(x) / exp(y)", to: "exp(x - y)", holds: "real" },
  { name: "reciprocal-of-exp", from: "1 / exp(x)", to: "exp(-x)", holds: "real" },
  { name: "pow-of-exp", from: "exp(x)^k", to: "exp(k * x)", holds: "real" },
  { name: "sqrt-of-exp", from: "sqrt(exp(x))", to: "exp(0.5 * x)", holds: "real" },
  { name: "log-of-pow", from: "log(x^k)", to: "k * log(x)", holds: "real", when: "x > 0" },
  { name: "log-of-sqrt", from: "log(sqrt(x))", to: "0.5 * log(x)", holds: "real", when: "x > 0" },
  { name: "log-of-reciprocal", from: "log(1 / x)", to: "-log(x)", holds: "real", when: "x > 0" },
  { name: "pythagoras", from: "sin(x)^2 + cos(x)^2", to: "1", holds: "real", when: "finite(x)" },
  { name: "hyperbolic-pythagoras", from: "cosh(x)^2 - sinh(x)^2", to: "1", holds: "real", when: "finite(x)" },
  ...ODD.map((f) => ({ name: `${f}-is-odd`, from: `${f}(-x)`, to: `-${f}(x)`, holds: "ieee" }) as const),
  ...EVEN.map((f) => ({ name: `${f}-is-even`, from: `${f}(-x)`, to: `${f}(x)`, holds: "ieee" }) as const),
];
