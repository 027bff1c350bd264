/**
 * Which values of one pass over the classes the later ones read back instead of computing them again: from the outputs of each pass to the
 * values worth a row of scratch.
 */

import { isCheapPower } from "../ir/cost.ts";
import { constantValue, type Node } from "../ir/node.ts";
import { topological } from "../ir/traverse.ts";
import { isElementwise, opDef } from "../ops/index.ts";
import { gateOf } from "./gate-of.ts";

/** The values that a pass computes for every class, by the pass: operands of its reductions and what it stores. */
export type PassOutputs = readonly (readonly Node[])[];

export interface Kept {
  /** By pass: values to keep, operands first. */
  readonly keeps: readonly (readonly Node[])[];
  /** By pass: values of earlier passes to read. */
  readonly reads: readonly (readonly Node[])[];
}

/**
 * What costs as much is stored and loaded rather than computed again. In V8 a quotient (4) and an addition are as quick anew as out of
 * scratch; from a square root (6) on keeping wins: a fifth for a root or two quotients, a third for an exponential in cross-entropy.
 */
export const KEEP_FROM = 6;

/** The cost of one operation, its operands at hand; an addition is 1. */
export function operationCost(node: Node): number {
  if (!isElementwise(node.op)) return 1;
  if (node.op === "pow") {
    const exponent = constantValue(node.args[1]);
    if (isCheapPower(exponent)) return exponent - 1;
  }
  return opDef(node.op).cost;
}

/** Whether an operation is worth a branch around it, or a look at every class for its value at the label. */
export const isDear = (node: Node): boolean => operationCost(node) >= 12;

/** Whether a pass must do something for the value: leaves are read, and what is alike for all classes is at hand. */
export const isComputedPerClass = (node: Node): boolean => node.shape === "per-class" && node.op !== "leaf";

/** What a value is computed from where its gates are shut: a gate's inside is not. */
export const unconditionalArgs = (node: Node): readonly Node[] =>
  gateOf(node) === undefined ? node.args : [node.args[0]];

/** Nodes to compute per class for the roots, not looking below those where `stops` holds. */
export function computedFor(
  roots: readonly Node[],
  stops: (node: Node) => boolean,
  argsOf: (node: Node) => readonly Node[] = (node) => node.args,
): Set<Node> {
  const found = new Set<Node>();
  const left = [...roots];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (!isComputedPerClass(node) || found.has(node) || stops(node)) continue;
    found.add(node);
    left.push(...argsOf(node));
  }
  return found;
}

/** Whether computing a value anew costs at least `least`, with gates shut and everything where `isAtHand` holds being free. */
function costsAtLeast(root: Node, least: number, isAtHand: (node: Node) => boolean): boolean {
  const seen = new Set<Node>([root]);
  const left = [root];
  let cost = 0;
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    cost += operationCost(node);
    if (cost >= least) return true;
    for (const arg of unconditionalArgs(node)) {
      if (!isComputedPerClass(arg) || seen.has(arg) || isAtHand(arg)) continue;
      seen.add(arg);
      left.push(arg);
    }
  }
  return false;
}

/**
 * A value is kept if an earlier pass computes it whatever the gates say, a later one needs it outside of gates, and computing it again
 * would cost at least `keepFrom`. Of values within each other the outermost is kept; but where several need one dear operand, that operand.
 */
