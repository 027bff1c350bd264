/** What a row of the table of augmentations says: its arguments as data, and how a batch is changed with their values. */

import type { Random } from "../../random/index.ts";
import type { Batch } from "../batch.ts";

export interface ArgumentDef {
  /** As it is written in a usage line, in capitals. */
  readonly name: string;
  readonly doc: string;
  /** The smallest and the largest value, both allowed. */
  readonly range: readonly [least: number, most: number];
  readonly whole?: boolean;
  /** Without it the argument must be given. */
  readonly default?: number;
}

/** Changes the batch in place. All chance comes from the generator, the images in their order. */
export type Step = (batch: Batch, random: Random) => void;

export interface AugmentationDef {
  readonly doc: string;
  readonly source?: string;
  /** Those with a default come last. */
  readonly arguments: readonly ArgumentDef[];
  /** `values` has a number for each argument, in range. */
  step(values: readonly number[]): Step;
}

/** The level, of 255, that stands where an operation leaves nothing of the image. */
export const MID_GREY = 128;
