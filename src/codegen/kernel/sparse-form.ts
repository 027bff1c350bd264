/** A loss and its gradient over rows of labels go in; the same come out with all that absent classes do not need behind gates of the labels. */

import type { Graph } from "../../ir/graph.ts";
import type { Node } from "../../ir/node.ts";
import { decompose } from "../decompose.ts";
import { linearForm, sharedNodes } from "../linear-form.ts";

export function sparseForm(roots: readonly Node[], target: Node, graph: Graph): Node[] {
  const linearOf = (within: readonly Node[]): ((node: Node) => Node) => {
    const shared = sharedNodes(within);
    return (node) => linearForm(node, { graph, isShared: (one) => shared.has(one), gatedBy: target });
  };
  const linear = linearOf(roots);
  const sums = decompose(
    roots,
    graph,
    () => true,
    new Map([["reduce_sum", ([x]) => graph.apply("reduce_sum", [linear(x!)])]]),
  );
  return sums.roots.map(linearOf(sums.roots));
}
