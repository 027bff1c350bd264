/** What a training is, as plain data: a job goes to any process that can train, its outcome comes back. */

import type { ModelName } from "./models/models.ts";

/** What training reports of a model on held-out examples. */
export interface Metrics {
  /** The part of the examples whose most probable class is theirs. */
  readonly accuracy: number;
  /** The mean over the classes of the F1 score; 0 for a class that is neither present nor predicted. */
  readonly "macro-f1": number;
  /** Mean negative log-likelihood of the true class, in nats; probabilities are kept at or above 1e-7. */
  readonly nll: number;
  /** Expected calibration error with 15 bins of equal width. Guo et al. 2017, eq. 3. */
  readonly ece: number;
}

export type MetricName = keyof Metrics;

export const METRICS = {
  accuracy: { better: "higher", doc: "part of the examples whose most probable class is theirs" },
  "macro-f1": { better: "higher", doc: "F1 score, each class counting the same" },
  nll: { better: "lower", doc: "negative log-likelihood of the true class, in nats" },
  ece: { better: "lower", doc: "expected calibration error, 15 bins" },
} as const satisfies Record<MetricName, { readonly better: "higher" | "lower"; readonly doc: string }>;

export interface LabelNoise {
  /** The part of the training labels that become wrong, 0 to 1. */
  readonly rate: number;
  /** Any other class alike, or the next class (the last one's next is the first). */
  readonly kind: "symmetric" | "asymmetric";
}

/** Which examples are trained and judged on. The test part of a data set is no part of a problem. */
export interface Problem {
  /** A name that `lossc data list` shows, or a folder. */
  readonly dataset: string;
  /** Decides the split and every variation of the examples below. */
  readonly splitSeed: number;
  /** The part of the training examples that is held out for validation, in (0, 1); 0 too where the test part judges. */
  readonly validation: number;
  readonly trainSize?: number;
  readonly labelNoise?: LabelNoise;
  /** The rarest class's number of examples by the commonest one's, in (0, 1]. */
  readonly imbalance?: number;
}

/** A training that is not at least this good on that part after that epoch ends there. */
export interface Threshold {
  readonly epoch: number;
  readonly part: "train" | "validation";
  readonly accuracy: number;
}

/** What a part of a training does in its own way; what it does not say is as the setup says. */
export interface Stage {
  /** Images are scaled to squares of so many pixels; as they are, if left out. */
  readonly imageSize?: number;
  /** The model's own, if left out. */
  readonly dropout?: number;
  readonly augment?: string;
}

/** Everything but the loss and the seed that decides what a training gives. */
export interface Setup {
  readonly problem: Problem;
  readonly model: ModelName;
  /** What `parseAugmentation` reads: `none`, `shift-flip`, `randaugment:5,cutout:8`, ... */
  readonly augment: string;
  readonly imageSize?: number;
  readonly dropout?: number;
  /**
   * Equal parts of the epochs, one after the other on the same weights: progressive learning. Tan & Le 2021, section 4.
   * Each begins with fresh moments of Adam.
   */
  readonly stages?: readonly Stage[];
  readonly batchSize: number;
  readonly epochs: number;
  /** A pass over the training examples, if left out. */
  readonly stepsPerEpoch?: number;
  /** The peak of the warm-up + cosine schedule. */
  readonly learningRate: number;
  readonly thresholds: readonly Threshold[];
  readonly backend: string;
}

/** A loss as the text of the CommonJS module that `tfjsModule` makes of it. */
export interface LossCode {
  readonly name: string;
  readonly code: string;
  /** Values of the loss's parameters; the defaults for those left out. */
  readonly params?: Readonly<Record<string, number>>;
}

export interface Job {
  readonly loss: LossCode;
  readonly seed: number;
  readonly setup: Setup;
}

export interface EpochRecord {
  /** Counted from 1. */
  readonly epoch: number;
  /** Steps done at its end. */
  readonly step: number;
  /** The means over the epoch's batches, taken while the weights change. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** Nothing where no examples are held out. */
  readonly validation?: Metrics;
}

/** Why a training ended before its time, and how many steps were done by then. */
export type Stop =
  | { readonly reason: "aborted"; readonly step: number }
  | { readonly reason: "loss-not-finite"; readonly step: number; readonly loss: number }
  | { readonly reason: "prediction-not-finite"; readonly step: number }
  | { readonly reason: "gradient-not-finite"; readonly step: number }
  /** The gradient was exactly 0 in every weight from the start: the loss is constant, or flat where training begins. */
  | { readonly reason: "gradient-zero"; readonly step: number }
  | {
      readonly reason: "below-threshold";
      readonly step: number;
      readonly threshold: Threshold;
      readonly accuracy: number;
    };

export interface Outcome {
  readonly history: readonly EpochRecord[];
  /** Each metric's best value over the epochs; nothing if no epoch was finished, or no examples are held out. */
  readonly best: Metrics | undefined;
  readonly stopped?: Stop;
  /** SHA-256 of the last weights' bytes. */
  readonly weightsHash: string;
}

/** Told after each step, and once more after each epoch's evaluation. */
export interface Progress {
  /** Steps done, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Counted from 1. */
  readonly epoch: number;
  /** Of the last batch. */
  readonly loss: number;
  /** On the validation part after the last whole epoch; nothing before the first is over. */
  readonly accuracy: number | undefined;
}
