/** A candidate with its origin and what its training gave, and which of two is better. */

import type { Candidate, Reason, Rejection } from "../individual.ts";

/** How often candidates were refused, by reason. */
export type Counts = Readonly<Partial<Record<Reason, number>>>;

/** A candidate on its way to training. */
export interface Bred extends Candidate {
  /** From 1, in the order of breeding: also the number of the evaluation. */
  readonly id: number;
  /** None for a random or given one. */
  readonly parents: readonly number[];
  readonly mutation: string;
  /** Of the trainings. */
  readonly seed: number;
  /** Which further child of its parent, after training rejected the earlier ones; 0 for the first. */
  readonly retry: number;
  /** Refused while this one was looked for. */
  readonly rejected: Counts;
}

/** A trained candidate: `fitness` is that on the highest rung that it reached. */
export interface Individual extends Bred {
  readonly fitness: number;
  /** From the first rung to the highest that it reached. */
  readonly rungs: readonly number[];
  /** Further numbers of the last training, such as other metrics. */
  readonly details?: Readonly<Record<string, number>>;
}

export type RungOutcome =
  | { readonly fitness: number; readonly details?: Readonly<Record<string, number>> }
  | { readonly failed: Rejection };

/** Less than 0 if `a` is better. Who was promoted further comes first; then fitness, fewer operations, age. */
export type Order = (a: Individual, b: Individual) => number;

export function orderOf(direction: "maximize" | "minimize"): Order {
  const sign = direction === "maximize" ? -1 : 1;
  return (a, b) =>
    b.rungs.length - a.rungs.length || sign * (a.fitness - b.fitness) || a.complexity - b.complexity || a.id - b.id;
}
