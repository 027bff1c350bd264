/** Walks over the DAG: every node once, operands before users, without recursion. */

import type { Builder } from "./graph.ts";
import type { Node } from "./node.ts";

/** Nodes reachable from the roots (of one graph), operands before users. */
export function topological(roots: readonly Node[]): Node[] {
  // By id: ids are small and dense within a graph.
  const seen: boolean[] = [];
  const order: Node[] = [];
  // The path from a root: its nodes, and how many operands of each are done.
  const path: Node[] = [];
  const done: number[] = [];
  for (const root of roots) {
    if (seen[root.id]) continue;
    seen[root.id] = true;
    path.push(root);
    done.push(0);
    while (path.length > 0) {
      const top = path.length - 1;
      const { args } = path[top];
      if (done[top] < args.length) {
        const arg = args[done[top]++];
        if (seen[arg.id]) continue;
        seen[arg.id] = true;
        path.push(arg);
        done.push(0);
      } else {
        order.push(path.pop()!);
        done.pop();
      }
    }
  }
  return order;
}

/** Rebuilds expressions through a builder, leaves replaced where `leaves` says so. */
export function rebuild(roots: readonly Node[], builder: Builder, leaves?: (leaf: Node) => Node | undefined): Node[] {
  const made: Node[] = [];
  for (const node of topological(roots)) {
    if (node.op === "leaf") made[node.id] = leaves?.(node) ?? node;
    else
      made[node.id] = builder.apply(
        node.op,
        node.args.map((arg) => made[arg.id]),
      );
  }
  return roots.map((root) => made[root.id]);
}
