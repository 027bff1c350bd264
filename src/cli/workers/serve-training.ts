/** What trains a job goes in; a worker process that does so comes out: trainings come by, progress, epochs and outcomes go out. */

import type { Job, Outcome } from "../../train/job.ts";
import type { RunOptions } from "../../train/run-job.ts";
import { serve } from "./serve.ts";
import type { TrainingInput, TrainingUpdate } from "./training.ts";

/** Milliseconds between two reports of steps. */
const PAUSE = 100;

export function serveTraining(train: (job: Job, options: RunOptions) => Promise<Outcome>): void {
  serve<TrainingInput, TrainingUpdate, Outcome>(({ job, folders }, { onUpdate, signal }) => {
    let told = Number.NEGATIVE_INFINITY;
    return train(job, {
      folders,
      signal,
      onProgress: (progress) => {
        if (progress.step < progress.steps && performance.now() - told < PAUSE) return;
        told = performance.now();
        onUpdate({ kind: "progress", progress });
      },
      onEpoch: (record) => onUpdate({ kind: "epoch", record }),
    });
  });
}
