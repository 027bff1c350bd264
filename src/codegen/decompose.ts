/** Decomposition: ops that a target has no row for become their `defn`, until only ops with rows are left. */

import type { Builder, Graph } from "../ir/graph.ts";
import type { Node, Op } from "../ir/node.ts";
import { instantiate, templateOf } from "../ir/template.ts";
import { topological } from "../ir/traverse.ts";
import { isElementwise, opDef } from "../ops/index.ts";

function expand(node: Node, args: readonly Node[], builder: Builder): Node {
  if (!isElementwise(node.op)) throw new Error(`no target has \`${node.op}\`, and it has no definition`);
  const { params, defn } = opDef(node.op);
  if (defn === undefined) throw new Error(`the target has no row for \`${node.op}\`, and it has no definition`);
  return instantiate(templateOf(defn), new Map(params.map((name, i) => [name, args[i]])), builder);
}

/** What a target prefers to a row, for these operands; `undefined` where it has no preference. */
export type Override = (args: readonly Node[], builder: Builder) => Node | undefined;
export type Overrides = ReadonlyMap<Op, Override>;

export function decompose(
  roots: readonly Node[],
  graph: Graph,
  hasRow: (op: Op) => boolean,
  overrides: Overrides = new Map(),
): { readonly roots: Node[]; readonly replaced: ReadonlyMap<Node, Node> } {
  const made = new Map<Node, Node>();
  const builder: Builder = { ...graph, apply };

  function apply(op: Exclude<Op, "leaf">, args: readonly Node[]): Node {
    const preferred = overrides.get(op)?.(args, builder);
    if (preferred !== undefined) return preferred;
    const node = graph.apply(op, args);
    return hasRow(op) ? node : expand(node, args, builder);
  }

  for (const node of topological(roots)) {
    if (node.op === "leaf") made.set(node, node);
    else
      made.set(
        node,
        apply(
          node.op,
          node.args.map((arg) => made.get(arg)!),
        ),
      );
  }
  return { roots: roots.map((root) => made.get(root)!), replaced: made };
}
