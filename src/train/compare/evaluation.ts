/** The one door to how good a loss is: a loss and a seed go in, what its training gave comes out, whoever trains. */

import type { Outcome, Progress, Stop } from "../job.ts";

/** A loss in the forms in which a training takes it. */
export interface TrialLoss {
  readonly name: string;
  /** Its program, as the formatter prints it. */
  readonly source: string;
  /** Generated code, of the kind that the evaluation wants: each implementation says which. */
  readonly code: string;
}

/** One training: trials with the same seed start from the same weights and see the same batches. */
export interface Trial {
  readonly loss: TrialLoss;
  readonly seed: number;
}

/** What is known after an epoch; beyond `epoch`, whatever the trainer tells. */
export type EpochLine = Readonly<Record<string, unknown>> & { readonly epoch: number };

/** Whose fault a failure is: of the loss, of a trainer that is not ours, or of a process that went away. */
export type FailureCause = "loss" | "trainer" | "worker";

export type Evaluation =
  | {
      readonly status: "done";
      /** The best of each metric over the epochs, or whatever the trainer tells. */
      readonly metrics: Readonly<Record<string, number>>;
      readonly weightsHash?: string;
    }
  | { readonly status: "failed"; readonly cause: FailureCause; readonly reason: string };

export interface EvaluateOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly onEpoch?: (line: EpochLine) => void;
  /** The trial begins anew: what was told of its epochs so far is void. */
  readonly onRestart?: () => void;
  /** After an abort the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
}

export type Evaluate = (trial: Trial, options: EvaluateOptions) => Promise<Evaluation>;

/** A training that ended before its time has failed, even if some epochs went well. */
export function evaluationOf({
  best,
  stopped,
  weightsHash,
}: Pick<Outcome, "best" | "stopped" | "weightsHash">): Evaluation {
  if (stopped !== undefined) return { status: "failed", cause: "loss", reason: stopReason(stopped) };
  if (best === undefined) return { status: "failed", cause: "loss", reason: "no epoch was finished" };
  return { status: "done", metrics: { ...best }, weightsHash };
}

/** In words; steps are counted from 1. */
export function stopReason(stop: Stop): string {
  const at = `at step ${stop.step + 1}`;
  switch (stop.reason) {
    case "aborted":
      return `the training was stopped ${at}`;
    case "loss-not-finite":
      return `the loss was not finite (${stop.loss}) ${at}`;
    case "prediction-not-finite":
      return `a prediction was not finite ${at}`;
    case "gradient-not-finite":
      return `the gradient was not finite ${at}`;
    case "gradient-zero":
      return `the gradient was zero up to step ${stop.step + 1}: the loss does not depend on the prediction there`;
    case "below-threshold": {
      const { part, epoch, accuracy } = stop.threshold;
      const kind = part === "train" ? "training" : "validation";
      return `the ${kind} accuracy was ${stop.accuracy.toFixed(4)} after epoch ${epoch}, below ${accuracy}`;
    }
  }
}
