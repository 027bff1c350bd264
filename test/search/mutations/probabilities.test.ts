import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import type { GraphGenotype, GraphNode } from "../../../src/search/genotype/index.ts";
import { MUTATIONS, mutate } from "../../../src/search/mutations/index.ts";
import { NLFS } from "../../../src/search/space/index.ts";
import { misfit, tally, uniform } from "./chi-squared.ts";
import { validGenotypes } from "./individuals.ts";

const DRAWS = 20_000;
const unary = NLFS.operators.filter(({ params }) => params.length === 1).map(({ name }) => name);
const binary = NLFS.operators.filter(({ params }) => params.length === 2).map(({ name }) => name);

/** h1 = exp(yhat), h2 = y * h1, h3 = sin(h2), h4 inactive; the root is h2 - h3. */
const PARENT: GraphGenotype = {
  kind: "graph",
  nodes: [
    { operator: "exp", args: [1] },
    { operator: "mul", args: [0, 4] },
    { operator: "sin", args: [5] },
    { operator: "tanh", args: [2] },
  ],
  root: { operator: "sub", args: [5, 6] },
  flip: false,
};

const BEFORE = [...PARENT.nodes, PARENT.root];

function sameNode(a: GraphNode, b: GraphNode): boolean {
  return a.operator === b.operator && a.args.length === b.args.length && a.args.every((arg, i) => arg === b.args[i]);
}

/** The parent's node at which the child differs (4 is the root), with what it has become. */
function change(child: GraphGenotype | undefined): { readonly at: number; readonly now: GraphNode } {
  if (child === undefined) throw new Error("no child");
  const after = [...child.nodes, child.root];
  const changed = after.flatMap((now, at) => (sameNode(now, BEFORE[at]) ? [] : [{ at, now }]));
  if (changed.length !== 1) throw new Error(`${changed.length} nodes changed`);
  return changed[0];
}

/** Changes at one node alone. */
function drawn(name: string, seed: string, where: number): () => GraphNode {
  const random = createRandom(seed);
  return () => {
    for (;;) {
      const { at, now } = change(MUTATIONS.graph[name](NLFS, PARENT, random));
      if (at === where) return now;
    }
  };
}

describe("nlfs.md's probabilities", () => {
  test("70 % of children have another operator, 15 % are rewired, 15 % change an arity", () => {
    const random = createRandom("kinds");
    const parents = validGenotypes<GraphGenotype>(NLFS, 3, 500);
    const counts = tally(["change-operator", "rewire", "change-arity"], DRAWS, () => {
      const mutant = mutate(NLFS, parents[random.integer(parents.length)], random);
      return mutant?.mutation ?? "none";
    });
    expect(misfit(counts, [0.7, 0.15, 0.15])).toBeLessThan(1);
    expect(misfit(counts, [0.68, 0.16, 0.16])).toBeGreaterThan(1);
  });

  test.each(Object.keys(MUTATIONS.graph))("%s changes each active node equally often, and no inactive one", (name) => {
    const random = createRandom(name);
    const counts = tally([0, 1, 2, 4], DRAWS, () => change(MUTATIONS.graph[name](NLFS, PARENT, random)).at);
    expect(misfit(counts, uniform(4))).toBeLessThan(1);
  });

  test("another operator is each of the others equally often", () => {
    const others = (all: readonly string[], own: string) => all.filter((name) => name !== own);
    const ofUnary = drawn("change-operator", "unary", 2);
    const sin = others(unary, "sin");
    expect(
      misfit(
        tally(sin, DRAWS, () => ofUnary().operator),
        uniform(26),
      ),
    ).toBeLessThan(1);
    const ofBinary = drawn("change-operator", "binary", 1);
    const mul = others(binary, "mul");
    expect(
      misfit(
        tally(mul, DRAWS, () => ofBinary().operator),
        uniform(6),
      ),
    ).toBeLessThan(1);
  });

  test("a node of one argument gets another one, each equally often", () => {
    const next = drawn("rewire", "one", 2);
    const counts = tally([0, 1, 2, 3, 4, 7], DRAWS, () => next().args[0]);
    expect(misfit(counts, uniform(6))).toBeLessThan(1);
  });

  test("a node of two swaps them in 20 %, else replaces either by any that it does not have", () => {
    const next = drawn("rewire", "two", 1);
    const others = [1, 2, 3, 6, 7];
    const outcomes = ["4,0", ...others.map((arg) => `${arg},4`), ...others.map((arg) => `0,${arg}`)];
    const counts = tally(outcomes, DRAWS, () => next().args.join());
    expect(misfit(counts, [0.2, ...new Array(10).fill(0.08)])).toBeLessThan(1);
  });

  test("the root takes hidden nodes only", () => {
    const next = drawn("rewire", "root", 4);
    const outcomes = ["6,5", "4,6", "7,6", "5,4", "5,7"];
    expect(
      misfit(
        tally(outcomes, DRAWS, () => next().args.join()),
        [0.2, 0.2, 0.2, 0.2, 0.2],
      ),
    ).toBeLessThan(1);
  });

  test("an argument gained comes first or second, and one of two is dropped, equally often", () => {
    const gain = drawn("change-arity", "gain", 2);
    const others = [0, 1, 2, 3, 4, 7];
    const outcomes = [...others.map((arg) => `${arg},5`), ...others.map((arg) => `5,${arg}`)];
    expect(
      misfit(
        tally(outcomes, DRAWS, () => gain().args.join()),
        uniform(12),
      ),
    ).toBeLessThan(1);
    const drop = drawn("change-arity", "drop", 1);
    expect(
      misfit(
        tally(["0", "4"], DRAWS, () => drop().args.join()),
        uniform(2),
      ),
    ).toBeLessThan(1);
  });

  test("with a new arity comes any operator of it, equally often", () => {
    const gain = drawn("change-arity", "operators of two", 2);
    expect(
      misfit(
        tally(binary, DRAWS, () => gain().operator),
        uniform(7),
      ),
    ).toBeLessThan(1);
    const drop = drawn("change-arity", "operators of one", 1);
    expect(
      misfit(
        tally(unary, DRAWS, () => drop().operator),
        uniform(27),
      ),
    ).toBeLessThan(1);
  });
});