export function chooseKept(outputs: PassOutputs, keepFrom: number): Kept {
  const nothing = { keeps: outputs.map(() => []), reads: outputs.map(() => []) };
  if (keepFrom === Number.POSITIVE_INFINITY || outputs.length < 2) return nothing;

  const unconditional = outputs.map((roots) => computedFor(roots, () => false, unconditionalArgs));
  const first = new Map<Node, number>();
  unconditional.forEach((nodes, pass) => {
    for (const node of nodes) if (!first.has(node)) first.set(node, pass);
  });
  const isEarlier = (node: Node, pass: number): boolean => (first.get(node) ?? pass) < pass;

  // Who needs a value anew: nodes of later passes, or a pass itself as its output.
  const users = new Map<Node, Set<Node | number>>();
  const use = (node: Node, user: Node | number, pass: number): void => {
    if (!isComputedPerClass(node) || !isEarlier(node, pass)) return;
    users.set(node, (users.get(node) ?? new Set()).add(user));
  };
  unconditional.forEach((nodes, pass) => {
    for (const root of outputs[pass]) use(root, pass, pass);
    for (const node of nodes) for (const arg of unconditionalArgs(node)) use(arg, node, pass);
  });

  const shared = new Set<Node>();
  for (const node of topological([...users.keys()]))
    if ((users.get(node)?.size ?? 0) > 1 && costsAtLeast(node, keepFrom, (arg) => shared.has(arg))) shared.add(node);

  const kept = new Set<Node>();
  const isAtHand = (node: Node): boolean => kept.has(node) || shared.has(node);
  outputs.forEach((roots, pass) => {
    const stops = (node: Node): boolean => {
      if (!isEarlier(node, pass)) return false;
      if (!kept.has(node) && costsAtLeast(node, keepFrom, isAtHand)) kept.add(node);
      return kept.has(node);
    };
    computedFor(roots, stops, unconditionalArgs);
  });

  const reads = outputs.map((roots, pass) => {
    const read = new Set<Node>();
    computedFor(roots, (node) => {
      const isRead = kept.has(node) && isEarlier(node, pass);
      if (isRead) read.add(node);
      return isRead;
    });
    return topological([...kept]).filter((node) => read.has(node));
  });
  const inOrder = topological([...kept]).filter((node) => kept.has(node));
  return { keeps: outputs.map((_, pass) => inOrder.filter((node) => first.get(node) === pass)), reads };
}

/** Inputs too: the first pass that reads one keeps it for the later ones. */
export function withInputs(outputs: PassOutputs, { keeps, reads }: Kept): Kept {
  const inputs = outputs.map((roots, pass) => inputsOf([...roots, ...keeps[pass]], new Set(reads[pass])));
  const isReadBefore = (leaf: Node, pass: number): boolean => inputs.slice(0, pass).some((read) => read.has(leaf));
  const isReadAfter = (leaf: Node, pass: number): boolean => inputs.slice(pass + 1).some((read) => read.has(leaf));
  return {
    keeps: inputs.map((read, pass) => [
      ...[...read].filter((leaf) => !isReadBefore(leaf, pass) && isReadAfter(leaf, pass)),
      ...keeps[pass],
    ]),
    reads: inputs.map((read, pass) => [...[...read].filter((leaf) => isReadBefore(leaf, pass)), ...reads[pass]]),
  };
}

/** Per-class leaves that the roots are computed from, not looking below values at hand. */
function inputsOf(roots: readonly Node[], atHand: ReadonlySet<Node>): Set<Node> {
  const seen = new Set<Node>(roots);
  for (const node of seen) {
    if (!isComputedPerClass(node) || atHand.has(node)) continue;
    for (const arg of node.args) seen.add(arg);
  }
  return new Set([...seen].filter((node) => node.op === "leaf" && node.shape === "per-class"));
}

/** Rows of scratch by value: a row is free again after the last pass that reads it, not yet within that pass. */
export function assignRows({ keeps, reads }: Kept): {
  readonly rows: ReadonlyMap<Node, number>;
  readonly count: number;
} {
  const rows = new Map<Node, number>();
  /** By row: the last pass that reads what it holds. */
  const busyUntil: number[] = [];
  keeps.forEach((nodes, pass) => {
    for (const node of nodes) {
      const free = busyUntil.findIndex((last) => last < pass);
      const row = free < 0 ? busyUntil.length : free;
      busyUntil[row] = reads.findLastIndex((read) => read.includes(node));
      rows.set(node, row);
    }
  });
  return { rows, count: busyUntil.length };
}
