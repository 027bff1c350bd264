/** The name of a preset goes in; how long, how fast and with what a training goes comes out. */

import type { Setup } from "./job.ts";

export type Preset = Pick<
  Setup,
  "model" | "epochs" | "batchSize" | "stepsPerEpoch" | "learningRate" | "augment" | "thresholds"
> & { readonly doc: string };

/** `nlfs-...` are the surrogates of Morgan & Hougen 2024 (arXiv 2403.08793): an epoch is 100 steps. */
export const PRESETS = {
  default: {
    doc: "a small network on small images, at ease with ten times the usual rate",
    model: "convnet",
    epochs: 20,
    batchSize: 32,
    learningRate: 0.01,
    augment: "none",
    thresholds: [],
  },
  "nlfs-screening": {
    doc: "8 epochs of 100 steps; ends unless the training accuracy reaches 0.37",
    model: "convnet",
    epochs: 8,
    stepsPerEpoch: 100,
    batchSize: 128,
    learningRate: 0.001,
    augment: "none",
    thresholds: [{ epoch: 8, part: "train", accuracy: 0.37 }],
  },
  "nlfs-screening-resnet": {
    doc: "the same for ResNet9V2; ends unless the training accuracy reaches 0.35",
    model: "resnet9v2",
    epochs: 8,
    stepsPerEpoch: 100,
    batchSize: 128,
    learningRate: 0.001,
    augment: "none",
    thresholds: [{ epoch: 8, part: "train", accuracy: 0.35 }],
  },
  "nlfs-surrogate": {
    doc: "80 epochs of 100 steps with RandAugment; ends below 0.22 validation accuracy after epoch 8",
    model: "resnet9v2",
    epochs: 80,
    stepsPerEpoch: 100,
    batchSize: 64,
    learningRate: 0.001,
    augment: "randaugment:5",
    thresholds: [{ epoch: 8, part: "validation", accuracy: 0.22 }],
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;
