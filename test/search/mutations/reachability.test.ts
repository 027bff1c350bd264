import { expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { depthOf, type Genotype, type GraphNode, sizeOf, type Tree } from "../../../src/search/genotype/index.ts";
import { mutate } from "../../../src/search/mutations/index.ts";
import type { GraphSpace, Space, TreeSpace } from "../../../src/search/space/index.ts";
import { isValid, SMALL_GRAPH, SMALL_TREE } from "./individuals.ts";

/** Every node that may stand at a place: -1 is the root. */
function nodesAt({ leaves, hiddenNodes, operators }: GraphSpace, at: number): GraphNode[] {
  const all = Array.from({ length: leaves.length + hiddenNodes }, (_, i) => i);
  const args = all.filter((arg) => (at < 0 ? arg >= leaves.length : arg !== leaves.length + at));
  return operators.flatMap(({ name, params }): GraphNode[] =>
    params.length === 1
      ? args.map((arg) => ({ operator: name, args: [arg] }))
      : args.flatMap((a) => args.filter((b) => b !== a).map((b) => ({ operator: name, args: [a, b] }))),
  );
}

function everyGraph(space: GraphSpace): Genotype[] {
  let hidden: GraphNode[][] = [[]];
  for (let i = 0; i < space.hiddenNodes; i++) {
    hidden = hidden.flatMap((nodes) => nodesAt(space, i).map((node) => [...nodes, node]));
  }
  const roots = nodesAt(space, -1);
  return hidden.flatMap((nodes) => roots.map((root): Genotype => ({ kind: "graph", nodes, root, flip: false })));
}

function everyTree({ leaves, operators, limits }: TreeSpace): Genotype[] {
  let trees: Tree[] = leaves.map(({ text }) => ({ kind: "leaf", text }));
  for (let depth = 2; depth <= limits.depth; depth++) {
    const calls = operators.flatMap(({ name, params }) =>
      params.length === 1
        ? trees.map((a): Tree => ({ kind: "call", operator: name, args: [a] }))
        : trees.flatMap((a) => trees.map((b): Tree => ({ kind: "call", operator: name, args: [a, b] }))),
    );
    trees = [...trees.filter((tree) => tree.kind === "leaf"), ...calls];
  }
  const fitting = trees.filter((tree) => sizeOf(tree) <= limits.size && depthOf(tree) <= limits.depth);
  return fitting.map((root) => ({ kind: "tree", root, flip: false }));
}

/** By breadth-first search along `edges` from the first. */
function reached(count: number, edges: readonly ReadonlySet<number>[]): number {
  const seen = new Set([0]);
  for (const at of seen) for (const next of edges[at]) seen.add(next);
  return count === 0 ? 0 : seen.size;
}

/** Children of valid parents that are valid themselves: only those live on in a search. */
function strongComponent(space: Space, everyone: readonly Genotype[], children: number): void {
  const valid = everyone.filter((genotype) => isValid(space, genotype));
  const numbers = new Map(valid.map((genotype, i) => [JSON.stringify(genotype), i]));
  expect(numbers.size).toBe(valid.length);
  const forward = valid.map(() => new Set<number>());
  const backward = valid.map(() => new Set<number>());
  const random = createRandom("reachability");
  for (const [i, parent] of valid.entries()) {
    for (let k = 0; k < children; k++) {
      const child = mutate(space, parent, random)?.genotype;
      if (child === undefined || !isValid(space, child)) continue;
      const at = numbers.get(JSON.stringify(child));
      // A child outside of the list would be one that the space does not have.
      if (at === undefined) throw new Error(`unlisted ${JSON.stringify(child)}`);
      forward[i].add(at);
      backward[at].add(i);
    }
  }
  expect(reached(valid.length, forward)).toBe(valid.length);
  expect(reached(valid.length, backward)).toBe(valid.length);
}

test("every valid graph of a small space is reached from every other, by way of valid ones", () => {
  const everyone = everyGraph(SMALL_GRAPH);
  expect(everyone).toHaveLength(18 * 18 * 8);
  strongComponent(SMALL_GRAPH, everyone, 60);
});

test("every valid tree of a small space is reached from every other, by way of valid ones", () => {
  strongComponent(SMALL_TREE, everyTree(SMALL_TREE), 60);
});
