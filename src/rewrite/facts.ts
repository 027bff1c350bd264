/** Facts about expressions: from a node to an interval that holds every value it can take. */

import type { Node } from "../ir/node.ts";
import { type ElementwiseName, opDef } from "../ops/index.ts";
import {
  ANY,
  absolute,
  add,
  attained,
  hull,
  INF,
  isFiniteRange,
  isPositive,
  larger,
  monotoneImage,
  multiply,
  negate,
  power,
  type Range,
  REAL,
  range,
  reciprocal,
  sumOverClasses,
} from "./interval.ts";

/**
 * What is known of the inputs. `interior`: predictions lie in the open simplex and labels in [0, 1] (rules that hold over the reals
 * may remove a singularity at the border). `closed`: probabilities reach 0 and 1, as rounded ones do.
 */
export type Domain = "interior" | "closed";

const INPUT_RANGES: Readonly<Record<Domain, Readonly<Record<string, Range>>>> = {
  interior: {
    target: range(0, 1),
    probs: range(0, 1, true, true),
    logits: REAL,
    value: REAL,
    weight: range(0, INF, false, true),
    "class-weights": range(0, INF, false, true),
  },
  closed: {
    target: range(0, 1),
    probs: range(0, 1),
    logits: REAL,
    value: REAL,
    weight: range(0, INF, false, true),
    "class-weights": range(0, INF, false, true),
  },
};

export interface Facts {
  rangeOf(node: Node): Range;
}

export function createFacts(domain: Domain): Facts {
  const known: (Range | undefined)[] = [];
  function rangeOf(node: Node): Range {
    const before = known[node.id];
    if (before !== undefined) return before;
    const computed = node.leaf === undefined ? rangeOfOp(node, rangeOf, domain) : rangeOfLeaf(node, domain);
    known[node.id] = computed;
    return computed;
  }
  return { rangeOf };
}

function rangeOfLeaf(node: Node, domain: Domain): Range {
  const leaf = node.leaf!;
  switch (leaf.kind) {
    case "constant":
      return Number.isNaN(leaf.value) ? ANY : range(leaf.value, leaf.value);
    case "classes":
      return range(1, INF, false, true);
    case "parameter": {
      const declared = leaf.range;
      if (declared === undefined) return REAL;
      return range(declared.low, declared.high, declared.lowOpen, declared.highOpen);
    }
    case "input":
      return INPUT_RANGES[domain][leaf.inputKind];
  }
}

/** Whether a node is x - logsumexp(x), the log of a softmax, for every class or at the label. */
function isLogSoftmax(a: Node, b: Node): boolean {
  if (b.op !== "reduce_logsumexp") return false;
  return a === b.args[0] || (a.op === "at_label" && a.args[0] === b.args[0]);
}

/** The weights w where a - b is logsumexp(x + log(w)) - logsumexp(x), the log of softmax's probabilities weighted and summed. */
function weightsOfLogSum(a: Node, b: Node): Node | undefined {
  if (a.op !== "reduce_logsumexp" || b.op !== "reduce_logsumexp" || a.args[0].op !== "add") return undefined;
  const [x, y] = a.args[0].args;
  const weight = x === b.args[0] ? y : y === b.args[0] ? x : undefined;
  return weight?.op === "log" ? weight.args[0] : undefined;
}

function rangeOfDifference(a: Node, b: Node, rangeOf: (node: Node) => Range, domain: Domain): Range {
  if (a === b && isFiniteRange(rangeOf(a))) return range(0, 0);
  const isInterior = domain === "interior";
  // A logit of -inf, which masks a class, is a probability of 0.
  if (isLogSoftmax(a, b) && isFiniteRange(rangeOf(a))) return range(-INF, 0, isInterior, isInterior);
  const weights = weightsOfLogSum(a, b);
  if (weights !== undefined && isFiniteRange(rangeOf(b))) {
    const { low, high, nan } = rangeOf(weights);
    // Without any weight the logarithm is that of 0.
    if (low >= 0 && high <= 1 && !nan) return range(-INF, 0);
  }
  return add(rangeOf(a), negate(rangeOf(b)));
}

function rangeOfOp(node: Node, rangeOf: (node: Node) => Range, domain: Domain): Range {
  const [a, b] = node.args;
  switch (node.op) {
    case "leaf":
      return ANY;
    case "add":
      return add(rangeOf(a), rangeOf(b));
    case "sub":
      return rangeOfDifference(a, b, rangeOf, domain);
    case "mul":
      return a === b ? power(rangeOf(a), range(2, 2)) : multiply(rangeOf(a), rangeOf(b));
    case "div":
      return multiply(rangeOf(a), reciprocal(rangeOf(b)));
    case "neg":
      return negate(rangeOf(a));
    case "pow":
      return power(rangeOf(a), rangeOf(b));
    case "abs":
      return absolute(rangeOf(a));
    case "max":
      return larger(rangeOf(a), rangeOf(b));
    case "min":
      return negate(larger(negate(rangeOf(a)), negate(rangeOf(b))));
    case "clamp": {
      const capped = larger(rangeOf(a), rangeOf(b));
      return negate(larger(negate(capped), negate(rangeOf(node.args[2]))));
    }
    case "select":
      return hull(rangeOf(b), rangeOf(node.args[2]));
    case "reduce_max":
    case "reduce_min":
    case "at_label":
      return rangeOf(a);
    case "others_max":
    case "others_min":
      return ANY;
    case "reduce_sum":
      return sumOverClasses(rangeOf(a));
    case "others_sum":
      return hull(sumOverClasses(rangeOf(a)), range(0, 0));
    case "reduce_logsumexp":
    case "others_logsumexp":
      return isFiniteRange(rangeOf(a)) && node.op === "reduce_logsumexp" ? REAL : ANY;
    default:
      return rangeOfFunction(node.op, node.args.map(rangeOf));
  }
}

function rangeOfFunction(op: ElementwiseName, args: readonly Range[]): Range {
  const def = opDef(op);
  const [x] = args;
  if (def.monotone !== undefined && def.partials !== undefined && !x.nan) {
    const image = monotoneImage(x, def.evaluate, def.monotone === "decreasing");
    if (image !== ANY) return def.kinks === undefined ? image : attained(image);
  }
  const inDomain = args.every(isFiniteRange) && (def.domain === undefined || (def.domain === "x > 0" && isPositive(x)));
  if (def.range === undefined) return inDomain ? REAL : ANY;
  return range(def.range[0], def.range[1], def.range[0] === -INF, def.range[1] === INF && inDomain, !inDomain);
}
