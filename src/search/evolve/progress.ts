/** What there is to say of a search at any moment, as data. */

import type { Counts, Individual } from "./individual.ts";

/**
 * The population's fitness on one rung, as numbers of different rungs say nothing of one another: the highest that two members have
 * reached, and of all that have reached it.
 */
export interface Statistics {
  /** From 1. */
  readonly rung: number;
  readonly members: number;
  readonly best: number;
  readonly mean: number;
  readonly median: number;
  readonly minimum: number;
}

/** After so many evaluations; the best ones of a screening count again when they are scored. */
export interface HistoryPoint extends Statistics {
  readonly evaluations: number;
}

export interface Progress {
  /** Individuals whose training has ended, well or not. */
  readonly evaluations: number;
  /** Those of them that were trained to the end of a rung at least. */
  readonly trained: number;
  /** Seconds at the last result. */
  readonly elapsed: number;
  /** Refusals before and in training. */
  readonly rejections: Counts;
  /** Of the population; missing while it is empty. */
  readonly statistics?: Statistics;
  readonly history: readonly HistoryPoint[];
  /** From the oldest on. */
  readonly population: readonly Individual[];
  /** The best ever seen, best first. */
  readonly hall: readonly Individual[];
  /** None of these is beaten in fitness by another of at most as many operations; from the simplest on. */
  readonly front: readonly Individual[];
  /** Why no more work comes, once that is so. */
  readonly ended?: "evaluations" | "seconds" | "exhausted";
}
