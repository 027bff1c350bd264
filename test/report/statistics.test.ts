/** Intervals, paired tests and rank correlations against SciPy's, on the random cases of a fixture; Holm's correction against two definitions. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holm, meanInterval, pairedTest, rankCorrelation } from "../../src/report/statistics.ts";

interface Fixture {
  readonly means: readonly {
    readonly values: readonly number[];
    readonly level: number;
    readonly mean: number;
    readonly interval: readonly [number, number];
  }[];
  readonly pairs: readonly {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly difference: number;
    readonly interval: readonly [number, number];
    readonly t: number;
    readonly p: number;
  }[];
  readonly holm: readonly { readonly p: readonly number[]; readonly corrected: readonly number[] }[];
  readonly correlations: readonly {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly rho: number;
  }[];
}

const fixture = JSON.parse(readFileSync(new URL("../fixtures/statistics.json", import.meta.url), "utf8")) as Fixture;

/** `tolerance` is of the larger of the two sizes, or of `scale` where that is larger. */
function expectClose(actual: number, expected: number, tolerance: number, scale = 0): void {
  const size = Math.max(Math.abs(actual), Math.abs(expected), scale);
  expect(Math.abs(actual - expected), `${actual} for ${expected}`).toBeLessThanOrEqual(tolerance * size);
}

/** Both ends, to seven digits of the interval's width: the mean only shifts it. */
function expectInterval(actual: readonly [number, number], expected: readonly [number, number]): void {
  const width = expected[1] - expected[0];
  for (const end of [0, 1] as const) expectClose((actual[end] - expected[end]) / width, 0, 1e-7, 1);
}

describe("the mean's interval", () => {
  test("agrees with SciPy", () => {
    expect(fixture.means.length).toBeGreaterThanOrEqual(100);
    for (const { values, level, mean, interval } of fixture.means) {
      const actual = meanInterval(values, level);
      expectClose(actual.mean, mean, 1e-13, 1);
      expectInterval(actual.interval!, interval);
    }
  });

  test("needs two values", () => {
    expect(meanInterval([])).toEqual({ mean: Number.NaN, deviation: undefined, interval: undefined });
    expect(meanInterval([0.3])).toEqual({ mean: 0.3, deviation: undefined, interval: undefined });
    expect(meanInterval([0.1, 0.1, 0.1])).toEqual({ mean: 0.1, deviation: 0, interval: [0.1, 0.1] });
  });
});

describe("the paired test", () => {
  test("agrees with SciPy's ttest_rel, down to the smallest probabilities", () => {
    expect(Math.min(...fixture.pairs.map(({ p }) => p))).toBeLessThan(1e-20);
    for (const { a, b, difference, interval, t, p } of fixture.pairs) {
      const actual = pairedTest(a, b);
      const scale = Math.max(...a.map(Math.abs), ...b.map(Math.abs));
      expect(actual.pairs).toBe(a.length);
      expectClose(actual.difference, difference, 1e-13, scale);
      expectInterval(actual.interval!, interval);
      expectClose(actual.t!, t, 1e-8, 1e-3);
      expectClose(actual.p!, p, 2e-7);
    }
  });

  test("at the edges", () => {
    expect(pairedTest([], [])).toMatchObject({ pairs: 0, difference: Number.NaN, p: undefined });
    expect(pairedTest([0.9], [0.8])).toMatchObject({ pairs: 1, t: undefined, p: undefined, interval: undefined });
    expect(pairedTest([0.9, 0.8, 0.7], [0.9, 0.8, 0.7])).toEqual({
      pairs: 3,
      difference: 0,
      interval: [0, 0],
      t: 0,
      p: 1,
    });
    expect(pairedTest([1.5, 2.5], [1, 2])).toMatchObject({ difference: 0.5, t: Number.POSITIVE_INFINITY, p: 0 });
    expect(() => pairedTest([1], [1, 2])).toThrow("1 and 2 values make no pairs");
  });

  test("is antisymmetric", () => {
    const pairs = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        minLength: 2,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(pairs, (rows) => {
        const [a, b] = [rows.map(([x]) => x), rows.map(([, y]) => y)];
        const [forth, back] = [pairedTest(a, b), pairedTest(b, a)];
        expect(back.p).toBe(forth.p);
        expect(back.difference + forth.difference).toBe(0);
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

describe("Holm's correction", () => {
  test("agrees with its definition", () => {
    for (const { p, corrected } of fixture.holm) {
      const actual = holm(p);
      corrected.forEach((expected, i) => {
        expectClose(actual[i]!, expected, 1e-15);
      });
    }
  });

  test("is what testing every subset of the hypotheses by Bonferroni gives", () => {
    // The closure of Bonferroni's test: p_i adjusted is the largest min(1, |S| min p over S) of the sets S with i in them.
    const p = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(p, (values) => {
        const closed = values.map((_, i) => {
          const subsets = Array.from({ length: 2 ** values.length }, (_, mask) =>
            values.filter((_, k) => (mask >> k) & 1),
          );
          const own = subsets.filter((_, mask) => (mask >> i) & 1);
          return Math.max(...own.map((subset) => Math.min(1, subset.length * Math.min(...subset))));
        });
        expect(holm(values)).toEqual(closed);
      }),
      { seed: 12, numRuns: 200 },
    );
  });

  test("a worked example, and the empty one", () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([])).toEqual([]);
    expect(holm([0.7])).toEqual([0.7]);
  });
});

describe("the rank correlation", () => {
  test("agrees with SciPy's spearmanr, with ties and without", () => {
    const hasTies = (values: readonly number[]): boolean => new Set(values).size < values.length;
    expect(fixture.correlations.filter(({ a, b }) => hasTies(a) || hasTies(b)).length).toBeGreaterThanOrEqual(20);
    for (const { a, b, rho } of fixture.correlations) expectClose(rankCorrelation(a, b)!, rho, 1e-12, 1);
  });

  test("at the edges", () => {
    expect(rankCorrelation([1, 2], [1, 2])).toBeUndefined();
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(rankCorrelation([1, 2, 3], [10, 20, 15])).toBeCloseTo(0.5, 12);
    expect(() => rankCorrelation([1], [1, 2])).toThrow("1 and 2 values make no pairs");
  });
});
