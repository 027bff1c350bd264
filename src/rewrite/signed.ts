/** Sums and quotients put together group by group, cheapest shape first, so that what is alike for all classes is computed once. */

import type { Builder } from "../ir/graph.ts";
import type { Node, Shape } from "../ir/node.ts";
import { compareNodes } from "../ir/order.ts";

const GROUPS: readonly Shape[] = ["constant", "per-example", "per-class"];

/** What stands above the line and below it: added and subtracted, or multiplied and divided by. */
export interface Side {
  readonly above: Node[];
  readonly below: Node[];
}

interface Partial {
  /** Whether the value stands below the line: it is to be subtracted, or divided by. */
  readonly isBelow: boolean;
  readonly node: Node;
}

/** One of the two abelian groups: (add, sub) or (mul, div). */
export interface Operation {
  readonly join: "add" | "mul";
  readonly part: "sub" | "div";
}

function combine(a: Partial | undefined, b: Partial, operation: Operation, builder: Builder): Partial {
  if (a === undefined) return b;
  if (a.isBelow === b.isBelow) return { isBelow: a.isBelow, node: builder.apply(operation.join, [a.node, b.node]) };
  const [above, below] = a.isBelow ? [b.node, a.node] : [a.node, b.node];
  return { isBelow: false, node: builder.apply(operation.part, [above, below]) };
}

/** The chain of all operands, in the canonical order; `undefined` if there are none. */
export function chain(side: Side, operation: Operation, builder: Builder): Partial | undefined {
  let total: Partial | undefined;
  for (const shape of GROUPS) {
    const inGroup = (node: Node): boolean => node.shape === shape;
    let group: Partial | undefined;
    for (const node of side.above.filter(inGroup).sort(compareNodes))
      group = combine(group, { isBelow: false, node }, operation, builder);
    let below: Partial | undefined;
    for (const node of side.below.filter(inGroup).sort(compareNodes))
      below = combine(below, { isBelow: true, node }, operation, builder);
    if (below !== undefined) group = combine(group, below, operation, builder);
    if (group !== undefined) total = combine(total, group, operation, builder);
  }
  return total;
}
