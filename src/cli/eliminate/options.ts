/** The texts of `lossc eliminate`'s options, a protocol and what runs have in common go in; the phases come out, each with its setup. */

import type { MetricName, Setup, Stage } from "../../train/job.ts";
import { PRESETS } from "../../train/presets.ts";
import { asOption } from "../command-text.ts";
import { COUNTED_EPOCHS, type CountedEpoch, type RunConfig as SearchConfig } from "../evolve/config.ts";
import { usageFailure } from "../failure.ts";
import { parseChoice, parseMetric, parseSetup, type TrainCommandOptions } from "../training/options.ts";
import { parseCount } from "../values.ts";
import type { PhaseTraining, Protocol } from "./protocol.ts";

type SharedOption =
  | "dataset"
  | "model"
  | "epochs"
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
  | "seed"
  | "metric"
  | "workers"
  | "output"
  | "resume"
  | "json";

export interface EliminateCommandOptions extends Pick<TrainCommandOptions, SharedOption> {
  readonly protocol?: string;
  readonly print?: boolean;
  readonly top?: string;
  readonly baseline?: readonly string[];
  readonly epoch?: string;
}

const WITH_RESUME: readonly string[] = ["resume", "workers", "json"];

export function refuseWithResume(inputs: readonly string[], options: EliminateCommandOptions): void {
  if (inputs.length > 0) throw usageFailure("--resume takes no runs and no files", "the folder holds its losses");
  const other = Object.keys(options).find((name) => !WITH_RESUME.includes(name));
  if (other === undefined) return;
  throw usageFailure(
    `--resume takes no ${other === "output" ? "-o" : asOption(other)}`,
    "everything but --workers and --json is as it was when the elimination began",
  );
}

/** What runs say of trainings, metric and epoch, where they agree. */
export interface Inherited {
  readonly training: PhaseTraining;
  readonly metric?: MetricName;
  readonly epoch?: CountedEpoch;
  /** What they do not agree on. */
  readonly differing: readonly string[];
}

/** How much is trained is a matter of the protocol; on what and with what is one of the runs, by their last rungs. */
const FROM_RUNS = ["model", "batchSize", "learningRate", "augment"] as const;
const PROBLEM_FROM_RUNS = ["dataset", "labelNoise", "imbalance", "validation", "splitSeed"] as const;

export function inheritedFrom(configs: readonly SearchConfig[]): Inherited {
  const known = configs.flatMap(({ trainings, metric, epoch = "best" }) => {
    const setup = trainings.at(-1)?.setup;
    if (setup == null) return [];
    const said: readonly (readonly [string, unknown])[] = [
      ...FROM_RUNS.map((name) => [name, setup[name]] as const),
      ...PROBLEM_FROM_RUNS.map((name) => [name, setup.problem[name]] as const),
      ["metric", metric],
      ["epoch", epoch],
    ];
    return [Object.fromEntries(said)];
  });
  const differing: string[] = [];
  const common: Record<string, unknown> = {};
  for (const name of Object.keys(known[0] ?? {})) {
    if (new Set(known.map((one) => JSON.stringify(one[name]))).size > 1) differing.push(name);
    else if (known[0]![name] !== undefined) common[name] = known[0]![name];
  }
  const { metric, epoch, ...training } = common as PhaseTraining & Pick<Inherited, "metric" | "epoch">;
  return { training, ...(metric && { metric }), ...(epoch && { epoch }), differing };
}

/** A phase as it is trained. */
export interface PhasePlan {
  readonly name: string;
  readonly keep: number;
  readonly seeds: readonly number[];
  readonly setup: Setup;
}

export interface EliminationPlan {
  readonly metric: MetricName;
  readonly epoch: CountedEpoch;
  readonly phases: readonly PhasePlan[];
}

