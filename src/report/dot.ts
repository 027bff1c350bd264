/** The DAG as a picture: from named expressions to Graphviz's dot language. */

import { constantValue, type Node } from "../ir/node.ts";
import { formula } from "../ir/print.ts";
import { topological } from "../ir/traverse.ts";
import { ELEMENTWISE, isElementwise } from "../ops/index.ts";

const quote = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

function label(node: Node): string {
  if (node.op === "leaf") return formula(node);
  if (isElementwise(node.op) && "symbol" in ELEMENTWISE[node.op])
    return (ELEMENTWISE[node.op] as { symbol: string }).symbol;
  return node.op.replace("reduce_", "").replace("others_", "other ").replace("_", " ");
}

/** Fill by shape: what is computed for every class stands out. */
const FILL = { constant: "#f5f5f5", "per-example": "#dbe9f6", "per-class": "#fde8d0" } as const;

/** Shared nodes are drawn once; constants, which would tie everything together, at every use. */
export function derivationDot(name: string, results: ReadonlyMap<string, Node>): string {
  const lines = [
    `digraph ${quote(name)} {`,
    '  rankdir=BT; node [shape=box, style="rounded,filled", fontname="sans-serif"];',
  ];
  const nodes = topological([...results.values()]);
  let copies = 0;
  for (const node of nodes) {
    if (constantValue(node) !== undefined) continue;
    lines.push(`  n${node.id} [label=${quote(label(node))}, fillcolor="${FILL[node.shape]}"];`);
    node.args.forEach((arg, place) => {
      const order = node.args.length > 1 ? ` [taillabel="${place + 1}", fontsize=8]` : "";
      if (constantValue(arg) === undefined) {
        lines.push(`  n${arg.id} -> n${node.id}${order};`);
        return;
      }
      const copy = `c${copies++}`;
      lines.push(`  ${copy} [label=${quote(label(arg))}, shape=plaintext, style=""]; ${copy} -> n${node.id}${order};`);
    });
  }
  let count = 0;
  for (const [result, node] of results) {
    const id = `r${count++}`;
    const isNumber = constantValue(node) !== undefined;
    lines.push(
      `  ${id} [label=${quote(isNumber ? `${result} = ${label(node)}` : result)}, shape=ellipse, fillcolor="#d9ead3"];`,
    );
    if (!isNumber) lines.push(`  n${node.id} -> ${id};`);
  }
  return [...lines, "}"].join("\n");
}
