/** The texts of `lossc evolve`'s options go in; what they say of a search comes out, each checked. */

import type { Budget, EvolveConfig } from "../../search/evolve/config.ts";
import { METRICS, type Setup } from "../../train/job.ts";
import { usageFailure } from "../failure.ts";
import {
  parseChoice,
  parseMetric,
  parseSetup,
  parseTrainer,
  parseWorkers,
  type TrainCommandOptions,
} from "../training/options.ts";
import { parseCount, parseNumber } from "../values.ts";
import { COUNTED_EPOCHS, type CountedEpoch, type RunConfig } from "./config.ts";
import { parseDuration } from "./duration.ts";
import {
  type RungTraining,
  rungsOf,
  SEARCH_PRESETS,
  type SearchPreset,
  type SearchPresetName,
  TRAINER_RUNG,
  trainingsOf,
} from "./ladder.ts";

type TrainingOption =
  | "dataset"
  | "model"
  | "batchSize"
  | "learningRate"
  | "augment"
  | "labelNoise"
  | "noiseKind"
  | "imbalance"
  | "trainSize"
  | "splitSeed"
  | "validation"
  | "backend"
  | "trainer"
  | "trainerTarget"
  | "timeLimit"
  | "metric"
  | "seed"
  | "workers"
  | "output"
  | "resume"
  | "json";

export interface EvolveCommandOptions extends Pick<TrainCommandOptions, TrainingOption> {
  readonly preset?: string;
  readonly space?: string;
  readonly epoch?: string;
  readonly objective?: string;
  readonly population?: string;
  readonly tournament?: string;
  readonly evaluations?: string;
  readonly time?: string;
  readonly from?: readonly string[];
}

/** With --resume; a larger budget goes on with a run that has ended. */
const WITH_RESUME: readonly string[] = ["resume", "workers", "json", "evaluations", "time"];

const MOST_MEMBERS = 100_000;

