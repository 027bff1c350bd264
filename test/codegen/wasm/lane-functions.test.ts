/** The vector functions of the wasm target against float64: samples over all bits of float32, special numbers, and where functions turn. */

import { describe, expect, test } from "vitest";
import { expOfProbability } from "../../../src/codegen/kernel/functions/exponential.ts";
import { FAST_FUNCTIONS, LANE_FUNCTIONS } from "../../../src/codegen/kernel/functions/index.ts";
import { type ElementwiseName, opDef } from "../../../src/ops/index.ts";
import { float32Error, laneErrors, relativeError, specialNumbers, type Worst } from "../../support/lane-errors.ts";
import { powerBy } from "../../support/lane-function.ts";
import { everyNth, randomNear, randomPairs, specialPairs } from "../../support/lane-points.ts";

type ErrorOf = (result: number, expected: number) => number;

/** Prime, so that low bits of the samples vary. */
const EVERY = 32_771;
const PAIRS = 2 ** 17;
const NEAR = 2 ** 16;

/** Bits of all exponents, then numbers of common size, then the special ones. */
async function worst(name: string, table: typeof LANE_FUNCTIONS, errorOf: ErrorOf): Promise<Worst> {
  const lane = table[name as ElementwiseName]!;
  const { evaluate, params } = opDef(name as ElementwiseName);
  const sets =
    params.length === 2
      ? [randomPairs(PAIRS, 1), [specialPairs()]]
      : [everyNth(EVERY, 17), randomNear(NEAR, 2), [[specialNumbers()]]];
  let found: Worst = { error: 0, operands: [] };
  for (const chunks of sets) {
    const one = await laneErrors(lane, evaluate, chunks, errorOf);
    if (one.error > found.error) found = one;
  }
  return found;
}

describe("within 2 units in the last place", () => {
  test.each(Object.keys(LANE_FUNCTIONS))("%s", async (name) => {
    const { error, operands } = await worst(name, LANE_FUNCTIONS, float32Error);
    expect(error, `at ${operands.join(", ")}`).toBeLessThanOrEqual(2);
  });
});

describe("the exponential of a softmax", () => {
  const [LEAST, MOST] = [-126.5 * Math.LN2, 127.5 * Math.LN2];
  /** 0 will do below the smallest normal number, and anything above what a probability can be. */
  const errorOf = (result: number, expected: number): number =>
    (result === 0 && expected < 2 ** -126) || expected > Math.exp(MOST) ? 0 : float32Error(result, expected);

  test("is within 2 units in the last place, up to the ends of its range", async () => {
    const bound = (x: number): number => Math.min(Math.max(x, LEAST - 20), MOST + 20);
    for (const chunks of [everyNth(EVERY, 17), randomNear(NEAR, 4), [[specialNumbers()]]])
      for (const [x] of chunks) {
        const near = x!.map((one, i) => (i % 2 === 0 ? one : bound(one * 40)));
        const { error, operands } = await laneErrors(
          (v, one) => expOfProbability(v, one!),
          Math.exp,
          [[near]],
          errorOf,
        );
        expect(error, `at ${operands.join(", ")}`).toBeLessThanOrEqual(2);
      }
  });
});

describe("powers with constant exponents", () => {
  const exponents = [
    0.2, 0.3, 0.5, 0.7, -0.3, 1.2, 1.5, 0.25, -0.5, 0.76, -0.8, -0.95, 1.8, -1.8, 2.5, -3, 5, 7.9, 1e-3, 1e-30, 9.5,
  ];
  test.each(exponents)("x^%d is within 2 units in the last place", async (exponent) => {
    const lane = powerBy(LANE_FUNCTIONS.pow!, exponent);
    for (const chunks of [everyNth(EVERY, 17), randomNear(NEAR, 3), [[specialNumbers()]]]) {
      const { error, operands } = await laneErrors(lane, (x) => x! ** exponent, chunks);
      expect(error, `at ${operands.join(", ")}`).toBeLessThanOrEqual(2);
    }
  });

  const inLanes = [0.2, 0.75, -0.9, 0.76, 1.5, 1.6].map(Math.fround);
  test.each(inLanes)("and so is x^%d when it is given in lanes", async (exponent) => {
    for (const chunks of [everyNth(EVERY, 17), randomNear(NEAR, 3), [[specialNumbers()]]]) {
      const { error, operands } = await laneErrors(LANE_FUNCTIONS.pow!, (x, b) => x! ** b!, paired(chunks, exponent));
      expect(error, `at ${operands.join(", ")}`).toBeLessThanOrEqual(2);
    }
  });
});

function* paired(chunks: Iterable<readonly Float32Array[]>, exponent: number): Generator<readonly Float32Array[]> {
  for (const [x] of chunks) yield [x!, x!.map(() => exponent)];
}

describe("fast forms are within 1e-4", () => {
  test.each(Object.keys(FAST_FUNCTIONS))("%s", async (name) => {
    const { error, operands } = await worst(name, FAST_FUNCTIONS, relativeError);
    expect(error, `at ${operands.join(", ")}`).toBeLessThanOrEqual(1e-4);
  });
});

describe("errors are counted in units of float32", () => {
  test.each([
    [1, 1, 0],
    [1 + 2 ** -23, 1, 1],
    [1, 1 - 2 ** -25, 0.5],
    [2 ** -149, 0.25 * 2 ** -149, 0.75],
    [Number.POSITIVE_INFINITY, 2 ** 128 - 2 ** 104, 1],
    [0, -0, Number.POSITIVE_INFINITY],
    [1, Number.NaN, Number.POSITIVE_INFINITY],
    [Number.NaN, 1, Number.POSITIVE_INFINITY],
    [Number.NaN, Number.NaN, 0],
  ])("%d for %d: %d", (result, expected, error) => {
    expect(float32Error(result, expected)).toBe(error);
  });
});
