/** The scores of every loss in every setting go in; means, paired differences, corrected p-values and verdicts come out. */

import { SIGNIFICANT } from "../comparison.ts";
import { holm, meanInterval, pairedTest } from "../statistics.ts";
import type {
  Against,
  Comparison,
  Overall,
  PairedDifference,
  Scores,
  TransferCell,
  TransferResult,
  TransferSetting,
} from "./result.ts";

export interface SettingScores {
  readonly setting: TransferSetting;
  readonly losses: readonly Scores[];
}

/** `baselines` are names of losses, the first one at least. */
export function judgeTransfer(
  grid: readonly SettingScores[],
  baselines: readonly [string, ...string[]],
  better: "higher" | "lower",
): TransferResult {
  const [first, ...others] = baselines;
  const main = compareAll(grid, better, first, new Set([first]));
  const cells = main.map(({ setting, scores, comparison }): TransferCell => {
    const { mean, interval } = meanInterval(scores.scores.filter((score) => score !== null));
    const known = Number.isNaN(mean) ? null : mean;
    return { ...setting, ...scores, mean: known, interval: interval ?? null, ...comparison };
  });
  const against = others.map((baseline): Against => {
    // Baselines are compared with the first one, not with each other: each family of tests answers for the losses in question.
    const compared = compareAll(grid, better, baseline, new Set(baselines));
    return {
      baseline,
      cells: compared.flatMap(({ setting, scores, comparison }) =>
        comparison.verdict === "baseline" ? [] : [{ ...setting, loss: scores.loss, ...comparison }],
      ),
      overall: overallOf(compared),
    };
  });
  return { baseline: first, cells, overall: overallOf(main), against };
}

interface Compared {
  readonly setting: TransferSetting;
  readonly scores: Scores;
  readonly comparison: Comparison;
}

interface Test extends Pick<Compared, "setting" | "scores"> {
  readonly isCompared: boolean;
  readonly difference: PairedDifference | null;
  readonly p: number | null;
}

/** Losses of `excluded` are not compared, and have the verdict `baseline`. */
function compareAll(
  grid: readonly SettingScores[],
  better: "higher" | "lower",
  baseline: string,
  excluded: ReadonlySet<string>,
): Compared[] {
  const tests = grid.flatMap(({ setting, losses }) => {
    const base = losses.find(({ loss }) => loss === baseline);
    if (base === undefined) throw new RangeError(`the baseline ${baseline} was not trained with ${setting.model}`);
    return losses.map((scores): Test => {
      const isCompared = !excluded.has(scores.loss);
      return { setting, scores, isCompared, ...(isCompared ? testOf(scores, base) : { difference: null, p: null }) };
    });
  });
  // What cannot be tested counts as a test that shows nothing: a failure makes no other p-value smaller.
  const compared = tests.filter(({ isCompared }) => isCompared);
  const corrected = new Map(holm(compared.map(({ p }) => p ?? 1)).map((pHolm, i) => [compared[i], pHolm]));
  return tests.map((test) => {
    const { setting, scores, difference, p } = test;
    const pHolm = p === null ? null : (corrected.get(test) ?? null);
    const comparison = { difference, p, pHolm, verdict: verdictOf(test, pHolm, better) };
    return { setting, scores, comparison };
  });
}

/** Pairs are of the seeds with which both went well. */
function testOf(own: Scores, base: Scores): Pick<Test, "difference" | "p"> {
  const pairs = own.seeds.flatMap((seed, i) => {
    const [score, other] = [own.scores[i] ?? null, base.scores[base.seeds.indexOf(seed)] ?? null];
    return score === null || other === null ? [] : [[score, other] as const];
  });
  if (pairs.length === 0) return { difference: null, p: null };
  const [a, b] = [pairs.map(([score]) => score), pairs.map(([, other]) => other)];
  const { difference: mean, interval, p } = pairedTest(a, b);
  return { difference: { mean, interval: interval ?? null, pairs: pairs.length }, p: p ?? null };
}

function verdictOf(
  { isCompared, scores, difference }: Test,
  pHolm: number | null,
  better: "higher" | "lower",
): Comparison["verdict"] {
  if (!isCompared) return "baseline";
  if (scores.failed.length > 0) return "failed";
  if (difference === null || pHolm === null || !(pHolm < SIGNIFICANT)) return "undecided";
  return difference.mean > 0 === (better === "higher") ? "better" : "worse";
}

/** The losses that are compared, in their order. */
function overallOf(compared: readonly Compared[]): Overall[] {
  const names = new Set(
    compared.flatMap(({ scores, comparison }) => (comparison.verdict === "baseline" ? [] : [scores.loss])),
  );
  return [...names].map((loss) => {
    const own = compared.filter(({ scores }) => scores.loss === loss);
    const count = (verdict: Comparison["verdict"]): number =>
      own.filter(({ comparison }) => comparison.verdict === verdict).length;
    const [better, worse] = [count("better"), count("worse")];
    return { loss, better, worse, undecided: count("undecided"), failed: count("failed") };
  });
}
