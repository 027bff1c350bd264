/** Walks over the DAG: every node once, operands before users, without recursion. */

import type { Builder } from "./graph.ts";
import type { Node } from "./node.ts";

/** Nodes reachable from the roots, operands before users. */
export function topological(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const stack: { node: Node; next: number }[] = [];
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    stack.push({ node: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1];
      if (top.next < top.node.args.length) {
        const arg = top.node.args[top.next++];
        if (!seen.has(arg)) {
          seen.add(arg);
          stack.push({ node: arg, next: 0 });
        }
      } else {
        order.push(top.node);
        stack.pop();
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
