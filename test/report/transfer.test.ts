/** A grid of scores: what is paired, corrected for the whole grid and counted, against SciPy's numbers and by hand. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { judgeTransfer, type SettingScores } from "../../src/report/transfer/judge.ts";
import type { TransferSetting } from "../../src/report/transfer/result.ts";
import { transferText } from "../../src/report/transfer/text.ts";

interface Fixture {
  readonly transfer: {
    /** By setting, loss and seed. */
    readonly scores: readonly (readonly (readonly number[])[])[];
    readonly difference: readonly number[];
    readonly interval: readonly (readonly [number, number])[];
    readonly p: readonly number[];
    readonly pHolm: readonly number[];
  };
}

const { transfer } = JSON.parse(
  readFileSync(new URL("../fixtures/statistics.json", import.meta.url), "utf8"),
) as Fixture;

const settingOf = (model: string): TransferSetting => ({ model, dataset: "digits", augment: "none", labelNoise: null });

/** Scores by the names of losses; null failed. */
function scoresOf(model: string, losses: Readonly<Record<string, readonly (number | null)[]>>): SettingScores {
  return {
    setting: settingOf(model),
    losses: Object.entries(losses).map(([loss, scores]) => ({
      loss,
      seeds: scores.map((_, i) => i + 1),
      scores,
      failed: scores.flatMap((score, i) => (score === null ? [{ seed: i + 1, reason: "it broke" }] : [])),
    })),
  };
}

test("differences, intervals and corrected p-values agree with SciPy's for a whole grid", () => {
  const grid = transfer.scores.map((losses, i) =>
    scoresOf(`m${i}`, Object.fromEntries(losses.map((scores, k) => [`loss${k}`, scores]))),
  );
  const { cells, overall } = judgeTransfer(grid, ["loss0"], "higher");
  const compared = cells.filter(({ verdict }) => verdict !== "baseline");
  expect(compared).toHaveLength(transfer.p.length);
  compared.forEach(({ difference, p, pHolm, verdict }, i) => {
    expect(difference!.mean).toBeCloseTo(transfer.difference[i]!, 12);
    for (const end of [0, 1] as const) expect(difference!.interval![end]).toBeCloseTo(transfer.interval[i]![end], 8);
    expect(p! / transfer.p[i]!).toBeCloseTo(1, 6);
    expect(pHolm! / transfer.pHolm[i]!).toBeCloseTo(1, 6);
    const expected = transfer.pHolm[i]! >= 0.05 ? "undecided" : transfer.difference[i]! > 0 ? "better" : "worse";
    expect(verdict).toBe(expected);
  });
  // The fixture has every kind, and some that are decided without the correction alone.
  expect(new Set(compared.map(({ verdict }) => verdict))).toEqual(new Set(["better", "worse", "undecided"]));
  expect(transfer.p.some((p, i) => p < 0.05 && transfer.pHolm[i]! >= 0.05)).toBe(true);
  for (const { loss, ...counts } of overall) {
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(grid.length);
    expect(counts.better).toBe(compared.filter((cell) => cell.loss === loss && cell.verdict === "better").length);
  }
});

const BASE = [0.9, 0.91, 0.89, 0.905];
const BETTER = [0.93, 0.942, 0.921, 0.934];

