import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTally } from "../../src/train/metrics.ts";

/** The metrics of rows of probabilities, in one go. */
function metricsOf(rows: readonly (readonly number[])[], labels: readonly number[]) {
  const tally = createTally(rows[0]!.length);
  tally.add(Float32Array.from(rows.flat()), Int32Array.from(labels));
  return tally.metrics();
}

/** Rows on the simplex with three classes, and a class for each. */
const predictions = fc.array(
  fc.record({
    row: fc
      .tuple(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
      )
      .map((weights) => weights.map((weight) => Math.fround(weight / weights.reduce((a, b) => a + b)))),
    label: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 60 },
);

test("three predictions by hand", () => {
  const metrics = metricsOf(
    [
      [0.75, 0.25, 0],
      [0.25, 0.5, 0.25],
      [0.5, 0.25, 0.25],
    ],
    [0, 1, 2],
  );
  expect(metrics.accuracy).toBe(2 / 3);
  // Class 0: precision 1/2, recall 1; class 1: both 1; class 2: never predicted.
  expect(metrics["macro-f1"]).toBeCloseTo((2 / 3 + 1 + 0) / 3, 15);
  expect(metrics.nll).toBeCloseTo(-(Math.log(0.75) + Math.log(0.5) + Math.log(0.25)) / 3, 15);
  // 0.75 is alone in its bin and right; the two 0.5 share one, and one of them is right.
  expect(metrics.ece).toBeCloseTo(0.25 / 3, 15);
});

test("a hopeless prediction costs -log(1e-7), and one that is not finite the same and is wrong", () => {
  expect(metricsOf([[1, 0]], [1]).nll).toBeCloseTo(-Math.log(1e-7), 12);
  expect(metricsOf([[Number.NaN, 0.5]], [1])).toEqual({
    accuracy: 0,
    "macro-f1": 0,
    nll: -Math.log(1e-7),
    ece: 1,
  });
});

describe("laws", () => {
  const check = (property: fc.IProperty<[{ row: number[]; label: number }[]]>) =>
    fc.assert(property, { seed: 31, numRuns: 300 });

  test("in parts or in one go, the same", () => {
    check(
      fc.property(predictions, (examples) => {
        const tally = createTally(3);
        for (const { row, label } of examples) tally.add(Float32Array.from(row), Int32Array.of(label));
        const whole = metricsOf(
          examples.map(({ row }) => row),
          examples.map(({ label }) => label),
        );
        expect(tally.metrics()).toEqual(whole);
      }),
    );
  });

  test("against the definitions, written out", () => {
    check(
      fc.property(predictions, (examples) => {
        const guessed = examples.map(({ row, label }) => ({ row, label, guess: row.indexOf(Math.max(...row)) }));
        const count = (holds: (one: (typeof guessed)[number]) => boolean) => guessed.filter(holds).length;
        const f1 = [0, 1, 2].map((label) => {
          const hits = count((one) => one.guess === label && one.label === label);
          const precision = hits / count((one) => one.guess === label);
          const recall = hits / count((one) => one.label === label);
          return hits === 0 ? 0 : (2 * precision * recall) / (precision + recall);
        });
        const ece = Array.from({ length: 15 }, (_, bin) => {
          const inside = guessed.filter(({ row, guess }) => row[guess]! > bin / 15 && row[guess]! <= (bin + 1) / 15);
          const right = inside.filter(({ label, guess }) => label === guess).length;
          const confidence = inside.reduce((sum, { row, guess }) => sum + row[guess]!, 0);
          return Math.abs(right - confidence) / guessed.length;
        }).reduce((a, b) => a + b);
        const metrics = metricsOf(
          examples.map(({ row }) => row),
          examples.map(({ label }) => label),
        );
        expect(metrics.accuracy).toBe(count((one) => one.guess === one.label) / guessed.length);
        expect(metrics["macro-f1"]).toBeCloseTo((f1[0]! + f1[1]! + f1[2]!) / 3, 12);
        expect(metrics.ece).toBeCloseTo(ece, 12);
        const nll = guessed.reduce((sum, { row, label }) => sum - Math.log(row[label]!), 0) / guessed.length;
        expect(metrics.nll).toBeCloseTo(nll, 12);
      }),
    );
  });
});
