/** The scores of a phase's losses go in; who ranks where and who stays come out, and how well a phase foretold the last one. */

import { type Interval, meanInterval, rankCorrelation } from "./statistics.ts";

export interface ScoredLoss {
  readonly loss: string;
  /** Runs along: never eliminated, and never counted. */
  readonly baseline: boolean;
  /** In the order of the seeds; what failed has none, and its reason below. */
  readonly scores: readonly (number | undefined)[];
  readonly failures: readonly (string | undefined)[];
}

export interface PhaseResult {
  readonly loss: string;
  /** Over the seeds that went well. */
  readonly mean: number | null;
  readonly interval: Interval | null;
  readonly scores: readonly (number | null)[];
  readonly failed: readonly { readonly seed: number; readonly reason: string }[];
  /** From 1; a baseline's is where it would stand among the others. */
  readonly rank: number;
  readonly kept: boolean;
  readonly baseline: boolean;
}

export interface Selection {
  readonly seeds: readonly number[];
  readonly keep: number;
  readonly better: "higher" | "lower";
}

/**
 * The best first; of equal ones, the one that was given first. A loss that failed with any seed ranks behind all that did not, and is not
 * kept: whoever uses a loss has no second seed to try.
 */
export function rankPhase(losses: readonly ScoredLoss[], { seeds, keep, better }: Selection): PhaseResult[] {
  const sign = better === "higher" ? -1 : 1;
  const measured = losses.map((one) => {
    const good = one.scores.filter((score) => score !== undefined);
    return { ...one, good, ...meanInterval(good), sound: good.length === seeds.length };
  });
  type Measured = (typeof measured)[number];
  const order = (a: Measured, b: Measured): number =>
    Number(b.sound) - Number(a.sound) ||
    Math.sign(b.good.length) - Math.sign(a.good.length) ||
    (a.good.length === 0 ? 0 : sign * (a.mean - b.mean));
  let contestants = 0;
  return measured.sort(order).map((one) => {
    const rank = contestants + 1;
    if (!one.baseline) contestants++;
    return {
      loss: one.loss,
      mean: one.good.length === 0 ? null : one.mean,
      interval: one.interval ?? null,
      scores: one.scores.map((score) => score ?? null),
      failed: one.failures.flatMap((reason, i) => (reason === undefined ? [] : [{ seed: seeds[i]!, reason }])),
      rank,
      kept: !one.baseline && one.sound && rank <= keep,
      baseline: one.baseline,
    };
  });
}

/** Of the phase's means with those of another one, over the losses that have both. */
export function phaseCorrelation(phase: readonly PhaseResult[], other: readonly PhaseResult[]): number | null {
  const means = new Map(other.map(({ loss, mean }) => [loss, mean]));
  const pairs = phase.flatMap(({ loss, mean }) => {
    const second = means.get(loss);
    return mean === null || second == null ? [] : [[mean, second] as const];
  });
  const rho = rankCorrelation(
    pairs.map(([first]) => first),
    pairs.map(([, second]) => second),
  );
  return rho ?? null;
}
