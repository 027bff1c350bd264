/** A job goes in; its model is trained, and how good the last weights are on the data set's test part comes out. For `lossc transfer` alone. */

import type { Dataset } from "./data/dataset.ts";
import { openTestPart } from "./data/test-part.ts";
import { evaluateModel } from "./evaluate.ts";
import type { Job, Metrics, Outcome } from "./job.ts";
import { type RunOptions, trainJob } from "./run-job.ts";

export interface TransferOutcome extends Outcome {
  /** Of the last weights, on the test part; nothing where the training did not go to its end. */
  readonly test: Metrics | undefined;
}

/** The last one stays in memory, as the problem does. */
let cached: { readonly key: string; readonly data: Promise<Dataset> } | undefined;

function testPartOf(dataset: string, folders: readonly string[]): Promise<Dataset> {
  const key = JSON.stringify([dataset, folders]);
  if (cached?.key !== key) cached = { key, data: openTestPart(dataset, { folders }) };
  return cached.data;
}

/** Trains as `runJob` does. The test part is not opened before the last step is done. */
export function runTransferJob(job: Job, options: RunOptions): Promise<TransferOutcome> {
  return trainJob(job, options, {
    heldOut: "any",
    end: async (model, outcome) => {
      const isWhole = outcome.stopped === undefined;
      const test = isWhole
        ? await evaluateModel(model, await testPartOf(job.setup.problem.dataset, options.folders))
        : undefined;
      return { ...outcome, test };
    },
  });
}
