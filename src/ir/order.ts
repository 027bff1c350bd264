/** A total order on expressions by their structure alone, so that operands of commutative ops sort alike in every graph. */

import { isOverClasses, type Leaf, type Node } from "./node.ts";

const LEAF_RANK: Readonly<Record<Leaf["kind"], number>> = { constant: 0, classes: 1, parameter: 2, input: 3 };

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareLeaves(a: Leaf, b: Leaf): number {
  if (a.kind !== b.kind) return LEAF_RANK[a.kind] - LEAF_RANK[b.kind];
  switch (a.kind) {
    case "constant":
      return a.value - (b as typeof a).value;
    case "classes":
      return 0;
    case "parameter":
      return compareText(a.name, (b as typeof a).name);
    case "input": {
      const other = b as typeof a;
      // Targets before predictions, as people write them.
      if (a.inputKind !== other.inputKind) return INPUT_RANK[a.inputKind] - INPUT_RANK[other.inputKind];
      return compareText(a.name, other.name);
    }
  }
}

const INPUT_RANK = { "class-weights": 0, weight: 1, target: 2, value: 3, probs: 4, logits: 5 } as const;

/** Negative where `a` comes first: leaves, then reductions, then by op and operands. Equal only for the same node. */
export function compareNodes(a: Node, b: Node): number {
  let left = a;
  let right = b;
  while (left !== right) {
    if (left.leaf !== undefined && right.leaf !== undefined)
      return compareLeaves(left.leaf, right.leaf) || left.id - right.id;
    if (left.leaf !== undefined) return -1;
    if (right.leaf !== undefined) return 1;
    if (isOverClasses(left.op) !== isOverClasses(right.op)) return isOverClasses(left.op) ? -1 : 1;
    if (left.cost !== right.cost) return left.cost - right.cost;
    if (left.op !== right.op) return compareText(left.op, right.op);
    const place = left.args.findIndex((arg, i) => arg !== right.args[i]);
    if (place < 0) return left.id - right.id;
    [left, right] = [left.args[place], right.args[place]];
  }
  return 0;
}
