/** From a derived loss to what its two closures compute: the forward pass, what it saves, and the gradient at the prediction. */

import type { Builder, Graph } from "../../ir/graph.ts";
import { inputLeaf } from "../../ir/lower.ts";
import { isConstant, isOverClasses, isWiderThan, type Node } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import { decompose } from "../decompose.ts";
import { type DerivedLoss, gated } from "../derived.ts";
import { camelCase, capitalized } from "../identifiers.ts";
import { cheaperGates } from "./absent-classes.ts";
import { hasRow } from "./rows.ts";

export interface Plan {
  /** One number per example. */
  readonly root: Node;
  /** The gradient times `dy`, in the prediction's shape or narrower. */
  readonly gradient: Node;
  /** What the gradient takes over from the forward pass, inputs included. */
  readonly saved: readonly Node[];
  readonly names: ReadonlyMap<Node, string>;
  /** The gradient at each example's loss, [batch, 1]. */
  readonly dy: Node;
  /** Whether the example counts, [batch, 1], a condition; only where a class can be ignored. */
  readonly counted: Node | undefined;
}

const perExample = (graph: Graph, name: string): Node =>
  graph.input({ kind: "input", name, inputKind: "value" }, "per-example");

/** `factor * node`, the factor brought to the narrowest operand: a product per example is cheaper than one per class. */
function scaled(node: Node, factor: Node, builder: Builder): Node {
  switch (node.op) {
    case "neg":
      return scaled(node.args[0], builder.apply("neg", [factor]), builder);
    case "mul": {
      const [a, b] = node.args;
      if (a.shape === b.shape) break;
      const [narrow, wide] = isWiderThan(a.shape, b.shape) ? [b, a] : [a, b];
      return scaled(wide, builder.apply("mul", [narrow, factor]), builder);
    }
    case "select": {
      const [condition, consequent, alternative] = node.args;
      const part = (branch: Node): Node => (isConstant(branch, 0) ? branch : scaled(branch, factor, builder));
      if (!isConstant(consequent, 0) && !isConstant(alternative, 0)) break;
      return builder.apply("select", [condition, part(consequent), part(alternative)]);
    }
    case "leaf":
      if (isConstant(node, 1)) return factor;
      if (isConstant(node, 0)) return node;
      if (isConstant(node, -1)) return builder.apply("neg", [factor]);
  }
  return builder.apply("mul", [node, factor]);
}

/** Where the gradient meets what the forward pass has computed. */
function cut(root: Node, gradient: Node, dy: Node): Node[] {
  const forward = new Set(topological([root]));
  const reached = new Set<Node>([gradient]);
  const saved = new Set<Node>();
  const order = topological([gradient]);
  for (const node of order.toReversed()) {
    if (!reached.has(node) || node.shape === "constant" || node === dy) continue;
    if (node.op === "leaf" || forward.has(node)) saved.add(node);
    else for (const arg of node.args) reached.add(arg);
  }
  return order.filter((node) => saved.has(node));
}

export function planOf(derived: DerivedLoss, ignores: boolean): Plan {
  const { graph } = derived.loss;
  const dy = perExample(graph, "#dy");
  const counted = ignores ? perExample(graph, "#counted") : undefined;
  const ifCounted = (node: Node): Node =>
    counted === undefined ? node : graph.apply("select", [counted, node, graph.constant(0)]);
  const [value, slope] = gated([derived.root, derived.gradient], derived, { forSpeed: false }).map(ifCounted);
  const { prediction } = derived;
  const gates = cheaperGates([value, scaled(slope, dy, graph)], prediction, graph);
  const { roots, replaced } = decompose(gates.roots, graph, hasRow);
  const [root, gradient] = roots;
  const names = new Map([...derived.names].map(([node, name]) => [replaced.get(node) ?? node, name]));
  for (const node of gates.present) {
    const name = names.get(prediction) ?? inputLeaf(prediction).name;
    names.set(replaced.get(node) ?? node, `present${capitalized(camelCase(name))}`);
  }
  return { root, gradient, saved: cut(root, gradient, dy), names, dy, counted };
}

/** The constants that expressions over tensors use, which are computed ahead as plain numbers. */
export function numbersUsed(roots: readonly Node[]): Set<Node> {
  const used = new Set(roots.filter((root) => root.shape === "constant"));
  for (const node of topological(roots)) {
    if (node.shape === "constant" && !isOverClasses(node.op)) continue;
    for (const arg of node.args) if (arg.shape === "constant") used.add(arg);
  }
  return new Set([...used].filter((node) => node.op !== "leaf"));
}
