/** What decides a run's results, as its folder keeps it; and whether two such configurations are the same. */

import { arch, availableParallelism, cpus, platform } from "node:os";
import { METRICS, type MetricName, type Setup } from "../../train/job.ts";
import { inputFailure } from "../failure.ts";
import type { LossEntry } from "./losses.ts";

/** Rises when a lossc cannot go on with the folders of an earlier one. */
export const FORMAT = 1;

export const TRAINER_TARGETS = ["module", "tfjs"] as const;
export type TrainerTarget = (typeof TRAINER_TARGETS)[number];

export interface TrainerSetup {
  readonly command: string;
  readonly target: TrainerTarget;
  /** Seconds. */
  readonly timeLimit: number | null;
}

export interface RunConfig {
  readonly format: number;
  readonly kind: "train";
  readonly metric: MetricName;
  readonly seeds: readonly number[];
  /** The id of a loss. */
  readonly baseline: string | null;
  /** Nothing where a trainer of the user's has its own. */
  readonly setup: Setup | null;
  readonly trainer: TrainerSetup | null;
  readonly losses: readonly LossEntry[];
  readonly about: About;
}

/** Where the run began; it decides nothing that is asked of the results. */
export interface About {
  readonly lossc: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  /** As it was given when the run began. */
  readonly command?: string;
}

export function aboutHere(lossc: string, command?: string): About {
  return {
    lossc,
    node: process.versions.node,
    platform: `${platform()}-${arch()}`,
    processor: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    ...(command === undefined ? {} : { command }),
  };
}

/** What two configurations differ in, in words; nothing if their results are the same. */
export function configDifference(one: object, other: object): string | undefined {
  const [left, right] = [flatten(one), flatten(other)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const differing = names.filter((name) => left.get(name) !== right.get(name));
  return differing.length === 0 ? undefined : [...new Set(differing.map(wordOf))].join(", ");
}

/** Every number and text in it, by its path. */
function flatten(config: object): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) found.set(path, JSON.stringify(value) ?? "null");
    else for (const [key, inner] of Object.entries(value)) visit(inner, path === "" ? key : `${path}.${key}`);
  };
  visit({ ...JSON.parse(JSON.stringify(config)), about: undefined }, "");
  return found;
}

function wordOf(path: string): string {
  const [first, second, third] = path.split(".");
  if (first === "losses") return "the losses";
  if (first === "seeds") return "the seeds";
  if (first === "setup" && second === "problem" && third !== undefined) return third;
  return second ?? first!;
}

/** @throws Failure for a configuration of a newer lossc, and for what is none. */
export function parseConfig(text: string, path: string): RunConfig {
  let config: Partial<RunConfig>;
  try {
    config = JSON.parse(text) as Partial<RunConfig>;
  } catch {
    throw inputFailure(`${path} is damaged: it is not JSON`);
  }
  if (typeof config !== "object" || config === null || !Number.isInteger(config.format))
    throw inputFailure(`${path} is not the configuration of a run`);
  if (config.format! > FORMAT) {
    throw inputFailure(
      `${path} was written by a newer lossc (format ${config.format}, and this one knows ${FORMAT})`,
      "update lossc to go on with this run",
    );
  }
  if (config.kind !== "train") throw inputFailure(`${path} is the configuration of something other than a training`);
  const whole =
    Array.isArray(config.losses) &&
    config.losses.every(({ id, name, text: program }) => [id, name, program].every((one) => typeof one === "string")) &&
    Array.isArray(config.seeds) &&
    config.seeds.every(Number.isInteger) &&
    Object.hasOwn(METRICS, config.metric ?? "") &&
    (config.setup ?? config.trainer) != null;
  if (!whole) throw inputFailure(`${path} is damaged: it lacks losses, seeds, a metric or a setup`);
  return config as RunConfig;
}
