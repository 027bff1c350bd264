/** Comparisons: pairs, corrected p-values, verdicts and tables. */

import { describe, expect, test } from "vitest";
import {
  type ComparisonRow,
  compareLosses,
  comparisonTable,
  failureLines,
  type MeasuredLoss,
  type Measurement,
  verdict,
} from "../../src/report/comparison.ts";
import { holm, meanInterval, pairedTest } from "../../src/report/statistics.ts";

const ACCURACY: Measurement = { metric: "accuracy", better: "higher", isPart: true };
const NLL: Measurement = { metric: "nll", better: "lower", isPart: false };
const SEEDS = [1, 2, 3, 4];

const measured = (label: string, values: (number | undefined)[], reason = "it failed"): MeasuredLoss => ({
  label,
  values,
  failures: values.map((value) => (value === undefined ? reason : undefined)),
});

const BASE = measured("ce", [0.9, 0.91, 0.89, 0.905]);
const GOOD = measured("good", [0.93, 0.942, 0.921, 0.934]);
const SAME = measured("same", [0.901, 0.908, 0.893, 0.902]);
const HALF = measured("half", [undefined, 0.95, undefined, 0.94]);
const NONE = measured("none", [undefined, undefined, undefined, undefined]);

const rowsOf = (...losses: MeasuredLoss[]): ComparisonRow[] => compareLosses(losses, SEEDS, "ce");
const values = ({ values: all }: MeasuredLoss): number[] => all.filter((value) => value !== undefined);

test("means, pairs and Holm's correction over the losses that are compared", () => {
  const rows = rowsOf(BASE, GOOD, SAME);
  const tests = [GOOD, SAME].map((loss) => pairedTest(values(loss), values(BASE)));
  const corrected = holm(tests.map(({ p }) => p!));
  expect(rows[0]).toMatchObject({ mean: meanInterval(values(BASE)).mean, difference: undefined, failed: [] });
  [1, 2].forEach((row, i) => {
    const { pairs, difference, interval, p } = tests[i]!;
    expect(rows[row]!.difference).toEqual({ pairs, difference, interval, p, pHolm: corrected[i] });
  });
  expect(rows[1]!.difference!.pHolm).toBe(2 * tests[0]!.p!);
});

test("one loss needs no correction", () => {
  const [, row] = rowsOf(BASE, GOOD);
  expect(row!.difference!.pHolm).toBe(row!.difference!.p);
});

test("pairs are the seeds with which both went well", () => {
  const [, half, none] = rowsOf(BASE, HALF, NONE);
  const { t: _, ...expected } = pairedTest([0.95, 0.94], [0.91, 0.905]);
  expect(half!.difference).toMatchObject({ ...expected, pairs: 2 });
  expect(half!.failed).toEqual([{ reason: "it failed", seeds: [1, 3] }]);
  expect(none).toMatchObject({ mean: undefined, difference: undefined });
});

test("without a baseline nothing is compared", () => {
  expect(compareLosses([GOOD, SAME], SEEDS, undefined).map(({ difference }) => difference)).toEqual([
    undefined,
    undefined,
  ]);
});

describe("verdicts", () => {
  const say = (loss: MeasuredLoss, measurement = ACCURACY): string =>
    verdict(rowsOf(BASE, loss)[1]!, "ce", measurement);

  test("in plain words", () => {
    expect(say(GOOD)).toBe("good is better than ce by 3.05 points (p < 0.001).");
    expect(say(SAME)).toBe("same: no difference to ce shown (p = 0.87).");
    expect(say(NONE)).toBe("none failed with every seed.");
    expect(say(measured("one", [0.9, undefined, undefined, undefined]))).toBe(
      "one: one seed cannot show a difference to ce.",
    );
  });

  test("of a metric whose small values are good", () => {
    expect(say(GOOD, NLL)).toBe("good is worse than ce by 0.0305 nll (p < 0.001).");
  });

  test("where no seed is shared", () => {
    const base = measured("ce", [0.9, undefined, 0.9, undefined]);
    const other = measured("other", [undefined, 0.9, undefined, 0.8]);
    expect(verdict(compareLosses([base, other], SEEDS, "ce")[1]!, "ce", ACCURACY)).toBe(
      "other and ce share no seed with which both went well.",
    );
  });
});

describe("the table", () => {
  test("has a column for failures where there are some", () => {
    expect(comparisonTable(rowsOf(BASE, GOOD, HALF, NONE), "ce", ACCURACY).split("\n")).toEqual([
      "loss  accuracy (%)    95 % interval  difference   95 % interval  p (Holm)  failed",
      "ce           90.13   [88.77, 91.48]    baseline",
      "good         93.18   [91.79, 94.56]       +3.05  [+2.84, +3.26]   < 0.001",
      "half         94.50  [88.15, 100.85]       +3.75  [+0.57, +6.93]     0.042  2 of 4",
      "none             -                -           -               -         -  4 of 4",
    ]);
  });

  test("of other metrics, without a baseline", () => {
    expect(comparisonTable(compareLosses([GOOD], SEEDS, undefined), undefined, NLL).split("\n")).toEqual([
      "loss     nll     95 % interval",
      "good  0.9318  [0.9179, 0.9456]",
    ]);
  });
});

test("failures are told by their reasons", () => {
  const mixed: MeasuredLoss = {
    label: "odd",
    values: [undefined, undefined, 0.9, undefined],
    failures: ["NaN at step 3", "NaN at step 4", undefined, "NaN at step 3"],
  };
  const [row, none] = compareLosses([mixed, NONE], SEEDS, undefined);
  expect(failureLines(row!)).toEqual([
    "odd: 2 of 4 failed: NaN at step 3 (seeds 1, 4)",
    "odd: 1 of 4 failed: NaN at step 4 (seed 2)",
  ]);
  expect(failureLines(none!)).toEqual(["none: 4 of 4 failed: it failed"]);
});
