/** What a search knows of one candidate, as plain data. */

/** Why a candidate was not trained, or did not end its training, cheapest test first. */
export const REASONS = [
  "structure",
  "integrity",
  "duplicate",
  "gradient",
  "simulation",
  "training",
  "threshold",
  "worker",
] as const;
export type Reason = (typeof REASONS)[number];

/** A refusal; `detail` says it in words. */
export interface Rejection {
  readonly reason: Reason;
  readonly detail: string;
}

/** A candidate that passed the static tests. */
export interface Candidate {
  /** Its program, canonically printed: one loss, with the functions that it calls. */
  readonly program: string;
  /** Equal for losses that train alike: positive scales and shifts do not count. */
  readonly fingerprint: string;
  /** Operations of the simplified loss. */
  readonly complexity: number;
}
