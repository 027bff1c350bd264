/** An individual's program and its space go in; the graph of its genotype comes out, as a figure wants it. */

import type { GenotypeGraph, GraphNode } from "../../report/page/data.ts";
import { activeNodes, type GraphGenotype, genotypeOf, type Tree } from "../../search/genotype/index.ts";
import { type Space, tableOf } from "../../search/space/index.ts";

export function genotypeGraph(space: Space, program: string): GenotypeGraph | null {
  const genotype = genotypeOf(space, program);
  if (genotype === undefined) return null;
  if (genotype.kind === "tree") return { nodes: treeNodes(space, genotype.root), flip: genotype.flip };
  return space.kind === "graph" ? { nodes: graphNodes(space, genotype), flip: genotype.flip } : null;
}

const LEAF_NAMES: Readonly<Record<string, string>> = { yhat: "ŷ", "-1": "−1" };
const leafLabel = (text: string): string => LEAF_NAMES[text] ?? text;

/** The operator's own formula where it is a short one: `a + b` says more than `add`. */
function operatorLabel(space: Space, name: string): string {
  const operator = tableOf(space).operators.get(name)?.operator;
  if (operator === undefined) return name;
  const isSymbol = /^(?:-\w|\w \S \w|\w\^\d)$/.test(operator.formula);
  return isSymbol ? operator.formula.replace("-", "−").replace("*", "×").replace("^2", "²") : name.replaceAll("_", " ");
}

function graphNodes(space: Extract<Space, { kind: "graph" }>, genotype: GraphGenotype): GraphNode[] {
  const count = space.leaves.length;
  const active = new Set(activeNodes(count, genotype));
  const idOf = (arg: number): string => (arg < count ? `leaf ${arg}` : `h${arg - count + 1}`);
  const hidden = genotype.nodes.map(
    ({ operator, args }, i): GraphNode => ({
      id: idOf(count + i),
      kind: "hidden",
      label: operatorLabel(space, operator),
      active: active.has(i),
      args: args.map(idOf),
    }),
  );
  const root: GraphNode = {
    id: "root",
    kind: "root",
    label: operatorLabel(space, genotype.root.operator),
    active: true,
    args: genotype.root.args.map(idOf),
  };
  const read = new Set(hidden.filter((node) => node.active).flatMap(({ args }) => args));
  const used = new Set(hidden.flatMap(({ args }) => args));
  const leaves = space.leaves.flatMap(({ text }, i): GraphNode[] => {
    const id = idOf(i);
    return used.has(id) ? [{ id, kind: "leaf", label: leafLabel(text), active: read.has(id), args: [] }] : [];
  });
  return [...leaves, ...hidden, root];
}

function treeNodes(space: Space, root: Tree): GraphNode[] {
  const nodes: GraphNode[] = [];
  const visit = (tree: Tree, isRoot: boolean): string => {
    const args = tree.kind === "call" ? tree.args.map((arg) => visit(arg, false)) : [];
    const id = `n${nodes.length}`;
    const label =
      tree.kind === "leaf"
        ? leafLabel(tree.text)
        : tree.kind === "constant"
          ? String(Number(tree.value.toPrecision(4))).replace("-", "−")
          : operatorLabel(space, tree.operator);
    nodes.push({ id, kind: isRoot ? "root" : tree.kind === "call" ? "hidden" : "leaf", label, active: true, args });
    return id;
  };
  visit(root, true);
  return nodes;
}
