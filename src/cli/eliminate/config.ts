/** What decides an elimination, as its folder keeps it in config.json; and what is wrong with a file that is none. */

import { METRICS, type MetricName } from "../../train/job.ts";
import type { CountedEpoch } from "../evolve/config.ts";
import { inputFailure } from "../failure.ts";
import { readConfigText } from "../run-folder/folder.ts";
import type { About } from "../training/config.ts";
import type { LossEntry } from "../training/losses.ts";
import type { Entrants, Origin } from "./entrants.ts";
import type { PhasePlan } from "./options.ts";
import type { Protocol } from "./protocol.ts";

/** Rises when a lossc cannot go on with the folders of an earlier one. */
export const FORMAT = 1;

export interface EliminationConfig extends Omit<Entrants, "doubles"> {
  readonly format: number;
  readonly kind: "elimination";
  /** As it was given when the elimination began; it decides nothing. */
  readonly command: string;
  /** As the command line names them. */
  readonly inputs: readonly string[];
  /** As it was read; what is trained is in `phases`. */
  readonly protocol: Protocol;
  readonly metric: MetricName;
  readonly epoch: CountedEpoch;
  readonly phases: readonly PhasePlan[];
  readonly losses: readonly LossEntry[];
  readonly origins: Readonly<Record<string, Origin>>;
  readonly about: About;
}

export function readEliminationConfig(path: string): EliminationConfig {
  const { file, text } = readConfigText(path);
  return parseEliminationConfig(text, file);
}

/** @throws Failure for a configuration of a newer lossc, and for what is none. */
export function parseEliminationConfig(text: string, path: string): EliminationConfig {
  let config: Partial<EliminationConfig> | null;
  try {
    config = JSON.parse(text) as Partial<EliminationConfig> | null;
  } catch {
    throw inputFailure(`${path} is damaged: it is not JSON`);
  }
  if (typeof config !== "object" || config === null || !Number.isInteger(config.format))
    throw inputFailure(`${path} is not the configuration of a run`);
  if (config.kind !== "elimination")
    throw inputFailure(`${path} is the configuration of something other than an elimination`);
  if (config.format! > FORMAT) {
    throw inputFailure(
      `${path} was written by a newer lossc (format ${config.format}, and this one knows ${FORMAT})`,
      "update lossc to go on with this run",
    );
  }
  const { losses, baselines, phases, origins, metric } = config;
  const whole =
    Array.isArray(losses) &&
    losses.every(({ id, name, text: program }) => [id, name, program].every((one) => typeof one === "string")) &&
    Array.isArray(baselines) &&
    Array.isArray(phases) &&
    phases.every(({ name, seeds, setup }) => typeof name === "string" && Array.isArray(seeds) && setup != null) &&
    typeof origins === "object" &&
    Object.hasOwn(METRICS, metric ?? "");
  if (!whole) throw inputFailure(`${path} is damaged: it lacks losses, phases, origins or a metric`);
  return config as EliminationConfig;
}
