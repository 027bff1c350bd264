/** Operators over the class axis. */

import type { ReductionDef } from "./op-def.ts";
import { logsumexp } from "./special/logistic.ts";

function sum(row: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < row.length; i++) total += row[i];
  return total;
}

function max(row: ArrayLike<number>): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i++) best = Math.max(best, row[i]);
  return best;
}

function min(row: ArrayLike<number>): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < row.length; i++) best = Math.min(best, row[i]);
  return best;
}

const TIES = [{ at: "several classes tie", takes: "1 for each of them" }] as const;

/** In a `defn`, `classes` is the number of classes. */
export const REDUCTIONS = {
  sum: { params: ["x"], doc: "sum over classes", evaluate: sum, partials: ["1"], result: "per-example", cost: 1 },
  mean: { params: ["x"], doc: "mean over classes", defn: "sum(x) / classes", result: "per-example", cost: 1 },
  max: {
    params: ["x"],
    doc: "largest over classes",
    evaluate: max,
    partials: ["if x == result then 1 else 0"],
    kinks: TIES,
    result: "per-example",
    cost: 1,
  },
  min: {
    params: ["x"],
    doc: "smallest over classes",
    evaluate: min,
    partials: ["if x == result then 1 else 0"],
    kinks: TIES,
    result: "per-example",
    cost: 1,
  },
  logsumexp: {
    params: ["x"],
    doc: "log(sum(exp(x))), without overflow",
    evaluate: logsumexp,
    partials: ["exp(x - result)"],
    result: "per-example",
    cost: 22,
  },
  softmax: {
    params: ["x"],
    doc: "exp(x) / sum(exp(x)), without overflow",
    defn: "exp(x - logsumexp(x))",
    result: "per-class",
    cost: 42,
  },
  log_softmax: {
    params: ["x"],
    doc: "log(softmax(x)), without underflow",
    defn: "x - logsumexp(x)",
    result: "per-class",
    cost: 22,
  },
} as const satisfies Record<string, ReductionDef>;
