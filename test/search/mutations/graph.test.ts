import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import type { GraphGenotype } from "../../../src/search/genotype/index.ts";
import { MUTATIONS } from "../../../src/search/mutations/index.ts";
import { type GraphSpace, NLFS } from "../../../src/search/space/index.ts";
import { ADD, EXP, NEG, SMALL_GRAPH, validGenotypes } from "./individuals.ts";

/** Whether some seed leads from one graph to another by one application. */
function leadsTo(space: GraphSpace, name: string, from: GraphGenotype, to: GraphGenotype, tries: number): boolean {
  const random = createRandom("back");
  const goal = JSON.stringify(to);
  for (let i = 0; i < tries; i++) {
    if (JSON.stringify(MUTATIONS.graph[name](space, from, random)) === goal) return true;
  }
  return false;
}

test.each(Object.keys(MUTATIONS.graph))("%s can be undone by itself", (name) => {
  const random = createRandom("forth");
  for (const parent of validGenotypes<GraphGenotype>(SMALL_GRAPH, 11, 30)) {
    const child = MUTATIONS.graph[name](SMALL_GRAPH, parent, random);
    if (child === undefined) throw new Error("no child");
    expect(leadsTo(SMALL_GRAPH, name, child, parent, 2_000)).toBe(true);
  }
});

describe("where nothing applies there is no child", () => {
  /** h1 = neg(y), h2 = add(yhat, h1); the root is neg(h2). */
  const PARENT: GraphGenotype = {
    kind: "graph",
    nodes: [
      { operator: "neg", args: [0] },
      { operator: "add", args: [1, 2] },
    ],
    root: { operator: "neg", args: [3] },
    flip: false,
  };

  test("change-operator with one operator of each arity", () => {
    const space = { ...SMALL_GRAPH, operators: [NEG, ADD] };
    for (let seed = 0; seed < 50; seed++) {
      expect(MUTATIONS.graph["change-operator"](space, PARENT, createRandom(seed))).toBeUndefined();
    }
  });

  test("change-operator passes by nodes that have no other operator", () => {
    const space = { ...SMALL_GRAPH, operators: [NEG, EXP, ADD] };
    for (let seed = 0; seed < 50; seed++) {
      const child = MUTATIONS.graph["change-operator"](space, PARENT, createRandom(seed));
      expect(child?.nodes[1]).toEqual(PARENT.nodes[1]);
      expect(child).not.toEqual(PARENT);
    }
  });

  test("change-arity with operators of one arity alone", () => {
    const space = { ...SMALL_GRAPH, operators: [NEG, EXP] };
    const parent = { ...PARENT, nodes: [PARENT.nodes[0], { operator: "exp", args: [2] }] };
    for (let seed = 0; seed < 50; seed++) {
      expect(MUTATIONS.graph["change-arity"](space, parent, createRandom(seed))).toBeUndefined();
    }
  });
});

test("inactive nodes stay as they are", () => {
  const random = createRandom("inactive");
  for (const parent of validGenotypes<GraphGenotype>(NLFS, 5, 200)) {
    const idle = { ...parent, nodes: [...parent.nodes.slice(0, 3), { operator: "sin", args: [2] }] };
    if ([...parent.nodes.slice(0, 3), parent.root].some(({ args }) => args.includes(7))) continue;
    for (const mutation of Object.values(MUTATIONS.graph)) {
      expect(mutation(NLFS, idle, random)?.nodes[3]).toBe(idle.nodes[3]);
    }
  }
});
