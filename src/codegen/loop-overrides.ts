/**
 * What targets that loop over classes compute in place of an op: log-sum-exp as a maximum and a sum, and softmax out of the exponentials
 * that this sum has computed.
 */

import type { Builder } from "../ir/graph.ts";
import { constantValue, isConstant, type LabelOp, type Node, type Op, type ReduceOp } from "../ir/node.ts";
import { instantiate, type Template, templateOf } from "../ir/template.ts";
import { topological } from "../ir/traverse.ts";
import type { Override, Overrides } from "./decompose.ts";
import { type Gate, gateOf, unlessZero } from "./gate-of.ts";

/** The shift of log-sum-exp: its largest operand, or 0 where all are -inf, as -inf - -inf is NaN. */
const SHIFT = templateOf("if -inf < m then m else 0");
const EXPONENTIAL = templateOf("exp(x - m)");
/** With the largest operand infinite, its own exponential has become exp(inf - inf). */
const SUM = templateOf("if m == inf then inf else s");
const RESULT = templateOf("m + log(s)");

function logsumexp(
  max: ReduceOp | LabelOp,
  sum: ReduceOp | LabelOp,
): (args: readonly Node[], builder: Builder) => Node {
  return ([x], builder) => {
    const { term, weight } = weighted(x);
    const largest = weight === undefined ? term : unlessZero(weight, Number.NEGATIVE_INFINITY, term, builder);
    const m = builder.apply(max, [largest]);
    const shift = instantiate(SHIFT, new Map([["m", m]]), builder);
    const s = builder.apply(sum, [weightedExponential(term, weight, shift, builder)]);
    const fill = (template: Template, values: Readonly<Record<string, Node>>): Node =>
      instantiate(template, new Map(Object.entries(values)), builder);
    return fill(RESULT, { m: shift, s: fill(SUM, { m, s }) });
  };
}

/** x + log(w): of classes whose weight is 0 nothing has to be computed. */
function weighted(x: Node): { readonly term: Node; readonly weight: Node | undefined } {
  if (x.op === "add") {
    for (const [term, log] of [x.args, x.args.toReversed()])
      if (log.op === "log" && log.args[0].shape === "per-class") return { term, weight: log.args[0] };
  }
  return { term: x, weight: undefined };
}

/** w * exp(x - m). */
function weightedExponential(x: Node, weight: Node | undefined, m: Node, builder: Builder): Node {
  const exponential = instantiate(
    EXPONENTIAL,
    new Map([
      ["x", x],
      ["m", m],
    ]),
    builder,
  );
  return weight === undefined
    ? exponential
    : unlessZero(weight, 0, builder.apply("mul", [weight, exponential]), builder);
}

/** The sum itself, of what the template SUM makes of it. */
function insideOfSum(node: Node): Node | undefined {
  return node.op === "select" && isConstant(node.args[1], Number.POSITIVE_INFINITY) ? node.args[2] : undefined;
}

/** Of sum(w * exp(x - m)). */
function summand({ args: [term] }: Node): { readonly exponential: Node | undefined; readonly gate: Gate | undefined } {
  const gate = gateOf(term);
  return { exponential: gate === undefined ? term : gate.inner.args[1], gate };
}

/** Whether `node` is `x` at the label: the same expression over what is read there. */
function isAtLabel(node: Node, x: Node): boolean {
  if (x.shape !== "per-class") return node === x;
  if (x.op === "leaf") return node.op === "at_label" && node.args[0] === x;
  return node.op === x.op && node.args.every((arg, i) => isAtLabel(arg, x.args[i]));
}

