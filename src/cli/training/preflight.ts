/** A setup goes in; whatever would make every training of it fail is said before the first one begins. */

import { availableParallelism } from "node:os";
import { knownDataset } from "../../train/data/catalogue.ts";
import { DatasetError } from "../../train/data/dataset-error.ts";
import { type DatasetSource, isFolder, openDataset } from "../../train/data/open.ts";
import { type HeldOut, prepareProblem } from "../../train/data/problem.ts";
import type { Problem, Setup } from "../../train/job.ts";
import { stagesOf } from "../../train/stages.ts";
import { dataFolders } from "../data-folders.ts";
import { inputFailure, usageFailure } from "../failure.ts";
import { withProblemOptions } from "./options.ts";

/** Gives the number of examples that are trained on. */
export async function checkSetup(setup: Setup, heldOut: HeldOut = "some"): Promise<number> {
  const { problem, model, batchSize } = setup;
  const { MODELS } = await import("../../train/models/index.ts");
  return withDataset(problem.dataset, (source) => {
    for (const { imageSize } of stagesOf(setup)) {
      const [height, width] =
        imageSize === undefined ? [source.shape.height, source.shape.width] : [imageSize, imageSize];
      const { smallestSide } = MODELS[model];
      if (Math.min(height, width) < smallestSide) {
        throw inputFailure(
          `${model} needs images of at least ${smallestSide}x${smallestSide} pixels, and those of ${source.name} have ${height}x${width}`,
          `train another network: ${Object.keys(MODELS).join(", ")}`,
        );
      }
    }
    if (model === "mlp" && new Set(stagesOf(setup).map(({ imageSize }) => imageSize)).size > 1) {
      throw inputFailure(
        "mlp has weights for each pixel, and its stages have images of several sizes",
        "train another network, or give all stages one size",
      );
    }
    const { train } = withProblemOptions(() => prepareProblem(source, problem, heldOut));
    if (train.labels.length < batchSize) {
      throw inputFailure(
        `the ${train.labels.length} examples to train on do not fill a batch of ${batchSize}`,
        "choose a smaller --batch-size",
      );
    }
    return train.labels.length;
  });
}

/** How many examples of a problem's data set there are to train on, before any is left out. */
const examplesThereAre = ({ dataset, splitSeed, validation }: Problem, heldOut: HeldOut): Promise<number> =>
  withDataset(dataset, (source) => {
    const { train } = withProblemOptions(() => prepareProblem(source, { dataset, splitSeed, validation }, heldOut));
    return train.labels.length;
  });

/** Where data sets of several sizes are trained on, a number of examples is an upper limit. */
export async function withinData<S extends Pick<Setup, "problem">>(setup: S, heldOut: HeldOut = "some"): Promise<S> {
  const { trainSize, ...problem } = setup.problem;
  const isAll = trainSize !== undefined && trainSize >= (await examplesThereAre(problem, heldOut));
  return isAll ? { ...setup, problem } : setup;
}

async function withDataset<Result>(dataset: string, use: (source: DatasetSource) => Result): Promise<Result> {
  try {
    return use(await openDataset(dataset, { folders: dataFolders() }));
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const isUnknown = knownDataset(dataset) === undefined && !isFolder(dataset);
    throw (isUnknown ? usageFailure : inputFailure)(
      isUnknown ? `--dataset: ${error.message}` : error.message,
      error.hint,
    );
  }
}

/** One worker a core, but one alone where a backend has all cores or the one GPU for itself. */
export async function workersFor({ backend }: Setup): Promise<number> {
  const { bestBackend, probeBackends } = await import("../../train/backend/index.ts");
  const name = backend === "auto" ? bestBackend(await probeBackends()) : backend;
  return name === "wasm" || name === "cpu" ? availableParallelism() : 1;
}

/** Errors of a worker that are not lossc's fault, by name, as only that survives the way from one process to another. */
const FAULTS_OF_THE_INPUT = new Set(["DatasetError", "ProblemError", "BackendUnavailable"]);

export function asInputFailure(error: unknown): unknown {
  return error instanceof Error && FAULTS_OF_THE_INPUT.has(error.name) ? inputFailure(error.message) : error;
}