describe("failures", () => {
  const grid = [
    scoresOf("a", { ce: BASE, good: BETTER, half: [0.95, null, 0.94, 0.95], none: [null, null, null, null] }),
    scoresOf("b", { ce: [null, null, null, null], good: BETTER, half: BETTER, none: [null, null, null, null] }),
  ];
  const { cells, overall } = judgeTransfer(grid, ["ce"], "higher");
  const cell = (model: string, loss: string) => cells.find((one) => one.model === model && one.loss === loss)!;

  test("are shown: what failed with some seeds is compared on the others, and is not called better", () => {
    expect(cell("a", "half")).toMatchObject({
      scores: [0.95, null, 0.94, 0.95],
      failed: [{ seed: 2, reason: "it broke" }],
      difference: { pairs: 3 },
      verdict: "failed",
    });
    expect(cell("a", "half").p).toBeLessThan(0.05);
    expect(cell("a", "none")).toMatchObject({
      mean: null,
      interval: null,
      difference: null,
      p: null,
      verdict: "failed",
    });
    expect(overall).toContainEqual({ loss: "none", better: 0, worse: 0, undecided: 0, failed: 2 });
  });

  test("of the baseline leave nothing to compare with", () => {
    expect(cell("b", "good")).toMatchObject({ difference: null, p: null, pHolm: null, verdict: "undecided" });
    expect(cell("b", "good").mean).toBeCloseTo(0.93175, 12);
    expect(cell("b", "ce")).toMatchObject({ mean: null, verdict: "baseline" });
  });

  test("make no other p-value smaller: they count in the correction", () => {
    const { p, pHolm, verdict } = cell("a", "good");
    // Six comparisons are planned; that of half in setting a has the second smallest p-value.
    expect(pHolm! / p!).toBeCloseTo(6, 9);
    expect(verdict).toBe("better");
  });

  test("have their reasons in the text", () => {
    const text = transferText(judgeTransfer(grid, ["ce"], "higher"), ({ model }) => model, {
      metric: "accuracy",
      better: "higher",
      isPart: true,
    });
    expect(text).toMatch(/^half .* failed +1 of 4$/m);
    expect(text).toContain("half: 1 of 4 failed: it broke (seed 2)");
    expect(text).toContain("none: 4 of 4 failed: it broke\n");
    expect(text).toMatch(/^Against ce, in 2 settings, at the 0\.05 level:\nloss +better +worse +undecided +failed\n/m);
    expect(text).toMatch(/^good +1 +0 +1 +0$/m);
  });
});

describe("several baselines", () => {
  const grid = [scoresOf("a", { ce: BASE, gce: [0.92, 0.929, 0.911, 0.926], good: BETTER })];

  test("each has a family of tests of its own; baselines are compared with the first one alone", () => {
    const { cells, against, overall } = judgeTransfer(grid, ["ce", "gce"], "higher");
    expect(cells.map(({ loss, verdict }) => [loss, verdict])).toEqual([
      ["ce", "baseline"],
      ["gce", "better"],
      ["good", "better"],
    ]);
    expect(overall.map(({ loss }) => loss)).toEqual(["gce", "good"]);
    expect(against).toHaveLength(1);
    const [{ baseline, cells: compared, overall: counts }] = against as [(typeof against)[number]];
    expect([baseline, compared.map(({ loss }) => loss)]).toEqual(["gce", ["good"]]);
    expect(compared[0]!.difference!.mean).toBeCloseTo(0.01025, 12);
    expect(compared[0]!.pHolm).toBe(compared[0]!.p);
    expect(counts).toEqual([{ loss: "good", better: 1, worse: 0, undecided: 0, failed: 0 }]);
  });

  test("have a table each", () => {
    const result = judgeTransfer(grid, ["ce", "gce"], "higher");
    const text = transferText(result, ({ model }) => model, { metric: "accuracy", better: "higher", isPart: true });
    expect(text.match(/^gce .* baseline$/gm)).toHaveLength(1);
    expect(text.match(/^good .* better$/gm)).toHaveLength(2);
    expect(text).toContain("a, against gce:\n");
  });
});

test("where less is better, less is better", () => {
  const grid = [scoresOf("a", { ce: BETTER, low: BASE })];
  expect(judgeTransfer(grid, ["ce"], "lower").cells[1]).toMatchObject({ verdict: "better" });
  expect(judgeTransfer(grid, ["ce"], "higher").cells[1]).toMatchObject({ verdict: "worse" });
});

test("one seed decides nothing", () => {
  const { cells } = judgeTransfer([scoresOf("a", { ce: [0.5], other: [0.9] })], ["ce"], "higher");
  expect(cells[1]).toMatchObject({
    difference: { mean: 0.4, interval: null, pairs: 1 },
    p: null,
    verdict: "undecided",
  });
});
