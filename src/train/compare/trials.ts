/** Losses and seeds go in; every pair of them is evaluated, several at once, and told of as it ends. */

import type { Progress } from "../job.ts";
import type { EpochLine, Evaluate, Evaluation, Trial, TrialLoss } from "./evaluation.ts";

/** Seed by seed: losses that are stopped early can be compared on the seeds that all of them have. */
export function planTrials(losses: readonly TrialLoss[], seeds: readonly number[]): Trial[] {
  return seeds.flatMap((seed) => losses.map((loss) => ({ loss, seed })));
}

/** Told of each trial; it begins, perhaps begins anew, makes progress and ends. */
export interface TrialObserver {
  readonly onStart?: (trial: Trial) => void;
  readonly onProgress?: (trial: Trial, progress: Progress) => void;
  readonly onEpoch?: (trial: Trial, line: EpochLine) => void;
  readonly onEnd: (trial: Trial, evaluation: Evaluation) => void;
}

/**
 * Evaluates the trials, at most `atOnce` at a time, beginning them in their order. An evaluation that throws, or an
 * abort, ends all others and is thrown on.
 */
export async function runTrials(
  trials: readonly Trial[],
  options: { readonly evaluate: Evaluate; readonly atOnce: number; readonly signal?: AbortSignal },
  observer: TrialObserver,
): Promise<void> {
  const { evaluate, atOnce } = options;
  const others = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, others.signal]) : others.signal;
  const waiting = trials.values();

  const runOne = async (trial: Trial): Promise<void> => {
    observer.onStart?.(trial);
    const evaluation = await evaluate(trial, {
      signal,
      onProgress: (progress) => observer.onProgress?.(trial, progress),
      onEpoch: (line) => observer.onEpoch?.(trial, line),
      onRestart: () => observer.onStart?.(trial),
    });
    signal.throwIfAborted();
    observer.onEnd(trial, evaluation);
  };

  const lane = async (): Promise<void> => {
    try {
      for (const trial of waiting) {
        signal.throwIfAborted();
        await runOne(trial);
      }
    } catch (error) {
      others.abort(error);
      throw error;
    }
  };

  const lanes = Array.from({ length: Math.max(1, Math.min(atOnce, trials.length)) }, lane);
  const ends = await Promise.allSettled(lanes);
  options.signal?.throwIfAborted();
  others.signal.throwIfAborted();
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
}
