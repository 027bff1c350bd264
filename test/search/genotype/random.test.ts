import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import {
  depthOf,
  type GraphGenotype,
  type GraphNode,
  randomGenotype,
  sizeOf,
} from "../../../src/search/genotype/index.ts";
import { NLFS, TREE } from "../../../src/search/space/index.ts";
import { misfit, tally, uniform } from "../mutations/chi-squared.ts";

const unary = NLFS.operators.filter(({ params }) => params.length === 1).map(({ name }) => name);
const binary = NLFS.operators.filter(({ params }) => params.length === 2).map(({ name }) => name);

function graphs(seed: string, count: number): GraphGenotype[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => randomGenotype(NLFS, random) as GraphGenotype);
}

describe("random graphs of nlfs", () => {
  const all = graphs("graphs", 6_000);
  const hidden = all.flatMap(({ nodes }) => nodes);
  const roots = all.map(({ root }) => root);
  const count = <T>(values: readonly T[], drawn: readonly T[]) => {
    const next = drawn[Symbol.iterator]();
    return tally(values, drawn.length, () => next.next().value as T);
  };
  const arities = (nodes: readonly GraphNode[]) =>
    count(
      [1, 2],
      nodes.map(({ args }) => args.length),
    );

  test("70 % of hidden nodes and 20 % of roots take one argument", () => {
    expect(misfit(arities(hidden), [0.7, 0.3])).toBeLessThan(1);
    expect(misfit(arities(roots), [0.2, 0.8])).toBeLessThan(1);
    expect(misfit(arities(hidden), [0.72, 0.28])).toBeGreaterThan(1);
  });

  test("operators of an arity are equally frequent", () => {
    const operators = (arity: number) =>
      hidden.filter(({ args }) => args.length === arity).map(({ operator }) => operator);
    expect(misfit(count(unary, operators(1)), uniform(27))).toBeLessThan(1);
    expect(misfit(count(binary, operators(2)), uniform(7))).toBeLessThan(1);
  });

  test("arguments are equally frequent: leaves and other nodes, for the root nodes alone, two never the same", () => {
    for (let i = 0; i < 4; i++) {
      const nodes = all.map((one) => one.nodes[i]);
      const others = [0, 1, 2, 3, 4, 5, 6, 7].filter((arg) => arg !== 4 + i);
      const single = nodes.filter(({ args }) => args.length === 1);
      expect(
        misfit(
          count(
            others,
            single.map(({ args }) => args[0]),
          ),
          uniform(7),
        ),
      ).toBeLessThan(1);
      const pairs = others.flatMap((a) => others.filter((b) => b !== a).map((b) => `${a},${b}`));
      const double = nodes.filter(({ args }) => args.length === 2);
      expect(
        misfit(
          count(
            pairs,
            double.map(({ args }) => args.join()),
          ),
          uniform(42),
        ),
      ).toBeLessThan(1);
    }
    const pairs = [4, 5, 6, 7].flatMap((a) => [4, 5, 6, 7].filter((b) => b !== a).map((b) => `${a},${b}`));
    const double = roots.filter(({ args }) => args.length === 2);
    expect(
      misfit(
        count(
          pairs,
          double.map(({ args }) => args.join()),
        ),
        uniform(12),
      ),
    ).toBeLessThan(1);
  });
});

test("random trees keep the limits, and have every size", () => {
  const random = createRandom("trees");
  const sizes = new Set<number>();
  for (let i = 0; i < 3_000; i++) {
    const genotype = randomGenotype(TREE, random);
    if (genotype.kind !== "tree") throw new Error("no tree");
    expect(depthOf(genotype.root)).toBeLessThanOrEqual(TREE.limits.depth);
    sizes.add(sizeOf(genotype.root));
  }
  expect(Math.max(...sizes)).toBe(TREE.limits.size);
  expect(sizes.size).toBe(TREE.limits.size);
});

test("the same seed gives the same individuals", () => {
  expect(graphs("same", 50)).toEqual(graphs("same", 50));
  expect(graphs("same", 50)).not.toEqual(graphs("other", 50));
});
