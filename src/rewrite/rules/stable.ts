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
