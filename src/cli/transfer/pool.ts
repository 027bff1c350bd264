/** A number of processes and settings go in; what trains in them and judges on the test part comes out. */

import { type Evaluate, type Evaluation, evaluationOf, type Trial } from "../../train/compare/index.ts";
import type { Setup } from "../../train/job.ts";
import type { TransferOutcome } from "../../train/transfer-job.ts";
import { dataFolders } from "../data-folders.ts";
import { poolEvaluation } from "../workers/evaluate.ts";
import { createPoolOf, type TrainingProgram } from "../workers/training.ts";

const PROGRAM: TrainingProgram<TransferOutcome> = {
  places: ["./transfer-worker.ts", "./transfer-worker.js", "../transfer-worker.js"].map(
    (path) => new URL(path, import.meta.url),
  ),
  load: async () => (await import("../../train/transfer-job.ts")).runTransferJob,
};

export interface TransferEvaluator {
  readonly evaluate: Evaluate;
  close(): Promise<void>;
}

/** `size` 0 trains in this process. */
export function createTransferEvaluator(size: number, setupOf: (trial: Trial) => Setup): TransferEvaluator {
  const pool = createPoolOf(PROGRAM, { size, folders: dataFolders() });
  return { evaluate: poolEvaluation(pool, setupOf, judgedByTest), close: pool.close };
}

/** What was measured on the validation part, if there is one, does not count. */
const judgedByTest = (outcome: TransferOutcome): Evaluation => evaluationOf({ ...outcome, best: outcome.test });