export function planOf(protocol: Protocol, options: EliminateCommandOptions, inherited: Inherited): EliminationPlan {
  const { training: own, backend } = ownTraining(options);
  const decide = <Value>(name: string, said: readonly (Value | undefined)[]): Value | undefined => {
    const first = said.find((value) => value !== undefined);
    if (first === undefined && inherited.differing.includes(name)) {
      throw usageFailure(`the runs differ in their ${wordsOf(name)}`, `say with ${asOption(name)} which it is to be`);
    }
    return first;
  };
  const metric = options.metric === undefined ? undefined : parseMetric(options.metric);
  const epoch = options.epoch === undefined ? undefined : parseChoice(options.epoch, "--epoch", COUNTED_EPOCHS);
  // Each phase has seeds of its own: whoever was lucky with those of one phase is not lucky by them again.
  let next = parseCount(options.seed ?? "1", "--seed", 0, Number.MAX_SAFE_INTEGER - 1e9);
  return {
    metric: decide("metric", [metric, protocol.metric, inherited.metric]) ?? "accuracy",
    epoch: decide("epoch", [epoch, protocol.epoch, inherited.epoch]) ?? "best",
    phases: protocol.phases.map(({ name, keep, seeds, training }) => {
      const said = [own, options.augment === undefined ? training : withOneAugment(training), inherited.training];
      const value = <Key extends keyof PhaseTraining>(key: Key): PhaseTraining[Key] | undefined =>
        decide<PhaseTraining[Key]>(
          key,
          said.map((one) => one[key]),
        );
      return {
        name,
        keep,
        seeds: Array.from({ length: seeds }, () => next++),
        setup: setupOf(value, backend),
      };
    }),
  };
}

/** What the command line says of every phase, its stages do not undo. */
const withOneAugment = ({ stages, ...training }: PhaseTraining): PhaseTraining =>
  stages === undefined ? training : { ...training, stages: stages.map(({ augment: _, ...stage }): Stage => stage) };

const wordsOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

type Decide = <Key extends keyof PhaseTraining>(key: Key) => PhaseTraining[Key] | undefined;

function setupOf(value: Decide, backend: string): Setup {
  const given = <Key extends keyof PhaseTraining>(key: Key): Pick<PhaseTraining, Key> | undefined => {
    const found = value(key);
    return found === undefined ? undefined : ({ [key]: found } as Pick<PhaseTraining, Key>);
  };
  const { model, epochs, batchSize, learningRate, augment } = PRESETS.default;
  return {
    problem: {
      dataset: value("dataset") ?? "digits",
      splitSeed: value("splitSeed") ?? 0,
      validation: value("validation") ?? 0.2,
      ...given("trainSize"),
      ...given("labelNoise"),
      ...given("imbalance"),
    },
    model: value("model") ?? model,
    augment: value("augment") ?? augment,
    ...given("imageSize"),
    ...given("dropout"),
    ...given("stages"),
    batchSize: value("batchSize") ?? batchSize,
    epochs: value("epochs") ?? epochs,
    ...given("stepsPerEpoch"),
    learningRate: value("learningRate") ?? learningRate,
    thresholds: value("thresholds") ?? [],
    backend,
  };
}

const OF_PROBLEM = ["dataset", "trainSize", "labelNoise", "imbalance", "validation", "splitSeed"] as const;
const OF_SETUP = ["model", "epochs", "batchSize", "learningRate", "augment"] as const;

/** What the options say, and nothing else. */
function ownTraining(options: EliminateCommandOptions): {
  readonly training: PhaseTraining;
  readonly backend: string;
} {
  const { baseline: _, ...training } = options;
  const setup = parseSetup(training);
  const own = {
    ...Object.fromEntries(OF_PROBLEM.map((name) => [name, options[name] && setup.problem[name]])),
    ...Object.fromEntries(OF_SETUP.map((name) => [name, options[name] && setup[name]])),
  } as PhaseTraining;
  return { training: own, backend: setup.backend };
}
