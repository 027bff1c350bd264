/** Stable forms: what overflows, underflows or cancels becomes what does not. */

import type { Rule } from "../rule.ts";

export const stable = [
  { name: "log-of-sum-of-exp", from: "log(sum(exp(x)))", to: "logsumexp(x)", holds: "real" },
  {
    name: "log-of-weighted-sum-of-exp",
    from: "log(sum(y * exp(x)))",
    to: "logsumexp(x + log(y))",
    holds: "real",
    when: "y >= 0",
  },
  // A power of a sum that underflows to 0 has an infinite slope there; its logarithm is still exact.
  {
    name: "pow-of-weighted-sum-of-exp",
    from: "sum(y * exp(x))^k",
    to: "exp(k * logsumexp(x + log(y)))",
    holds: "real",
    when: "y >= 0",
  },
  {
    name: "sqrt-of-weighted-sum-of-exp",
    from: "sqrt(sum(y * exp(x)))",
    to: "exp(0.5 * logsumexp(x + log(y)))",
    holds: "real",
    when: "y >= 0",
  },
  { name: "pow-of-weighted-exp", from: "(y * exp(x))^k", to: "y^k * exp(k * x)", holds: "real", when: "y >= 0" },
  {
    name: "sqrt-of-weighted-exp",
    from: "sqrt(y * exp(x))",
    to: "sqrt(y) * exp(0.5 * x)",
    holds: "real",
    when: "y >= 0",
  },
  { name: "log-of-weighted-exp", from: "log(y * exp(x))", to: "log(y) + x", holds: "real", when: "y >= 0" },
  // The probabilities of softmax sum to 1: what one set of classes lacks, the rest have.
  {
    name: "pow-of-rest-of-softmax",
    from: "(1 - sum(y * exp(x - logsumexp(x))))^k",
    to: "exp(k * (logsumexp(x + log(1 - y)) - logsumexp(x)))",
    holds: "real",
    when: ["y >= 0", "y <= 1"],
  },
  {
    name: "sqrt-of-rest-of-softmax",
    from: "sqrt(1 - sum(y * exp(x - logsumexp(x))))",
    to: "exp(0.5 * (logsumexp(x + log(1 - y)) - logsumexp(x)))",
    holds: "real",
    when: ["y >= 0", "y <= 1"],
  },
  { name: "log-of-nothing-and-exp", from: "-inf + softplus(x - -inf)", to: "x", holds: "real" },
  {
    name: "logsumexp-shift",
    from: "logsumexp(x + k)",
    to: "logsumexp(x) + k",
    holds: "real",
    when: ["per_example(k)", "per_class(x)", "finite(k)"],
  },
  {
    name: "logsumexp-unshift",
    from: "logsumexp(x - k)",
    to: "logsumexp(x) - k",
    holds: "real",
    when: ["per_example(k)", "per_class(x)", "finite(k)"],
  },

  { name: "softplus", from: "log(1 + exp(x))", to: "softplus(x)", holds: "real" },
  { name: "softplus-of-log1p", from: "log1p(exp(x))", to: "softplus(x)", holds: "real" },
  { name: "log-of-sigmoid", from: "log(sigmoid(x))", to: "-softplus(-x)", holds: "real" },
  { name: "softplus-minus-self", from: "softplus(x) - x", to: "softplus(-x)", holds: "real" },
  { name: "softplus-of-neg-plus", from: "softplus(-x) + x", to: "softplus(x)", holds: "real" },
  { name: "sigmoid-complement", from: "1 - sigmoid(x)", to: "sigmoid(-x)", holds: "real" },
  { name: "sigmoid-from-exp-of-neg", from: "1 / (1 + exp(-x))", to: "sigmoid(x)", holds: "real" },
  { name: "sigmoid-from-exp", from: "1 / (1 + exp(x))", to: "sigmoid(-x)", holds: "real" },
  { name: "sigmoid-from-quotient", from: "exp(x) / (1 + exp(x))", to: "sigmoid(x)", holds: "real" },

  { name: "log1p", from: "log(1 + x)", to: "log1p(x)", holds: "real" },
  { name: "log1p-of-neg", from: "log(1 - x)", to: "log1p(-x)", holds: "real" },
  { name: "expm1", from: "exp(x) - 1", to: "expm1(x)", holds: "real" },
  { name: "expm1-of-neg", from: "1 - exp(x)", to: "-expm1(x)", holds: "real" },
  { name: "erfc", from: "1 - erf(x)", to: "erfc(x)", holds: "real" },
  { name: "erf", from: "1 - erfc(x)", to: "erf(x)", holds: "real" },
] as const satisfies readonly Rule[];