/** `m + log(s)` with `s = sum(w * exp(x - m))`, for this x + log(w) or what is this x at the label. */
function logSumExpOf(x: Node, node: Node): { readonly shift: Node; readonly sum: Node } | undefined {
  if (node.op !== "add") return undefined;
  const { term, weight } = weighted(x);
  for (const [shift, log] of [node.args, node.args.toReversed()]) {
    if (log.op !== "log") continue;
    const sum = log.args[0];
    const inner = insideOfSum(sum);
    if (inner?.op !== "reduce_sum") continue;
    const { exponential, gate } = summand(inner);
    const difference = exponential?.op === "exp" ? exponential.args[0] : undefined;
    if (difference?.op !== "sub" || difference.args[1] !== shift || gate?.condition !== weight) continue;
    if (difference.args[0] === term || (weight === undefined && isAtLabel(x, difference.args[0])))
      return { shift, sum };
  }
  return undefined;
}

/**
 * exp(x - logsumexp(x)) is exp(x - m) / s, whose exponential the sum has needed already; it rounds no worse, as x - m is at most 0. At the
 * label it is computed in the same steps, as a comparison with the largest or smallest class must find it equal to itself.
 */
function softmax([x]: readonly Node[], builder: Builder): Node | undefined {
  const parts = x.op === "sub" ? logSumExpOf(x.args[0], x.args[1]) : undefined;
  if (parts === undefined) return undefined;
  const { term, weight } = weighted(x.args[0]);
  const exponential = weightedExponential(term, weight, parts.shift, builder);
  // One division an example.
  return builder.apply("mul", [exponential, builder.apply("div", [builder.constant(1), parts.sum])]);
}

/** The largest operand, of the shift of a log-sum-exp that is made of it. */
function largestOfShift(node: Node): Node | undefined {
  if (node.op !== "select") return undefined;
  const [condition, largest, otherwise] = node.args;
  const isShift = /_max$/.test(largest.op) && condition.op === "less" && isConstant(otherwise, 0);
  return isShift ? largest : undefined;
}

/** Of exp(x - m) with the shift of some log-sum-exp: x and the largest operand. */
function shiftedExponential(node: Node | undefined): { readonly x: Node; readonly largest: Node } | undefined {
  if (node?.op !== "exp" || node.args[0].op !== "sub") return undefined;
  const [x, shift] = node.args[0].args;
  const largest = largestOfShift(shift);
  return largest === undefined ? undefined : { x, largest };
}

/** Whether x is among the operands of which `largest` is the largest. */
const isAmong = (x: Node, { op, args }: Node): boolean =>
  x === args[0] || (op === "reduce_max" && isAtLabel(args[0], x));

/** Whether a node is x - logsumexp(x), in its steps: the logarithm of a probability. */
const isLogProbability = (node: Node): boolean =>
  node.op === "sub" && logSumExpOf(node.args[0], node.args[1]) !== undefined;

/** Whether a node is an exponential of x - m that is at most 1, or a power of a probability by c > 0: at most about 1. */
export function isProbabilityLike(node: Node): boolean {
  if (node.op !== "exp") return false;
  const shifted = shiftedExponential(node);
  if (shifted !== undefined) return isAmong(shifted.x, shifted.largest);
  const multiple = multipleOf(node.args[0]);
  return multiple === undefined ? isLogProbability(node.args[0]) : multiple.c > 0 && isLogProbability(multiple.of);
}

/** Whether a node is sum(w * exp(x - m)), which neither overflows nor vanishes. */
function isShiftedSum(node: Node): boolean {
  const inner = insideOfSum(node);
  return inner?.op === "reduce_sum" && shiftedExponential(summand(inner).exponential) !== undefined;
}

/** What is left of a product without the 1 / s of a softmax, and that. */
function withoutInverse(node: Node, builder: Builder): { readonly rest: Node; readonly inverse: Node } | undefined {
  if (node.op !== "mul") return undefined;
  for (const [factor, rest] of [node.args, node.args.toReversed()]) {
    if (factor.op === "div" && isConstant(factor.args[0], 1) && isShiftedSum(factor.args[1]))
      return { rest, inverse: factor };
    const inside = withoutInverse(factor, builder);
    if (inside !== undefined) return { ...inside, rest: builder.apply("mul", [inside.rest, rest]) };
  }
  return undefined;
}

