/** The texts of `lossc train`'s options go in; the setup, seeds and trainer of a run come out, each checked. */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { AugmentationError, parseAugmentation } from "../../train/augment/index.ts";
import { BACKEND_NAMES } from "../../train/backend/backends.ts";
import { knownDataset } from "../../train/data/catalogue.ts";
import { checkProblem, type HeldOut, ProblemError } from "../../train/data/problem.ts";
import { type LabelNoise, METRICS, type MetricName, type Problem, type Setup } from "../../train/job.ts";
import type { ModelName } from "../../train/models/index.ts";
import { PRESETS, type Preset } from "../../train/presets.ts";
import { asOption } from "../command-text.ts";
import { usageFailure } from "../failure.ts";
import { PROBLEM_OPTIONS, problemOf } from "../problem-options.ts";
import { parseCount, parseNumber } from "../values.ts";
import { TRAINER_TARGETS, type TrainerSetup } from "./config.ts";

export interface TrainCommandOptions {
  readonly dataset?: string;
  readonly model?: string;
  readonly preset?: string;
  readonly epochs?: string;
  readonly steps?: string;
  readonly batchSize?: string;
  readonly learningRate?: string;
  readonly augment?: string;
  readonly labelNoise?: string;
  readonly noiseKind?: string;
  readonly imbalance?: string;
  readonly trainSize?: string;
  readonly splitSeed?: string;
  readonly validation?: string;
  readonly backend?: string;
  readonly seeds?: string;
  readonly seed?: string;
  readonly baseline?: string;
  readonly metric?: string;
  readonly param?: readonly string[];
  readonly loss?: string;
  readonly trainer?: string;
  readonly trainerTarget?: string;
  readonly timeLimit?: string;
  readonly workers?: string;
  readonly output?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

type OptionName = keyof TrainCommandOptions;

/** Options that say how lossc trains: a trainer of the user's own has none of them. */
const OWN_TRAINING = [
  "dataset",
  "model",
  "preset",
  "epochs",
  "steps",
  "batchSize",
  "learningRate",
  "augment",
  "labelNoise",
  "noiseKind",
  "imbalance",
  "trainSize",
  "splitSeed",
  "validation",
  "backend",
] as const satisfies readonly OptionName[];

/** All else is in the folder of the run that is resumed. */
const WITH_RESUME: readonly OptionName[] = ["resume", "workers", "json"];

/** The models by name alone: their code loads all of tfjs. */
export const MODEL_NAMES = Object.keys({
  mlp: true,
  convnet: true,
  resnet9v2: true,
  "efficientnetv2-s": true,
  "wrn-28-10": true,
} satisfies Record<ModelName, true>) as readonly ModelName[];

const MOST_SEEDS = 10_000;
const MOST_WORKERS = 1_024;
/** A test of the loss in a few minutes; a run of `--steps` is judged about this often. */
const STEPS_PER_EPOCH = 100;

export function refuseWithResume(files: readonly string[], options: TrainCommandOptions): void {
  if (files.length > 0) throw usageFailure("--resume takes no files", "the run's folder holds its losses");
  const other = (Object.keys(options) as OptionName[]).find((name) => !WITH_RESUME.includes(name));
  if (other !== undefined) {
    throw usageFailure(
      `--resume takes no ${other === "output" ? "-o" : asOption(other)}`,
      "everything but --workers and --json is as it was when the run began",
    );
  }
}

/** The key of a table of things to choose from. */
export function parseChoice<Name extends string>(text: string, option: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text);
  if (found !== undefined) return found;
  throw usageFailure(
    `${option}: there is no ${JSON.stringify(text)}`,
    didYouMean(text, names) ?? `${option} takes ${names.join(", ")}`,
  );
}

export function parseMetric(text = "accuracy"): MetricName {
  return parseChoice(text, "--metric", Object.keys(METRICS) as MetricName[]);
}

export function parseSeeds({ seeds = "5", seed = "1" }: Pick<TrainCommandOptions, "seeds" | "seed">): number[] {
  const count = parseCount(seeds, "--seeds", 1, MOST_SEEDS);
  const first = parseCount(seed, "--seed", 0, Number.MAX_SAFE_INTEGER - MOST_SEEDS);
  return Array.from({ length: count }, (_, i) => first + i);
}

/** 0 is this process. */
export function parseWorkers(text = "0"): number {
  return parseCount(text, "--workers", 0, MOST_WORKERS);
}

