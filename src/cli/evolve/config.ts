/** What decides a search, as its folder keeps it in config.json; and what is wrong with a file that is none. */

import type { Budget, EvolveConfig } from "../../search/evolve/config.ts";
import type { Space } from "../../search/space/index.ts";
import { METRICS, type MetricName } from "../../train/job.ts";
import { inputFailure } from "../failure.ts";
import { readConfigText } from "../run-folder/folder.ts";
import type { About, TrainerSetup } from "../training/config.ts";
import type { RungTraining } from "./ladder.ts";

/** Rises when a lossc cannot go on with the folders of an earlier one. */
export const FORMAT = 1;

/** A loss that the population begins with. */
export interface FounderEntry {
  readonly file: string;
  /** With the functions that it uses. */
  readonly text: string;
}

export const COUNTED_EPOCHS = ["best", "last"] as const;
/** Which epoch's metrics are a training's result. */
export type CountedEpoch = (typeof COUNTED_EPOCHS)[number];

export interface RunConfig {
  readonly format: number;
  readonly kind: "evolve";
  readonly space: Space;
  /** The tests before training: lossc's, or those of the paper alone. */
  readonly tests: "default" | "nlfs";
  readonly metric: MetricName;
  /** Of each training: its best epoch (which it says by saying nothing), or its last. */
  readonly epoch?: CountedEpoch;
  /** Fitness is made worse by this for each operation of the simplified loss. */
  readonly complexityPenalty: number;
  readonly seed: number;
  readonly search: EvolveConfig;
  readonly budget: Budget;
  /** One for each rung of the search. */
  readonly trainings: readonly RungTraining[];
  readonly trainer: TrainerSetup | null;
  /** Seconds for one training; without it, a multiple of what the others took. */
  readonly timeLimit: number | null;
  readonly founders: readonly FounderEntry[];
  readonly workers: number;
  readonly about: About;
}

export function readEvolveConfig(path: string): RunConfig {
  const { file, text } = readConfigText(path);
  return parseEvolveConfig(text, file);
}

/** @throws Failure for a configuration of a newer lossc, and for what is none. */
export function parseEvolveConfig(text: string, path: string): RunConfig {
  let config: Partial<RunConfig> | null;
  try {
    config = JSON.parse(text) as Partial<RunConfig> | null;
  } catch {
    throw inputFailure(`${path} is damaged: it is not JSON`);
  }
  if (typeof config !== "object" || config === null || !Number.isInteger(config.format))
    throw inputFailure(`${path} is not the configuration of a run`);
  if (config.kind !== "evolve") {
    throw inputFailure(
      `${path} is the configuration of something other than a search`,
      config.kind === "train" ? "go on with it by lossc train --resume" : undefined,
    );
  }
  if (config.format! > FORMAT) {
    throw inputFailure(
      `${path} was written by a newer lossc (format ${config.format}, and this one knows ${FORMAT})`,
      "update lossc to go on with this run",
    );
  }
  const { space, metric, seed, search, budget, trainings, founders } = config;
  const whole =
    [space, search, budget].every((part) => typeof part === "object" && part !== null) &&
    Object.hasOwn(METRICS, metric ?? "") &&
    Number.isInteger(seed) &&
    Array.isArray(founders) &&
    Array.isArray(trainings) &&
    trainings.length === search?.rungs?.length;
  if (!whole) throw inputFailure(`${path} is damaged: it lacks a space, a metric, a schedule or trainings`);
  return config as RunConfig;
}

/** What fitness is, in words. */
export function objectiveText({
  metric,
  epoch = "best",
  complexityPenalty,
}: Pick<RunConfig, "metric" | "epoch" | "complexityPenalty">): string {
  const sign = METRICS[metric].better === "higher" ? "-" : "+";
  const judged = epoch === "best" ? metric : `${metric} of the last epoch`;
  return complexityPenalty === 0 ? judged : `${judged} ${sign} ${complexityPenalty} * complexity`;
}
