/** What need not be done for every class moves out of the reduction. */

import type { Rule } from "../rule.ts";

export const reductions = [
  { name: "sum-of-neg", from: "sum(-x)", to: "-sum(x)", holds: "ieee" },
  {
    name: "sum-of-multiple",
    from: "sum(k * x)",
    to: "k * sum(x)",
    holds: "real",
    when: ["per_example(k)", "per_class(x)"],
  },
  {
    name: "sum-of-quotient",
    from: "sum(x / k)",
    to: "sum(x) / k",
    holds: "real",
    when: ["per_example(k)", "per_class(x)"],
  },
  {
    name: "sum-of-shifted",
    from: "sum(x + k)",
    to: "sum(x) + classes * k",
    holds: "real",
    when: ["per_example(k)", "per_class(x)"],
  },
  { name: "max-of-neg", from: "max(-x)", to: "-min(x)", holds: "ieee" },
  { name: "min-of-neg", from: "min(-x)", to: "-max(x)", holds: "ieee" },
  {
    name: "max-of-shifted",
    from: "max(x + k)",
    to: "max(x) + k",
    holds: "real",
    when: ["per_example(k)", "per_class(x)"],
  },
  {
    name: "max-of-unshifted",
    from: "max(x - k)",
    to: "max(x) - k",
    holds: "real",
    when: ["per_example(k)", "per_class(x)"],
  },
] as const satisfies readonly Rule[];
