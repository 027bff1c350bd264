/** A pool and a setup go in; the evaluation that trains with them comes out. */

import { type Evaluate, evaluationOf } from "../../train/compare/index.ts";
import type { Setup } from "../../train/job.ts";
import { WorkerDeath } from "./pool.ts";
import type { TrainingPool } from "./training.ts";

/** The losses' code is what `tfjsModule` makes of them. */
export function poolEvaluation(pool: TrainingPool, setup: Setup): Evaluate {
  return async ({ loss: { name, code }, seed }, { onEpoch, ...options }) => {
    try {
      const job = { loss: { name, code }, seed, setup };
      return evaluationOf(
        await pool.run(job, { ...options, ...(onEpoch ? { onEpoch: (record) => onEpoch({ ...record }) } : {}) }),
      );
    } catch (error) {
      if (error instanceof WorkerDeath) return { status: "failed", cause: "worker", reason: error.message };
      throw error;
    }
  };
}
