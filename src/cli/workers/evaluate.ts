/** A pool and a setup go in; the evaluation that trains with them comes out. */

import { type Evaluate, type Evaluation, evaluationOf, type Trial } from "../../train/compare/index.ts";
import type { Outcome, Setup } from "../../train/job.ts";
import { WorkerDeath } from "./pool.ts";
import type { TrainingPool } from "./training.ts";

/** The losses' code is what `tfjsModule` makes of them. `judge` says what of an outcome counts. */
export function poolEvaluation<Result extends Outcome>(
  pool: TrainingPool<Result>,
  setup: Setup | ((trial: Trial) => Setup),
  judge: (outcome: Result) => Evaluation = evaluationOf,
): Evaluate {
  return async (trial, { onEpoch, ...options }) => {
    try {
      const { name, code } = trial.loss;
      const job = { loss: { name, code }, seed: trial.seed, setup: typeof setup === "function" ? setup(trial) : setup };
      return judge(
        await pool.run(job, { ...options, ...(onEpoch ? { onEpoch: (record) => onEpoch({ ...record }) } : {}) }),
      );
    } catch (error) {
      if (error instanceof WorkerDeath) return { status: "failed", cause: "worker", reason: error.message };
      throw error;
    }
  };
}
