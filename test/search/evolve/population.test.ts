import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { type Individual, orderOf } from "../../../src/search/evolve/individual.ts";
import { createPopulation } from "../../../src/search/evolve/population.ts";

const individual = (id: number, fitness: number, rungs = [fitness], complexity = 3): Individual => ({
  id,
  parents: [],
  mutation: "random",
  program: `p${id}`,
  fingerprint: `f${id}`,
  complexity,
  seed: 1,
  retry: 0,
  rejected: {},
  fitness,
  rungs,
});
const ids = (members: readonly Individual[]): number[] => members.map(({ id }) => id);

describe("aging", () => {
  test("the worst founder goes first, then the oldest child, however good", () => {
    const population = createPopulation(3, orderOf("maximize"));
    for (const [id, fitness] of [
      [1, 0.5],
      [2, 0.9],
      [3, 0.1],
    ])
      population.addFounder(individual(id, fitness));
    const gone = [4, 5, 6, 7, 8].map((id) => population.addChild(individual(id, 1 - id / 10))?.id);
    expect(gone).toEqual([3, 1, 2, 4, 5]);
    expect(ids(population.members)).toEqual([6, 7, 8]);
  });

  test("the worst founder is the largest where less is better", () => {
    const population = createPopulation(2, orderOf("minimize"));
    population.addFounder(individual(1, 0.5));
    population.addFounder(individual(2, 0.9));
    expect(population.addChild(individual(3, 0.7))?.id).toBe(2);
  });

  test("while there is room, nobody goes", () => {
    const population = createPopulation(3, orderOf("maximize"));
    population.addFounder(individual(1, 0.5));
    expect(population.addChild(individual(2, 0.1))).toBeUndefined();
    expect(population.addChild(individual(3, 0.2))).toBeUndefined();
    expect(population.addChild(individual(4, 0.3))?.id).toBe(1);
  });
});

describe("tournament", () => {
  /** With replacement, the i-th best of P (from 0) wins with probability ((P-i)^T - (P-i-1)^T) / P^T. */
  test("the winners are distributed as T draws with replacement have it", () => {
    const [size, draws, rounds] = [10, 3, 20_000];
    const population = createPopulation(size, orderOf("maximize"));
    for (let id = 1; id <= size; id++) population.addFounder(individual(id, 1 - id / 100));
    const random = createRandom(7);
    const wins = new Array<number>(size).fill(0);
    for (let round = 0; round < rounds; round++) wins[population.tournament(draws, random).id - 1]++;
    let chiSquared = 0;
    for (let i = 0; i < size; i++) {
      const expected = (rounds * ((size - i) ** draws - (size - i - 1) ** draws)) / size ** draws;
      chiSquared += (wins[i] - expected) ** 2 / expected;
    }
    // 99.9 % quantile of chi-squared with 9 degrees of freedom.
    expect(chiSquared).toBeLessThan(27.88);
  });

  test("equal ones are told apart by complexity, then by number; a higher rung comes before fitness", () => {
    const order = orderOf("maximize");
    expect(order(individual(1, 0.5, [0.5], 4), individual(2, 0.5, [0.5], 3))).toBeGreaterThan(0);
    expect(order(individual(1, 0.5), individual(2, 0.5))).toBeLessThan(0);
    expect(order(individual(1, 0.9, [0.9]), individual(2, 0.8, [0.7, 0.8]))).toBeGreaterThan(0);
  });
});
