/** A data set and a problem go in; the examples to train on and those to validate on come out. */

import { createRandom } from "../../random/index.ts";
import type { Problem } from "../job.ts";
import { type Dataset, takeExamples } from "./dataset.ts";
import type { DatasetSource } from "./open.ts";
import { splitIndices } from "./split.ts";
import { disturbLabels, takeLongTail, takeStratified } from "./variants.ts";

/** A value that a problem cannot have. */
export class ProblemError extends RangeError {
  override readonly name = "ProblemError";
  /** As the command line calls it, without its dashes; the message begins with it. */
  readonly option: string;
  constructor(option: string, must: string, value: unknown) {
    super(`${option} must be ${must}, not ${String(value)}`);
    this.option = option;
  }
}

/** Whether some examples must be held out for validation: nothing is chosen by them where only the test part judges. */
export type HeldOut = "some" | "any";

export interface PreparedProblem {
  readonly train: Dataset;
  /** All of the held-out examples, with their own labels: no variant touches them. */
  readonly validation: Dataset;
}

/**
 * In this order: the source's training part is split into training and validation; `trainSize` examples are kept of the
 * training ones, then a long tail of those; then some of their labels are made wrong. What one option chooses at random
 * depends on the split seed and on what the options before it left, not on how they chose.
 *
 * @throws ProblemError, a RangeError, where a value cannot be had
 */
export function prepareProblem(
  source: Pick<DatasetSource, "train">,
  problem: Problem,
  heldOut: HeldOut = "some",
): PreparedProblem {
  checkProblem(problem, heldOut);
  const data = source.train();
  const random = createRandom(problem.splitSeed);
  const parts = split(data, problem, random);
  const { trainSize, imbalance, labelNoise } = problem;

  let chosen = parts.train;
  if (trainSize !== undefined) {
    if (trainSize > chosen.length) {
      throw new ProblemError("train-size", `at most ${chosen.length}, all there are to train on`, trainSize);
    }
    chosen = takeStratified(data, chosen, trainSize, random.fork("train-size"));
  }
  if (imbalance !== undefined) chosen = takeLongTail(data, chosen, imbalance, random.fork("imbalance"));

  const name = data.name.replace(/\/train$/, "");
  const clean = takeExamples(data, chosen, `${name}/train`);
  const labels = labelNoise === undefined ? clean.labels : noisyLabels(clean, labelNoise, random.fork("label-noise"));
  return { train: { ...clean, labels }, validation: takeExamples(data, parts.validation, `${name}/validation`) };
}

/** Whatever can be said before the data set is read. @throws ProblemError */
export function checkProblem(problem: Problem, heldOut: HeldOut = "some"): void {
  const { splitSeed, validation, trainSize, imbalance, labelNoise } = problem;
  if (!Number.isSafeInteger(splitSeed)) throw new ProblemError("split-seed", "a whole number", splitSeed);
  if (!((validation > 0 || (heldOut === "any" && validation === 0)) && validation < 1)) {
    const must = heldOut === "any" ? "at least 0 and below 1" : "above 0 and below 1";
    throw new ProblemError("validation", must, validation);
  }
  if (trainSize !== undefined && !(Number.isSafeInteger(trainSize) && trainSize >= 1)) {
    throw new ProblemError("train-size", "a whole number of at least 1", trainSize);
  }
  if (imbalance !== undefined && !(imbalance > 0 && imbalance <= 1)) {
    throw new ProblemError("imbalance", "above 0 and at most 1", imbalance);
  }
  if (labelNoise !== undefined && !(labelNoise.rate >= 0 && labelNoise.rate <= 1)) {
    throw new ProblemError("label-noise", "from 0 to 1", labelNoise.rate);
  }
}

function split(data: Dataset, { validation }: Problem, random: ReturnType<typeof createRandom>) {
  if (validation === 0) return { train: [...data.labels.keys()], validation: [] };
  const parts = splitIndices(data, { train: 1 - validation, validation }, random.fork("split"));
  for (const [part, { length }] of Object.entries(parts)) {
    if (length > 0) continue;
    const purpose = part === "train" ? "train on" : "validate on";
    throw new ProblemError(
      "validation",
      `a part that leaves examples to ${purpose} (of ${data.labels.length})`,
      validation,
    );
  }
  return parts;
}

function noisyLabels(
  clean: Dataset,
  noise: NonNullable<Problem["labelNoise"]>,
  random: ReturnType<typeof createRandom>,
) {
  if (clean.classes < 2 && noise.rate > 0) {
    throw new ProblemError("label-noise", `0 for ${clean.name}, which has one class only`, noise.rate);
  }
  return clean.classes < 2 ? clean.labels : disturbLabels(clean, noise, random);
}
