/**
 * The loop nest that every target shares: from the nodes to compute to an order of computation. Classes are looped over as few times
 * as the reductions allow; value and gradient share the loops; what is alike for all classes or examples is computed outside.
 */

import { isOverClasses, type Node } from "../ir/node.ts";
import { topological } from "../ir/traverse.ts";
import { assignRows, chooseKept, withInputs } from "./keep.ts";

/** One pass over the classes of an example. */
export interface Pass {
  /** Reductions that this pass completes. */
  readonly reductions: readonly Node[];
  /** What this pass writes for every class: the gradient. */
  readonly stores: readonly Node[];
  /** Per-class values that this pass computes and keeps for later passes, a row of scratch each. */
  readonly keeps: readonly Node[];
  /** Values kept by earlier passes that this one reads. */
  readonly reads: readonly Node[];
}

export interface Schedule {
  /** Computed once for the batch, in order. */
  readonly constants: readonly Node[];
  readonly passes: readonly Pass[];
  /** Per-example nodes, in order, by the pass that they come before; the last list comes after all passes. */
  readonly perExample: readonly (readonly Node[])[];
  /** The row of scratch that holds a kept value; rows are used again when their value is no longer needed. */
  readonly rows: ReadonlyMap<Node, number>;
  /** How many rows of scratch, a number per class each, an example needs; the next example uses them again. */
  readonly scratchRows: number;
}

export interface ScheduleOptions {
  /** A per-class value is kept for later passes if computing it again would cost at least this, in additions. Infinity keeps nothing. */
  readonly keepFrom?: number;
  /** Whether inputs are kept as well, as where a row's numbers have to be gathered. */
  readonly keepsInputs?: boolean;
}

/** What a pass computes for every class, first of all. */
export const outputsOf = (pass: Pick<Pass, "reductions" | "stores">): Node[] => [
  ...pass.reductions.map((reduction) => reduction.args[0]),
  ...pass.stores,
];

/** An input's element is read where it is; a computed one is picked up as the classes are passed. */
const readsLabelOnly = (node: Node): boolean => node.op === "at_label" && node.args[0].op === "leaf";

/** How many passes must be over before a node can be computed. */
export function stages(order: readonly Node[]): Map<Node, number> {
  const stage = new Map<Node, number>();
  for (const node of order) {
    let latest = 0;
    for (const arg of node.args) latest = Math.max(latest, stage.get(arg)!);
    stage.set(node, isOverClasses(node.op) && !readsLabelOnly(node) ? latest + 1 : latest);
  }
  return stage;
}

/** `results` are per example or constant; each of `stores` is written for every class. */
export function schedule(
  results: readonly Node[],
  stores: readonly Node[],
  { keepFrom = Number.POSITIVE_INFINITY, keepsInputs = false }: ScheduleOptions = {},
): Schedule {
  const order = topological([...results, ...stores]);
  const stage = stages(order);
  const reductions = order.filter((node) => isOverClasses(node.op) && !readsLabelOnly(node));
  const last = Math.max(
    0,
    ...reductions.map((node) => stage.get(node)!),
    ...stores.map((node) => stage.get(node)! + 1),
  );
  const bare = Array.from({ length: last }, (_, i) => ({
    reductions: reductions.filter((node) => stage.get(node) === i + 1),
    stores: stores.filter((node) => stage.get(node) === i),
  }));
  const outputs = bare.map(outputsOf);
  const computed = chooseKept(outputs, keepFrom);
  const kept = keepsInputs ? withInputs(outputs, computed) : computed;
  const { rows, count } = assignRows(kept);
  const perExample = Array.from({ length: last + 1 }, (_, i) =>
    order.filter(
      (node) =>
        node.shape === "per-example" && node.op !== "leaf" && !reductions.includes(node) && stage.get(node) === i,
    ),
  );
  return {
    constants: order.filter((node) => node.shape === "constant" && node.op !== "leaf"),
    passes: bare.map((pass, i) => ({ ...pass, keeps: kept.keeps[i], reads: kept.reads[i] })),
    perExample,
    rows,
    scratchRows: count,
  };
}
