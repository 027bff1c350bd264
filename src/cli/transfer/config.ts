/** What decides a transfer, as its folder keeps it in config.json; and what is wrong with a file that is none. */

import type { TransferSetting } from "../../report/transfer/result.ts";
import { METRICS, type MetricName, type Setup } from "../../train/job.ts";
import { inputFailure } from "../failure.ts";
import { readConfigText } from "../run-folder/folder.ts";
import type { About } from "../training/config.ts";
import type { LossEntry } from "../training/losses.ts";

/** Rises when a lossc cannot go on with the folders of an earlier one. */
export const FORMAT = 1;

/** One network on one problem: a cell of the grid has one loss there. */
export interface SettingEntry {
  /** Unlike any other of the run. */
  readonly name: string;
  readonly setting: TransferSetting;
  readonly setup: Setup;
}

export interface TransferConfig {
  readonly format: number;
  readonly kind: "transfer";
  /** As it was given when the run began; it decides nothing. */
  readonly command: string;
  readonly metric: MetricName;
  readonly seeds: readonly number[];
  /** Ids of losses; the first is what the others are compared with first. */
  readonly baselines: readonly [string, ...string[]];
  readonly settings: readonly SettingEntry[];
  readonly losses: readonly LossEntry[];
  readonly about: About;
}

export function readTransferConfig(path: string): TransferConfig {
  const { file, text } = readConfigText(path);
  return parseTransferConfig(text, file);
}

/** @throws Failure for a configuration of a newer lossc, and for what is none. */
export function parseTransferConfig(text: string, path: string): TransferConfig {
  let config: Partial<TransferConfig> | null;
  try {
    config = JSON.parse(text) as Partial<TransferConfig> | null;
  } catch {
    throw inputFailure(`${path} is damaged: it is not JSON`);
  }
  if (typeof config !== "object" || config === null || !Number.isInteger(config.format))
    throw inputFailure(`${path} is not the configuration of a run`);
  if (config.kind !== "transfer") throw inputFailure(`${path} is the configuration of something other than a transfer`);
  if (config.format! > FORMAT) {
    throw inputFailure(
      `${path} was written by a newer lossc (format ${config.format}, and this one knows ${FORMAT})`,
      "update lossc to go on with this run",
    );
  }
  const { losses, seeds, settings, baselines, metric } = config;
  const whole =
    Array.isArray(losses) &&
    losses.every(({ id, name, text: program }) => [id, name, program].every((one) => typeof one === "string")) &&
    Array.isArray(seeds) &&
    seeds.every(Number.isInteger) &&
    Array.isArray(settings) &&
    settings.every(({ name, setup }) => typeof name === "string" && typeof setup === "object") &&
    Array.isArray(baselines) &&
    baselines.length > 0 &&
    baselines.every((baseline) => losses.some(({ id }) => id === baseline)) &&
    Object.hasOwn(METRICS, metric ?? "");
  if (!whole) throw inputFailure(`${path} is damaged: it lacks losses, baselines, seeds, a metric or settings`);
  return config as TransferConfig;
}
