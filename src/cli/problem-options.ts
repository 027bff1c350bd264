/** Options that say which examples are trained and judged on go in; a problem comes out, or an error that names the option. */

import type { LabelNoise, Problem } from "../train/job.ts";
import { inputFailure, usageFailure } from "./failure.ts";
import { parseCount, parseNumber } from "./values.ts";

export interface ProblemOptions {
  readonly validation: string;
  readonly splitSeed: string;
  readonly trainSize?: string;
  readonly imbalance?: string;
  readonly labelNoise?: string;
}

/** For every command with these options: flags, what they say in the help, the default. */
export const PROBLEM_OPTIONS: readonly (readonly [flags: string, doc: string, preset?: string])[] = [
  ["--train-size <n>", "train on this many examples, the classes in proportion"],
  ["--imbalance <ratio>", "a long tail of classes: the last has this part of the first one's examples"],
  ["--label-noise <rate>", "make this part of the training labels wrong; asymmetric:0.4 for the next class each"],
  ["--validation <part>", "the part of the training examples that is held out for validation", "0.2"],
  ["--split-seed <n>", "decides the split and every choice of the options above", "0"],
];

const KINDS: readonly LabelNoise["kind"][] = ["symmetric", "asymmetric"];

/** `0.4`, `symmetric:0.4` or `asymmetric:0.4`. */
export function parseLabelNoise(text: string): LabelNoise {
  const [, name, rate = text] = /^([a-z]+):(.*)$/.exec(text) ?? [];
  const kind = name === undefined ? "symmetric" : KINDS.find((known) => known === name);
  if (kind === undefined) throw usageFailure(`--label-noise: unknown kind ${name}`, `it is ${KINDS.join(" or ")}`);
  return { rate: parseNumber(rate, "--label-noise"), kind };
}

export function problemOf(dataset: string, options: ProblemOptions): Problem {
  const { trainSize, imbalance, labelNoise } = options;
  return {
    dataset,
    splitSeed: parseCount(options.splitSeed, "--split-seed", 0),
    validation: parseNumber(options.validation, "--validation"),
    ...(trainSize !== undefined && { trainSize: parseCount(trainSize, "--train-size") }),
    ...(imbalance !== undefined && { imbalance: parseNumber(imbalance, "--imbalance") }),
    ...(labelNoise !== undefined && { labelNoise: parseLabelNoise(labelNoise) }),
  };
}

/** What `run` gives. @throws Failure for a data set that cannot be had, and for a problem that it cannot give. */
export async function withDataFailures<Result>(run: () => Promise<Result> | Result): Promise<Result> {
  const { DatasetError, ProblemError } = await import("../train/data/index.ts");
  try {
    return await run();
  } catch (error) {
    if (error instanceof DatasetError) throw inputFailure(error.message, error.hint);
    if (error instanceof ProblemError) throw inputFailure(`--${error.message}`);
    throw error;
  }
}
