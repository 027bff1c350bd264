/** A genotype goes in; the expression that its loss sums over the classes comes out, or why it is no loss of labels and predictions. */

import type { Space } from "../space/space.ts";
import { EVERY_INPUT, type SpaceTable, tableOf } from "../space/table.ts";
import type { Genotype, GraphGenotype, Tree } from "./genotype.ts";
import { leafTree, measure } from "./tree-parts.ts";

export interface Malformed {
  readonly problem: "cycle" | "missing-input";
}

const CYCLE: Malformed = { problem: "cycle" };
const MISSING_INPUT: Malformed = { problem: "missing-input" };

/** Nodes that are used twice are one object, so that what is known of an object is known of all its uses. */
export function activeExpression(space: Space, genotype: Genotype): Tree | Malformed {
  if (genotype.kind === "tree") {
    const { y, yhat } = measure(genotype.root);
    return y && yhat ? genotype.root : MISSING_INPUT;
  }
  const table = tableOf(space);
  return graphProblem(table, genotype) ?? treeOf(table, genotype);
}

/** How far the search below has come with a node: not begun, begun, or ended; then the inputs that it reaches are known too. */
const [BEGUN, ENDED] = [4, 8] as const;
const NO_VALUE = -1;

/** Of each hidden node; used anew by every search. */
let states = new Uint8Array(32);

/** Most random graphs end here, so it looks at nothing but the arguments' numbers. */
function graphProblem({ inputBits }: SpaceTable, { nodes, root }: GraphGenotype): Malformed | undefined {
  if (states.length < nodes.length) states = new Uint8Array(2 * nodes.length);
  for (let i = 0; i < nodes.length; i++) states[i] = 0;
  const reached = inputsOf(root.args, nodes, inputBits);
  if (reached === NO_VALUE) return CYCLE;
  return reached === EVERY_INPUT ? undefined : MISSING_INPUT;
}

/** The inputs that the arguments reach, or that they reach a cycle. */
function inputsOf(args: readonly number[], nodes: GraphGenotype["nodes"], inputBits: readonly number[]): number {
  let reached = 0;
  for (let i = 0; i < args.length; i++) {
    const at = args[i] - inputBits.length;
    if (at < 0) {
      reached |= inputBits[args[i]];
      continue;
    }
    if (states[at] === BEGUN) return NO_VALUE;
    if (states[at] < ENDED) {
      states[at] = BEGUN;
      const inner = inputsOf(nodes[at].args, nodes, inputBits);
      if (inner === NO_VALUE) return NO_VALUE;
      states[at] = ENDED | inner;
    }
    reached |= states[at] & EVERY_INPUT;
  }
  return reached;
}

/** Of a graph without a cycle among its active nodes. */
function treeOf(table: SpaceTable, { nodes, root }: GraphGenotype): Tree {
  const leaves = table.leafChoice.items;
  const made = new Array<Tree | undefined>(nodes.length).fill(undefined);
  const visit = (arg: number): Tree => {
    const at = arg - leaves.length;
    if (at < 0) return leafTree(table, leaves[arg].leaf.text) as Tree;
    made[at] ??= call(nodes[at]);
    return made[at];
  };
  const call = ({ operator, args }: GraphGenotype["root"]): Tree => {
    const [first, second] = args;
    return { kind: "call", operator, args: second === undefined ? [visit(first)] : [visit(first), visit(second)] };
  };
  return call(root);
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
