/** Walks over the DAG: every node once, operands before users, without recursion. */

import type { Builder } from "./graph.ts";
import type { Node } from "./node.ts";

/** Nodes reachable from the roots, operands before users. */
export function topological(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  // The path from a root: its nodes, and how many operands of each are done.
  const path: Node[] = [];
  const done: number[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    path.push(root);
    done.push(0);
    while (path.length > 0) {
      const top = path.length - 1;
      const { args } = path[top];
      if (done[top] < args.length) {
        const arg = args[done[top]++];
        if (seen.has(arg)) continue;
        seen.add(arg);
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
  const made = new Map<Node, Node>();
  for (const node of topological(roots)) {
    if (node.op === "leaf") made.set(node, leaves?.(node) ?? node);
    else
      made.set(
        node,
        builder.apply(
          node.op,
          node.args.map((arg) => made.get(arg)!),
        ),
      );
  }
  return roots.map((root) => made.get(root)!);
}
