/** A job goes in; its data, backend, model and loss are got ready, and the outcome of the training comes out. */

import { createHash } from "node:crypto";
import type * as tf from "@tensorflow/tfjs";
import { createRandom } from "../random/index.ts";
import { parseAugmentation } from "./augment/index.ts";
import { type BackendName, useBackend } from "./backend/index.ts";
import { forgetLossKernels, runTfjsModule } from "./compiled-loss.ts";
import { type Dataset, openDataset, prepareProblem } from "./data/index.ts";
import { evaluateModel } from "./evaluate.ts";
import { trainClassifier } from "./fit.ts";
import type { EpochRecord, Job, Outcome, Problem, Progress } from "./job.ts";
import { createModel } from "./models/index.ts";
import { warmUpCosine } from "./schedule.ts";

export interface RunOptions {
  /** Where data sets may lie. */
  readonly folders: readonly string[];
  readonly onProgress?: (progress: Progress) => void;
  readonly onEpoch?: (record: EpochRecord) => void;
  readonly signal?: AbortSignal;
}

interface Prepared {
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: () => Dataset;
}

/** The last problem stays in memory, as the jobs of a process mostly share it. */
let cached: { readonly key: string; readonly data: Promise<Prepared> } | undefined;

function examplesOf(problem: Problem, folders: readonly string[]): Promise<Prepared> {
  const key = JSON.stringify([problem, folders]);
  if (cached?.key !== key) {
    const data = openDataset(problem.dataset, { folders }).then((source) => ({
      ...prepareProblem(source, problem),
      test: source.test,
    }));
    cached = { key, data };
  }
  return cached.data;
}

/** The same job on the wasm backend gives the same outcome, bit for bit, on one machine. */
export async function runJob({ loss, seed, setup }: Job, options: RunOptions): Promise<Outcome> {
  await useBackend(setup.backend as BackendName | "auto");
  const data = await examplesOf(setup.problem, options.folders);
  const random = createRandom(seed);
  const model = createModel(setup.model, data.train, random.fork("model"));
  try {
    const result = await trainClassifier({
      model,
      data,
      loss: runTfjsModule(loss),
      epochs: setup.epochs,
      batchSize: setup.batchSize,
      ...(setup.stepsPerEpoch === undefined ? {} : { stepsPerEpoch: setup.stepsPerEpoch }),
      learningRate: warmUpCosine(setup.learningRate),
      augmentation: parseAugmentation(setup.augment),
      thresholds: setup.thresholds,
      seed,
      ...options,
    });
    const tested = setup.test && !result.stopped ? { test: await evaluateModel(model, data.test()) } : {};
    return { ...result, ...tested, weightsHash: await hashWeights(model) };
  } finally {
    model.dispose();
    forgetLossKernels();
  }
}

/** SHA-256 over the bytes of all weights, in the model's order. */
export async function hashWeights(model: tf.LayersModel): Promise<string> {
  const hash = createHash("sha256");
  for (const weight of model.weights) {
    const values = await weight.read().data();
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}
