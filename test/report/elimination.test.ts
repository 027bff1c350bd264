/** Who stays in an elimination, and how well its phases foretell one another. */

import { describe, expect, test } from "vitest";
import { phaseCorrelation, rankPhase, type ScoredLoss } from "../../src/report/elimination.ts";
import { rankCorrelation } from "../../src/report/statistics.ts";

const scored = (loss: string, scores: readonly (number | undefined)[], baseline = false): ScoredLoss => ({
  loss,
  baseline,
  scores,
  failures: scores.map((score) => (score === undefined ? "the loss was not finite" : undefined)),
});

const LOSSES = [
  scored("ce", [0.8, 0.82], true),
  scored("a", [0.7, 0.72]),
  scored("b", [0.9, 0.92]),
  scored("c", [0.7, 0.72]),
  scored("brilliant", [0.99, undefined]),
  scored("hopeless", [undefined, undefined]),
];
const SEEDS = [4, 5];

describe("a phase", () => {
  const results = rankPhase(LOSSES, { seeds: SEEDS, keep: 2, better: "higher" });

  test("ranks by the mean; equal ones stay in their order, failed ones come last, baselines do not count", () => {
    expect(results.map(({ loss, rank, kept }) => [loss, rank, kept])).toEqual([
      ["b", 1, true],
      ["ce", 2, false],
      ["a", 2, true],
      ["c", 3, false],
      ["brilliant", 4, false],
      ["hopeless", 5, false],
    ]);
  });

  test("a loss that failed with a seed is not kept, however much room there is", () => {
    const all = rankPhase(LOSSES, { seeds: SEEDS, keep: 10, better: "higher" });
    expect(all.filter(({ kept }) => kept).map(({ loss }) => loss)).toEqual(["b", "a", "c"]);
  });

  test("has means, intervals and reasons", () => {
    const [first, , , , brilliant, hopeless] = results;
    expect(first!.mean).toBeCloseTo(0.91, 12);
    // SciPy: stats.t.interval(0.95, 1, x.mean(), stats.sem(x))
    expect(first!.interval![0]).toBeCloseTo(0.7829379526, 8);
    expect(first!.interval![1]).toBeCloseTo(1.0370620474, 8);
    expect(brilliant).toMatchObject({
      mean: 0.99,
      interval: null,
      scores: [0.99, null],
      failed: [{ seed: 5, reason: "the loss was not finite" }],
    });
    expect(hopeless).toMatchObject({ mean: null, scores: [null, null] });
  });

  test("where less is better, the least is first", () => {
    const ranked = rankPhase(LOSSES.slice(0, 4), { seeds: SEEDS, keep: 1, better: "lower" });
    expect(ranked.map(({ loss }) => loss)).toEqual(["a", "c", "ce", "b"]);
    expect(ranked.filter(({ kept }) => kept).map(({ loss }) => loss)).toEqual(["a"]);
  });
});

/** scipy.stats.spearmanr, SciPy 1.17.1. */
test.each([
  [[1, 2, 3, 4, 5, 5], [2, 1, 4, 3, 7, 7], 0.8823529411764706],
  [[0.81, 0.79, 0.79, 0.7], [0.9, 0.85, 0.88, 0.88], 0.5],
  [[1, 2, 3], [3, 2, 1], -1],
])("rank correlation of %j and %j", (a, b, expected) => {
  expect(rankCorrelation(a, b)).toBeCloseTo(expected, 12);
});

test("there is none of two pairs, and none where all are equal", () => {
  expect(rankCorrelation([1, 2], [1, 2])).toBeUndefined();
  expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeUndefined();
});

test("of two phases: over the losses with a mean in both", () => {
  const phase = (means: Readonly<Record<string, number | undefined>>) =>
    rankPhase(
      Object.entries(means).map(([loss, mean]) => scored(loss, [mean])),
      { seeds: [1], keep: 1, better: "higher" },
    );
  const first = phase({ a: 0.5, b: 0.6, c: 0.7, d: 0.8, e: 0.9 });
  expect(phaseCorrelation(first, phase({ e: 0.7, d: 0.8, c: 0.6, b: undefined }))).toBeCloseTo(0.5, 12);
  expect(phaseCorrelation(first, phase({ e: 0.7, d: 0.8 }))).toBeNull();
});
