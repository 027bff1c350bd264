/** An expression goes in; how many operations the loss has once lossc has simplified it comes out. */

import { createGraph } from "../../ir/graph.ts";
import type { Node } from "../../ir/node.ts";
import { instantiate, templateOf } from "../../ir/template.ts";
import { topological } from "../../ir/traverse.ts";
import { CONSTANTS } from "../../ops/index.ts";
import { createSimplifier, fixpoint } from "../../rewrite/simplifier.ts";
import type { Tree } from "../genotype/genotype.ts";
import { tableOf } from "../space/index.ts";
import type { Space } from "../space/space.ts";

/** The simplified loss as a DAG, `sum(...)` included. */
export function simplifiedLoss(space: Space, tree: Tree, flip: boolean): Node {
  const graph = createGraph();
  const builder = createSimplifier(graph);
  const operands = new Map<string, Node>([
    ["y", graph.input({ kind: "input", name: "y", inputKind: "target" }, "per-class")],
    ["yhat", graph.input({ kind: "input", name: "yhat", inputKind: "probs" }, "per-class")],
  ]);
  for (const [name, value] of CONSTANTS) operands.set(name, graph.constant(value));
  const { operators } = tableOf(space);

  const built = new Map<Tree, Node>();
  function build(part: Tree): Node {
    let node = built.get(part);
    if (node === undefined) {
      node = construct(part);
      built.set(part, node);
    }
    return node;
  }

  function construct(part: Tree): Node {
    if (part.kind === "leaf") return instantiate(templateOf(part.text), operands, builder);
    if (part.kind === "constant") return graph.constant(part.value);
    const { operator } = operators.get(part.operator)!;
    const args = part.args.map(build);
    // Read at once, so that one map serves all operators.
    for (let i = 0; i < args.length; i++) operands.set(operator.params[i], args[i]);
    return instantiate(templateOf(operator.formula), operands, builder);
  }

  const total = builder.apply("reduce_sum", [build(tree)]);
  return fixpoint([flip ? builder.apply("neg", [total]) : total], builder)[0];
}

export function complexityOf(space: Space, tree: Tree, flip: boolean): number {
  return topological([simplifiedLoss(space, tree, flip)]).filter(({ op }) => op !== "leaf").length;
}
