/** What a report needs of an `elimination.json`, as data. */

import type { PhaseResult } from "../elimination.ts";

export interface EliminationResult {
  readonly kind: "elimination";
  readonly version: string;
  readonly command: string;
  readonly seconds: number;
  readonly metric: string;
  /** The programs by the losses' names. */
  readonly sources: Readonly<Record<string, string>>;
  readonly phases: readonly Phase[];
  readonly survivors: readonly string[];
}

export interface Phase {
  readonly name: string;
  readonly seconds: number;
  readonly trainings: number;
  readonly results: readonly PhaseResult[];
  /** Spearman's, over the losses that both phases have. */
  readonly rankCorrelationWithLast: number | null;
}
