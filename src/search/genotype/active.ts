/** A genotype goes in; the expression that its loss sums over the classes comes out, or why it is no loss of labels and predictions. */

import type { GraphSpace, Space } from "../space/space.ts";
import { type SpaceTable, tableOf } from "../space/table.ts";
import type { Genotype, GraphGenotype, Tree } from "./genotype.ts";
import { leafTree } from "./tree-parts.ts";

export interface Malformed {
  readonly problem: "cycle" | "missing-input";
}

const CYCLE: Malformed = { problem: "cycle" };
const MISSING_INPUT: Malformed = { problem: "missing-input" };

/** Nodes that are used twice are one object, so that what is known of an object is known of all its uses. */
export function activeExpression(space: Space, genotype: Genotype): Tree | Malformed {
  const root = genotype.kind === "tree" ? genotype.root : activeGraph(space as GraphSpace, tableOf(space), genotype);
  if (root === undefined) return CYCLE;
  const seen = { y: false, yhat: false };
  look(root, seen);
  return seen.y && seen.yhat ? root : MISSING_INPUT;
}

function look(tree: Tree, seen: { y: boolean; yhat: boolean }): void {
  if (tree.kind === "call") {
    for (const arg of tree.args) look(arg, seen);
  } else if (tree.kind === "leaf") {
    if (tree.text === "y") seen.y = true;
    else if (tree.text === "yhat") seen.yhat = true;
  }
}

function activeGraph(space: GraphSpace, table: SpaceTable, { nodes, root }: GraphGenotype): Tree | undefined {
  const { leaves } = space;
  const made: (Tree | "open" | undefined)[] = new Array(nodes.length);
  const visit = (arg: number): Tree | undefined => {
    if (arg < leaves.length) return leafTree(table, leaves[arg].text);
    const at = arg - leaves.length;
    const known = made[at];
    if (known === "open") return undefined;
    if (known !== undefined) return known;
    made[at] = "open";
    const tree = build(nodes[at]);
    if (tree !== undefined) made[at] = tree;
    return tree;
  };
  const build = ({ operator, args }: GraphGenotype["root"]): Tree | undefined => {
    const trees: Tree[] = [];
    for (const arg of args) {
      const tree = visit(arg);
      if (tree === undefined) return undefined;
      trees.push(tree);
    }
    return { kind: "call", operator, args: trees };
  };
  return build(root);
}

/** The hidden nodes that the root reaches, in ascending order, cycles among them or not. */
export function activeNodes(leafCount: number, { nodes, root }: GraphGenotype): readonly number[] {
  const reached = new Array<boolean>(nodes.length).fill(false);
  const visit = (args: readonly number[]): void => {
    for (const arg of args) {
      const at = arg - leafCount;
      if (at < 0 || reached[at]) continue;
      reached[at] = true;
      visit(nodes[at].args);
    }
  };
  visit(root.args);
  const active: number[] = [];
  for (let i = 0; i < nodes.length; i++) if (reached[i]) active.push(i);
  return active;
}

/** Hidden nodes in an order in which each stands behind its arguments, ties by number; then those on a cycle or behind one. */
export function orderNodes(
  leafCount: number,
  nodes: GraphGenotype["nodes"],
): { readonly order: readonly number[]; readonly cyclic: readonly boolean[] } {
  const cyclic = nodes.map(() => true);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < nodes.length; i++) {
      if (!cyclic[i]) continue;
      if (nodes[i].args.every((arg) => arg < leafCount || !cyclic[arg - leafCount])) {
        cyclic[i] = false;
        changed = true;
      }
    }
  }
  const placed = nodes.map(() => false);
  const order: number[] = [];
  while (order.length < nodes.length) {
    const next = nodes.findIndex(
      ({ args }, i) => !placed[i] && (cyclic[i] || args.every((arg) => arg < leafCount || placed[arg - leafCount])),
    );
    placed[next] = true;
    order.push(next);
  }
  return { order, cyclic };
}
