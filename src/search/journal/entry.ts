/** The lines of a journal as data: a header, then one line for each individual and for each result on the way to it. */

import type { EvolveConfig } from "../evolve/config.ts";
import type { Bred } from "../evolve/individual.ts";
import type { Rejection } from "../individual.ts";

export const FORMAT = 1;

export interface Header {
  readonly lossc: "evolve";
  readonly format: typeof FORMAT;
  readonly seed: number;
  readonly config: EvolveConfig;
}

/** All that two runs of the same seed may differ in, so that comparisons can leave it out. */
export interface Times {
  /** Seconds since the search began, pauses left out. */
  readonly elapsed: number;
  /** Of each training, from the first rung on. */
  readonly seconds: readonly number[];
}

interface Results {
  /** Fitness by rung, as far as it came. */
  readonly rungs: readonly number[];
  readonly details?: Readonly<Record<string, number>>;
  readonly times: Times;
}

interface Ended extends Results {
  /** That on the highest rung; null if the training failed. */
  readonly fitness: number | null;
  readonly failed?: Rejection;
}

/** The individual was promoted: trainings of later rungs follow. */
export interface RungEntry extends Bred, Results {
  readonly kind: "rung";
}

/** The individual's trainings have ended. */
export interface IndividualEntry extends Bred, Ended {
  readonly kind: "individual";
}

/** One of the best of the screening was trained on the later rungs. */
export interface RescoreEntry extends Ended {
  readonly kind: "rescore";
  readonly id: number;
}

export type Entry = RungEntry | IndividualEntry | RescoreEntry;
