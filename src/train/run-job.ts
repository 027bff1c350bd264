/** A job goes in; its data, backend, model and loss are got ready, and the outcome of the training comes out. */

import { createHash } from "node:crypto";
import type * as tf from "@tensorflow/tfjs";
import { createRandom, type Random } from "../random/index.ts";
import { parseAugmentation } from "./augment/index.ts";
import { type BackendName, useBackend } from "./backend/index.ts";
import { forgetLossKernels, runTfjsModule } from "./compiled-loss.ts";
import type { Dataset } from "./data/dataset.ts";
import { openDataset } from "./data/open.ts";
import { type HeldOut, type PreparedProblem, prepareProblem } from "./data/problem.ts";
import { type FitResult, trainClassifier } from "./fit.ts";
import type { EpochRecord, Job, Outcome, Problem, Progress } from "./job.ts";
import { createModel } from "./models/index.ts";
import { warmUpCosine } from "./schedule.ts";
import { type PlannedStage, stagesOf } from "./stages.ts";

export interface RunOptions {
  /** Where data sets may lie. */
  readonly folders: readonly string[];
  readonly onProgress?: (progress: Progress) => void;
  readonly onEpoch?: (record: EpochRecord) => void;
  readonly signal?: AbortSignal;
}

/** The last problem stays in memory, as the jobs of a process mostly share it. */
let cached: { readonly key: string; readonly data: Promise<PreparedProblem> } | undefined;

function examplesOf(problem: Problem, folders: readonly string[], heldOut: HeldOut): Promise<PreparedProblem> {
  const key = JSON.stringify([problem, folders, heldOut]);
  if (cached?.key !== key) {
    const data = openDataset(problem.dataset, { folders }).then((source) => prepareProblem(source, problem, heldOut));
    cached = { key, data };
  }
  return cached.data;
}

/** The same job on the wasm backend gives the same outcome, bit for bit, on one machine. */
export function runJob(job: Job, options: RunOptions): Promise<Outcome> {
  return trainJob(job, options, { heldOut: "some", end: async (_, outcome) => outcome });
}

/** `end` has the trained model while it lives. */
export async function trainJob<Result>(
  { loss, seed, setup }: Job,
  options: RunOptions,
  { heldOut, end }: { heldOut: HeldOut; end: (model: tf.LayersModel, outcome: Outcome) => Promise<Result> },
): Promise<Result> {
  await useBackend(setup.backend as BackendName | "auto");
  const data = await examplesOf(setup.problem, options.folders, heldOut);
  const random = createRandom(seed);
  let model: tf.LayersModel | undefined;
  let result: FitResult | undefined;
  try {
    for (const stage of stagesOf(setup)) {
      model = modelOf(setup, stage, { data: data.train, random, before: model });
      result = await trainClassifier({
        model,
        data,
        loss: runTfjsModule(loss),
        epochs: setup.epochs,
        until: stage.until,
        earlier: result?.history ?? [],
        batchSize: setup.batchSize,
        ...(setup.stepsPerEpoch === undefined ? {} : { stepsPerEpoch: setup.stepsPerEpoch }),
        learningRate: warmUpCosine(setup.learningRate),
        augmentation: parseAugmentation(stage.augment),
        thresholds: setup.thresholds,
        seed,
        ...options,
      });
      if (result.stopped) break;
    }
    return await end(model!, { ...result!, weightsHash: await hashWeights(model!) });
  } finally {
    model?.dispose();
    forgetLossKernels();
  }
}

/** The first weights follow from the seed, later ones from the stage before, whose model is disposed of. */
function modelOf(
  { model }: Job["setup"],
  { imageSize, dropout }: PlannedStage,
  { data, random, before }: { data: Dataset; random: Random; before: tf.LayersModel | undefined },
): tf.LayersModel {
  const shape = imageSize === undefined ? data : { ...data, height: imageSize, width: imageSize };
  const made = createModel(model, shape, random.fork("model"), dropout === undefined ? {} : { dropout });
  if (before !== undefined) {
    made.setWeights(before.getWeights());
    before.dispose();
  }
  return made;
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
