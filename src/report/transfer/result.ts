/** What a transfer gives, as `transfer.json` has it: plain data, without NaN. */

import type { Interval } from "../statistics.ts";

/** Where losses are compared: one network on one problem. */
export interface TransferSetting {
  readonly model: string;
  readonly dataset: string;
  readonly augment: string;
  /** Nothing where the labels are as the data set has them. */
  readonly labelNoise: { readonly rate: number; readonly kind: "symmetric" | "asymmetric" } | null;
}

/** Against a baseline. A loss of which a training failed is neither better nor worse: what is left of it flatters it. */
export type Verdict = "baseline" | "better" | "worse" | "undecided" | "failed";

export interface FailedSeed {
  readonly seed: number;
  readonly reason: string;
}

/** What one loss gave in one setting. */
export interface Scores {
  readonly loss: string;
  readonly seeds: readonly number[];
  /** In the order of the seeds; null where the training failed. */
  readonly scores: readonly (number | null)[];
  readonly failed: readonly FailedSeed[];
}

export interface PairedDifference {
  /** Of loss minus baseline, over the seeds with which both went well. */
  readonly mean: number;
  readonly interval: Interval | null;
  readonly pairs: number;
}

/** How a loss compares with a baseline in one setting. */
export interface Comparison {
  /** Null for the baseline itself, and where no seed is left to compare. */
  readonly difference: PairedDifference | null;
  /** Of the paired t-test, two-sided. */
  readonly p: number | null;
  /** Corrected by Holm's method for all comparisons with this baseline, in all settings. */
  readonly pHolm: number | null;
  readonly verdict: Verdict;
}

export interface TransferCell extends TransferSetting, Scores, Comparison {
  readonly mean: number | null;
  readonly interval: Interval | null;
}

/** In how many settings a loss is what. */
export interface Overall {
  readonly loss: string;
  readonly better: number;
  readonly worse: number;
  readonly undecided: number;
  readonly failed: number;
}

export interface Against {
  readonly baseline: string;
  /** One for each cell that is compared with it, in the cells' order. */
  readonly cells: readonly (TransferSetting & { readonly loss: string } & Comparison)[];
  readonly overall: readonly Overall[];
}

export interface TransferResult {
  /** The first baseline: the differences of the cells are to it. */
  readonly baseline: string;
  readonly cells: readonly TransferCell[];
  readonly overall: readonly Overall[];
  /** The same comparisons with each further baseline. */
  readonly against: readonly Against[];
}

/** The whole of `transfer.json`. */
export interface TransferReport extends TransferResult {
  readonly kind: "transfer";
  /** lossc's. */
  readonly version: string;
  readonly command: string;
  readonly machine: Readonly<Record<string, string | number>>;
  /** Wall-clock time of all parts of the run. */
  readonly seconds: number;
  readonly metric: string;
  readonly better: "higher" | "lower";
  readonly seeds: readonly number[];
  /** What all settings have in common. */
  readonly setup: Readonly<Record<string, unknown>>;
  readonly losses: readonly {
    readonly name: string;
    readonly file: string;
    readonly source: string;
    readonly formula: string;
  }[];
}
