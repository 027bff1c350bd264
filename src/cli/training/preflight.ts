/** A setup goes in; whatever would make every training of it fail is said before the first one begins. */

import { availableParallelism } from "node:os";
import { knownDataset } from "../../train/data/catalogue.ts";
import { DatasetError } from "../../train/data/dataset-error.ts";
import { isFolder, openDataset } from "../../train/data/open.ts";
import { prepareProblem } from "../../train/data/problem.ts";
import type { Setup } from "../../train/job.ts";
import { dataFolders } from "../data-folders.ts";
import { inputFailure, usageFailure } from "../failure.ts";
import { withProblemOptions } from "./options.ts";

export async function checkSetup(setup: Setup): Promise<void> {
  const { problem, model, batchSize } = setup;
  const { MODELS } = await import("../../train/models/index.ts");
  try {
    const source = await openDataset(problem.dataset, { folders: dataFolders() });
    const { height, width } = source.shape;
    const { smallestSide } = MODELS[model];
    if (Math.min(height, width) < smallestSide) {
      throw inputFailure(
        `${model} needs images of at least ${smallestSide}x${smallestSide} pixels, and those of ${source.name} have ${height}x${width}`,
        `train another network: ${Object.keys(MODELS).join(", ")}`,
      );
    }
    const { train } = withProblemOptions(() => prepareProblem(source, problem));
    if (train.labels.length < batchSize) {
      throw inputFailure(
        `the ${train.labels.length} examples to train on do not fill a batch of ${batchSize}`,
        "choose a smaller --batch-size",
      );
    }
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const isUnknown = knownDataset(problem.dataset) === undefined && !isFolder(problem.dataset);
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