export function refuseWithResume(options: EvolveCommandOptions): void {
  const other = Object.keys(options).find((name) => !WITH_RESUME.includes(name));
  if (other === undefined) return;
  const flag = other === "output" ? "-o" : `--${other.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw usageFailure(
    `--resume takes no ${flag}`,
    "everything but --workers, --json and the budgets --evaluations and --time is as it was when the run began",
  );
}

export type Plan = Omit<RunConfig, "format" | "kind" | "space" | "founders" | "about" | "workers">;

const PRESET_NAMES = Object.keys(SEARCH_PRESETS) as readonly SearchPresetName[];
const DEFAULT_LOOKAHEAD = 8;
const MOST_EXPORTED = 100;

/** All but what lies in files. */
export function planOf(options: EvolveCommandOptions): Plan {
  const { timeLimit, epoch: _, ...rest } = options;
  const preset: SearchPreset = SEARCH_PRESETS[parseChoice(options.preset ?? "default", "--preset", PRESET_NAMES)];
  const own = parseTrainer(rest);
  const limit = timeLimit === undefined ? null : positive(timeLimit, "--time-limit");
  const metric = parseMetric(options.metric);
  const epoch = countedEpoch(options);
  const budget = budgetOf(options, preset);
  const evaluations = budget.evaluations ?? preset.evaluations;
  const trainings = own === null ? ownTrainings(options, preset) : [{ setup: null, trainings: 1 }];
  const rungs = own === null ? rungsOf(preset, trainings, evaluations) : [TRAINER_RUNG];
  return {
    tests: preset.tests,
    metric,
    // As runs of the first lossc have it, so that the same command goes on with them.
    ...(epoch === "best" ? {} : { epoch }),
    complexityPenalty: parseObjective(options.objective),
    seed: parseCount(options.seed ?? "1", "--seed", 0, Number.MAX_SAFE_INTEGER - 1_000),
    search: {
      ...sizesOf(options, preset.schedule(evaluations, rungs)),
      direction: METRICS[metric].better === "higher" ? "maximize" : "minimize",
      lookahead: Math.max(DEFAULT_LOOKAHEAD, parseEvolveWorkers(options.workers ?? "1")),
    },
    budget,
    trainings,
    trainer: own === null ? null : { ...own, timeLimit: limit },
    timeLimit: limit,
  };
}

function countedEpoch({ epoch, trainer }: EvolveCommandOptions): CountedEpoch {
  if (epoch !== undefined && trainer !== undefined)
    throw usageFailure("--epoch and --trainer exclude each other", "the trainer decides which epoch counts");
  return parseChoice(epoch ?? "best", "--epoch", COUNTED_EPOCHS);
}

/** Another population has as many first losses and draws for each member as that of the preset. */
function sizesOf({ population, tournament }: EvolveCommandOptions, schedule: EvolveConfig): EvolveConfig {
  const size = population === undefined ? schedule.population : parseCount(population, "--population", 2, MOST_MEMBERS);
  const scaled = (count: number): number => Math.max(2, Math.round((count * size) / schedule.population));
  return {
    ...schedule,
    // What `lossc runs export --top` can give.
    hall: Math.max(MOST_EXPORTED, schedule.hall),
    population: size,
    initial: schedule.rungs.length < 2 ? size : scaled(schedule.initial),
    tournament:
      tournament === undefined ? scaled(schedule.tournament) : parseCount(tournament, "--tournament", 1, MOST_MEMBERS),
  };
}

/** The preset's number of evaluations holds unless either budget is given. */
function budgetOf(options: EvolveCommandOptions, preset: SearchPreset): Budget {
  const given = givenBudget(options);
  return Object.keys(given).length === 0 ? { evaluations: preset.evaluations } : given;
}

export function givenBudget({ evaluations, time }: Pick<EvolveCommandOptions, "evaluations" | "time">): Budget {
  return {
    ...(evaluations === undefined ? {} : { evaluations: parseCount(evaluations, "--evaluations") }),
    ...(time === undefined ? {} : { seconds: parseDuration(time, "--time") }),
  };
}

function ownTrainings(options: EvolveCommandOptions, preset: SearchPreset): RungTraining[] {
  if (options.dataset === undefined && preset.dataset === undefined) {
    throw usageFailure(
      `--preset ${options.preset} wants a data set: its thresholds are for CIFAR-10`,
      "give --dataset cifar-10 (`lossc data fetch cifar-10` downloads it), or another one",
    );
  }
  const { preset: _, ...training } = options;
  const setup: Setup = parseSetup(training);
  const own = {
    ...(options.model === undefined ? {} : { model: setup.model }),
    ...(options.batchSize === undefined ? {} : { batchSize: setup.batchSize }),
    ...(options.learningRate === undefined ? {} : { learningRate: setup.learningRate }),
    ...(options.augment === undefined ? {} : { augment: setup.augment }),
  };
  return trainingsOf(preset, { problem: setup.problem, backend: setup.backend, ...own });
}

const OBJECTIVE = /^fitness\s*(?:-\s*(\d*\.?\d+(?:e[+-]?\d+)?)\s*\*\s*complexity)?$/i;

/** The penalty of `fitness` or `fitness - 0.001 * complexity`. */
export function parseObjective(text = "fitness"): number {
  const found = OBJECTIVE.exec(text.trim());
  if (found === null) {
    throw usageFailure(
      `--objective: ${JSON.stringify(text)} is no objective`,
      'write "fitness", or with a price for each operation "fitness - 0.001 * complexity"',
    );
  }
  return Number(found[1] ?? 0);
}

function positive(text: string, option: string): number {
  const value = parseNumber(text, option);
  if (!(value > 0 && Number.isFinite(value))) throw usageFailure(`${option}: ${text} is not a positive number`);
  return value;
}

/** One worker at least: a training in lossc's own process could not be ended when it hangs. */
export function parseEvolveWorkers(text: string): number {
  const workers = parseWorkers(text);
  if (workers === 0) throw usageFailure("--workers: 0 is not a whole number from 1 to 1024");
  return workers;
}
