/** How a search stands: what the live view and the report tell of it, as plain data. */

import type { Counts } from "../../search/evolve/individual.ts";
import type { Statistics } from "../../search/evolve/progress.ts";

export interface Standing {
  /** What fitness is: the objective in words. */
  readonly objective: string;
  /** Candidates whose training has ended, of how many; without a number, the time decides. */
  readonly evaluations: number;
  readonly budget: number | undefined;
  /** Candidates in training now. */
  readonly running: number;
  /** Of the population; nothing while it is empty. */
  readonly summary: Statistics | undefined;
  /** How many there are. */
  readonly rungs: number;
  readonly rejections: Counts;
  /** Since the search began, without the time between stop and resume. */
  readonly seconds: number;
  readonly secondsLeft: number | undefined;
  /** Evaluations of this process by its own time, so that a stop does not count. */
  readonly perHour: number | undefined;
  /** The best so far after each evaluation. */
  readonly history: readonly number[];
  /** Of all that were ever trained. */
  readonly best: { readonly id: number; readonly fitness: number; readonly formula: string } | undefined;
}

/** Seconds until a budget is used up, whichever ends first. */
export function secondsLeft(
  { evaluations, budget, seconds }: Pick<Standing, "evaluations" | "budget" | "seconds">,
  perHour: number | undefined,
  timeLimit: number | undefined,
): number | undefined {
  const byCount = budget === undefined || !perHour ? undefined : (3_600 * Math.max(0, budget - evaluations)) / perHour;
  const byTime = timeLimit === undefined ? undefined : Math.max(0, timeLimit - seconds);
  const known = [byCount, byTime].filter((one) => one !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** `best 0.9861`, `mean 0.9500` and so on. */
export function summaryTexts(summary: Statistics): string[] {
  return (["best", "mean", "median", "minimum"] as const).map((name) => `${name} ${fitnessText(summary[name])}`);
}

/** Whose fitness it is, where there are several rungs: `7 on rung 2 of 3`. */
export function summarizedText({ members, rung }: Statistics, rungs: number): string | undefined {
  return rungs > 1 ? `${members} on rung ${rung} of ${rungs}` : undefined;
}

export const fitnessText = (value: number): string => value.toFixed(4);

/** `1,234 (structure 834, duplicate 400)`, the commonest first. */
export function rejectionsText(rejections: Counts): string {
  const counted = Object.entries(rejections)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  const all = counted.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return "none";
  return `${countText(all)} (${counted.map(([reason, count]) => `${reason} ${countText(count)}`).join(", ")})`;
}

export const countText = (count: number): string => Math.round(count).toLocaleString("en-US");