/** sum(w * exp(x - m) / s) is sum(w * exp(x - m)) / s, which need not wait for s. */
function sumOfSoftmax([x]: readonly Node[], builder: Builder): Node | undefined {
  const gate = gateOf(x);
  const parts = withoutInverse(gate?.inner ?? x, builder);
  if (parts === undefined) return undefined;
  const operand = gate === undefined ? parts.rest : unlessZero(gate.condition, 0, parts.rest, builder);
  return builder.apply("mul", [builder.apply("reduce_sum", [operand]), parts.inverse]);
}

/** What is alike for all classes moves out of a sum over the others, as rules move it out of a sum over all. */
function sumOfMultiple([x]: readonly Node[], builder: Builder): Node | undefined {
  const sum = (operand: Node): Node => builder.apply("others_sum", [operand]);
  if (x.op === "neg") return builder.apply("neg", [sum(x.args[0])]);
  if (x.op !== "mul") return undefined;
  for (const [factor, rest] of [x.args, x.args.toReversed()])
    if (factor.shape !== "per-class") return builder.apply("mul", [factor, sum(rest)]);
  return undefined;
}

/** a + -b, as a minus that moved out of a sum leaves it. */
function difference(args: readonly Node[], builder: Builder): Node | undefined {
  for (const [a, b] of [args, args.toReversed()]) if (b.op === "neg") return builder.apply("sub", [a, b.args[0]]);
  return undefined;
}

/** exp(c d), for d = x - logsumexp(x), as softmax(x) exp((c - 1) d) where that is needed as well. */
export function sharedExponential(roots: readonly Node[]): Override {
  const multiples = topological(roots).flatMap((node) => (node.op === "exp" ? (multipleOf(node.args[0]) ?? []) : []));
  // By c and shape, as what an override is given has been rebuilt: at the label both may be needed, and elsewhere one.
  const keyOf = (c: number, d: Node): string => `${c} ${d.shape}`;
  const lessByOne = new Map<string, Node>();
  for (const { c, of } of multiples) {
    const less = multiples.find((other) => other.of === of && Math.abs(other.c + 1 - c) < 1e-12);
    if (less !== undefined) lessByOne.set(keyOf(c, of), less.constant);
  }
  return ([x], builder) => {
    const multiple = multipleOf(x);
    const less = multiple === undefined ? undefined : lessByOne.get(keyOf(multiple.c, multiple.of));
    const first = multiple === undefined || less === undefined ? undefined : softmax([multiple.of], builder);
    if (first === undefined) return softmax([x], builder);
    return builder.apply("mul", [first, builder.apply("exp", [builder.apply("mul", [less!, multiple!.of])])]);
  };
}

function multipleOf(node: Node): { readonly c: number; readonly constant: Node; readonly of: Node } | undefined {
  if (node.op !== "mul") return undefined;
  for (const [constant, of] of [node.args, node.args.toReversed()]) {
    const c = constantValue(constant);
    if (c !== undefined) return { c, constant, of };
  }
  return undefined;
}

export const LOOP_OVERRIDES: Overrides = new Map<Op, Override>([
  ["reduce_logsumexp", logsumexp("reduce_max", "reduce_sum")],
  ["others_logsumexp", logsumexp("others_max", "others_sum")],
  ["exp", softmax],
  ["reduce_sum", sumOfSoftmax],
  ["others_sum", sumOfMultiple],
  ["add", difference],
]);

export const isLogSumExp = (op: Op): boolean => op === "reduce_logsumexp" || op === "others_logsumexp";

/** Names for the parts of a log-sum-exp that has become `shift + log(sumExp)`. */
export function nameLogSumExp(result: Node, name: string, names: Map<Node, string>): void {
  if (!names.has(result)) names.set(result, name);
  for (const part of result.args) {
    if (part.op === "select") names.set(part, "shift");
    if (part.op !== "log") continue;
    const [sum] = part.args;
    names.set(sum, "sumExp");
    names.set(insideOfSum(sum)!, "sum");
  }
}