export function parseTrainer(options: TrainCommandOptions): TrainerSetup | null {
  const { trainer: command, trainerTarget, timeLimit } = options;
  if (command === undefined) {
    for (const name of ["trainerTarget", "timeLimit"] as const)
      if (options[name] !== undefined) throw usageFailure(`${asOption(name)} goes with --trainer`);
    return null;
  }
  if (command.trim() === "")
    throw usageFailure("--trainer is empty", 'name a command: --trainer "python train.py {loss} {seed}"');
  const other = OWN_TRAINING.find((name) => options[name] !== undefined);
  if (other !== undefined)
    throw usageFailure(`${asOption(other)} and --trainer exclude each other`, "the trainer decides how it trains");
  return {
    command,
    target: parseChoice(trainerTarget ?? "module", "--trainer-target", TRAINER_TARGETS),
    timeLimit: timeLimit === undefined ? null : positive(timeLimit, "--time-limit"),
  };
}

function positive(text: string, option: string): number {
  const value = parseNumber(text, option);
  if (!(value > 0 && Number.isFinite(value))) throw usageFailure(`${option}: ${text} is not a positive number`);
  return value;
}

export function parseSetup(options: TrainCommandOptions, heldOut: HeldOut = "some"): Setup {
  const preset: Preset =
    PRESETS[parseChoice(options.preset ?? "default", "--preset", Object.keys(PRESETS) as (keyof typeof PRESETS)[])];
  return {
    problem: parseProblem(options, heldOut),
    model: options.model === undefined ? preset.model : parseChoice(options.model, "--model", MODEL_NAMES),
    augment: parseAugment(options.augment ?? preset.augment),
    batchSize: options.batchSize === undefined ? preset.batchSize : parseCount(options.batchSize, "--batch-size"),
    ...parseLength(options, preset),
    learningRate:
      options.learningRate === undefined ? preset.learningRate : positive(options.learningRate, "--learning-rate"),
    thresholds: preset.thresholds,
    backend: parseChoice(options.backend ?? "auto", "--backend", ["auto", ...BACKEND_NAMES]),
  };
}

/** `--steps` are cut into equal epochs of about a hundred, and rounded up to fill them. */
function parseLength({ epochs, steps }: TrainCommandOptions, preset: Preset): Pick<Setup, "epochs" | "stepsPerEpoch"> {
  if (steps !== undefined) {
    if (epochs !== undefined) throw usageFailure("--epochs and --steps exclude each other");
    const count = parseCount(steps, "--steps");
    const parts = Math.max(1, Math.round(count / STEPS_PER_EPOCH));
    return { epochs: parts, stepsPerEpoch: Math.ceil(count / parts) };
  }
  return {
    epochs: epochs === undefined ? preset.epochs : parseCount(epochs, "--epochs"),
    ...(preset.stepsPerEpoch === undefined ? {} : { stepsPerEpoch: preset.stepsPerEpoch }),
  };
}

function parseAugment(text: string): string {
  try {
    return parseAugmentation(text).spec;
  } catch (error) {
    if (error instanceof AugmentationError) throw usageFailure(`--augment: ${error.problem}`, error.hint);
    throw error;
  }
}

function parseProblem(options: TrainCommandOptions, heldOut: HeldOut): Problem {
  const { dataset: named = "digits", labelNoise, noiseKind } = options;
  if (noiseKind !== undefined && labelNoise === undefined) throw usageFailure("--noise-kind goes with --label-noise");
  const kind = noiseKind === undefined ? undefined : parseChoice(noiseKind, "--noise-kind", NOISE_KINDS);
  const isFolder = knownDataset(named) === undefined && existsSync(named);
  const problem = problemOf(isFolder ? resolve(named) : named, {
    ...options,
    validation: options.validation ?? presetOf("--validation"),
    splitSeed: options.splitSeed ?? presetOf("--split-seed"),
    ...(kind === undefined ? {} : { labelNoise: `${kind}:${labelNoise}` }),
  });
  withProblemOptions(() => checkProblem(problem, heldOut));
  return problem;
}

const NOISE_KINDS = ["symmetric", "asymmetric"] as const satisfies readonly LabelNoise["kind"][];

const presetOf = (option: string): string => PROBLEM_OPTIONS.find(([flags]) => flags.startsWith(option))?.[2] ?? "";

/** What `run` gives. @throws Failure that names the option which a problem cannot have. */
export function withProblemOptions<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof ProblemError) throw usageFailure(`--${error.message}`);
    throw error;
  }
}
