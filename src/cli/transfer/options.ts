/** The texts of `lossc transfer`'s options go in; the settings of the grid come out, each checked. */

import type { TransferSetting } from "../../report/transfer/result.ts";
import { asOption } from "../command-text.ts";
import { usageFailure } from "../failure.ts";
import { parseLabelNoise } from "../problem-options.ts";
import { parseSetup } from "../training/options.ts";
import type { SettingEntry } from "./config.ts";

export interface TransferOptions {
  readonly models?: string;
  readonly datasets?: string;
  readonly augment?: string;
  readonly labelNoise?: string;
  readonly epochs?: string;
  readonly steps?: string;
  readonly batchSize?: string;
  readonly learningRate?: string;
  readonly trainSize?: string;
  readonly imbalance?: string;
  readonly validation?: string;
  readonly splitSeed?: string;
  readonly backend?: string;
  readonly seeds?: string;
  readonly seed?: string;
  readonly baseline?: readonly string[];
  readonly metric?: string;
  readonly param?: readonly string[];
  readonly loss?: string;
  readonly workers?: string;
  readonly output?: string;
  readonly resume?: string;
  readonly json?: boolean;
}

export const DEFAULTS = { models: "convnet", datasets: "digits", augment: "none", validation: "0" } as const;

/** All else is in the folder of the run that is resumed. */
const WITH_RESUME: readonly (keyof TransferOptions)[] = ["resume", "workers", "json"];

export function refuseWithResume(files: readonly string[], options: TransferOptions): void {
  if (files.length > 0) throw usageFailure("--resume takes no files", "the run's folder holds its losses");
  const other = (Object.keys(options) as (keyof TransferOptions)[]).find((name) => !WITH_RESUME.includes(name));
  if (other === undefined) return;
  throw usageFailure(
    `--resume takes no ${other === "output" ? "-o" : asOption(other)}`,
    "everything but --workers and --json is as it was when the run began",
  );
}

/** Data set by data set, as a worker keeps the last one in memory. */
export function parseSettings(options: TransferOptions): SettingEntry[] {
  const { models, datasets, augment, labelNoise, baseline: _, ...common } = options;
  const noises = labelNoise === undefined ? [undefined] : listOf(labelNoise, "--label-noise");
  return listOf(datasets ?? DEFAULTS.datasets, "--datasets").flatMap((dataset) =>
    noises.flatMap((noise) =>
      listOf(models ?? DEFAULTS.models, "--models").flatMap((model) =>
        listOf(augment ?? DEFAULTS.augment, "--augment").map((augmentation) =>
          settingOf(common, { dataset, noise, model, augmentation }),
        ),
      ),
    ),
  );
}

function listOf(text: string, option: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  if (items.includes("")) throw usageFailure(`${option} has an empty place`, "separate by commas: a,b");
  const twice = items.find((item, i) => items.indexOf(item) !== i);
  if (twice !== undefined) throw usageFailure(`${option} names ${twice} twice`);
  return items;
}

interface Choice {
  readonly dataset: string;
  readonly noise: string | undefined;
  readonly model: string;
  readonly augmentation: string;
}

function settingOf(
  common: Omit<TransferOptions, "models" | "datasets" | "augment" | "labelNoise" | "baseline">,
  { dataset, noise, model, augmentation }: Choice,
): SettingEntry {
  const hasNoise = noise !== undefined && parseLabelNoise(noise).rate !== 0;
  const setup = parseSetup(
    {
      ...common,
      validation: common.validation ?? DEFAULTS.validation,
      dataset,
      model,
      // Commas separate the settings here, so a plus joins the steps of one.
      augment: augmentation.replaceAll("+", ","),
      ...(hasNoise ? { labelNoise: noise } : {}),
    },
    "any",
  );
  const setting: TransferSetting = {
    model,
    dataset,
    augment: setup.augment,
    labelNoise: setup.problem.labelNoise ?? null,
  };
  return { name: settingName(setting), setting, setup };
}

/** `convnet, digits, shift+randaugment:5, 40 % symmetric noise`. */
export function settingName({ model, dataset, augment, labelNoise }: TransferSetting): string {
  const noise =
    labelNoise === null ? [] : [`${Number((100 * labelNoise.rate).toPrecision(12))} % ${labelNoise.kind} noise`];
  return [model, dataset, ...(augment === "none" ? [] : [augment.replaceAll(",", "+")]), ...noise].join(", ");
}
