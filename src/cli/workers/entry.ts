/** The program of a worker process: trainings come in, progress, epochs and outcomes go out. */

import type { Outcome } from "../../train/job.ts";
import { runJob } from "../../train/run-job.ts";
import { serve } from "./serve.ts";
import type { TrainingInput, TrainingUpdate } from "./training.ts";

/** Milliseconds between two reports of steps. */
const PAUSE = 100;

serve<TrainingInput, TrainingUpdate, Outcome>(({ job, folders }, { onUpdate, signal }) => {
  let told = Number.NEGATIVE_INFINITY;
  return runJob(job, {
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
