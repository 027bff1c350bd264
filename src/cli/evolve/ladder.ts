/** A preset's name and the user's options go in; the rungs of a search come out: how each is trained, and who goes on to the next. */

import {
  defaultConfig,
  type EvolveConfig,
  NLFS_EVALUATIONS,
  nlfsConfig,
  type Rung,
} from "../../search/evolve/config.ts";
import type { Setup } from "../../train/job.ts";
import { PRESETS, type Preset } from "../../train/presets.ts";

/** What is trained on a rung. */
export interface RungTraining {
  /** Nothing where a trainer of the user's has its own. */
  readonly setup: Setup | null;
  /** Fitness is the mean over so many seeds, one after the other. */
  readonly trainings: number;
}

interface RungPlan {
  readonly name: string;
  readonly preset: Preset;
  readonly trainings: number;
  /** Of the population's fitness on this rung: below it a candidate goes no further. */
  readonly quantile: number;
}

export interface SearchPreset {
  readonly doc: string;
  readonly rungs: readonly RungPlan[];
  readonly evaluations: number;
  /** Nothing where the thresholds are made for another set than lossc's own. */
  readonly dataset: string | undefined;
  readonly tests: "default" | "nlfs";
  readonly schedule: (evaluations: number, rungs: readonly Rung[]) => EvolveConfig;
}

export const SEARCH_PRESETS = {
  default: {
    doc: "2 epochs, then 6, then 15 with two seeds: for small images and a few cores",
    rungs: [
      { name: "short", preset: { ...PRESETS.default, epochs: 2 }, trainings: 1, quantile: 0.5 },
      { name: "middle", preset: { ...PRESETS.default, epochs: 6 }, trainings: 1, quantile: 0.5 },
      { name: "long", preset: { ...PRESETS.default, epochs: 15 }, trainings: 2, quantile: 0 },
    ],
    evaluations: 200,
    dataset: "digits",
    tests: "default",
    schedule: defaultConfig,
  },
  nlfs: {
    doc: "Morgan & Hougen 2024: ConvNet screening, then ResNet9V2 with RandAugment",
    rungs: [
      { name: "screening", preset: PRESETS["nlfs-screening"], trainings: 1, quantile: 0 },
      { name: "surrogate", preset: PRESETS["nlfs-surrogate"], trainings: 1, quantile: 0 },
    ],
    evaluations: NLFS_EVALUATIONS,
    dataset: undefined,
    tests: "nlfs",
    schedule: (_, [screening, surrogate]) => nlfsConfig(screening!, surrogate!),
  },
} as const satisfies Record<string, SearchPreset>;

export type SearchPresetName = keyof typeof SEARCH_PRESETS;

/** What the user's options say of every rung. */
export interface RungOptions {
  readonly problem: Setup["problem"];
  readonly backend: string;
  readonly model?: Setup["model"];
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly augment?: string;
}

export function trainingsOf(preset: SearchPreset, { problem, backend, ...own }: RungOptions): RungTraining[] {
  return preset.rungs.map(({ preset: { doc: _, ...length }, trainings }) => ({
    setup: { ...length, ...own, problem, backend },
    trainings,
  }));
}

/** The whole ladder of a preset as the search sees it. */
export function rungsOf({ rungs }: SearchPreset, trainings: readonly RungTraining[], evaluations: number): Rung[] {
  // A quantile of few results says little; a short run has no more.
  const after = Math.max(2, Math.min(10, Math.round(evaluations / 20)));
  return rungs.map(({ name, quantile }, i) => ({
    name,
    settings: settingsOf(trainings[i]!),
    promote: quantile === 0 ? [] : [{ quantile, against: "population", after }],
  }));
}

/** The one rung of a trainer of the user's own. */
export const TRAINER_RUNG: Rung = { name: "trainer", settings: {}, promote: [] };

function settingsOf({ setup, trainings }: RungTraining): Rung["settings"] {
  if (setup === null) return { trainings };
  const { model, epochs, batchSize, learningRate, augment } = setup;
  return { model, epochs, batchSize, learningRate, augment, trainings };
}
