/** Items with positive weights go in; draws in proportion to the weights come out. */

import type { Random } from "../../random/index.ts";

export interface Weighted<T> {
  readonly items: readonly T[];
  readonly weights: readonly number[];
  /** `ends[i]` is the sum of the weights up to and with item i. */
  readonly ends: readonly number[];
  readonly total: number;
}

export function weighted<T>(items: readonly T[], weightOf: (item: T) => number): Weighted<T> {
  const weights = items.map(weightOf);
  let total = 0;
  const ends = weights.map((weight) => {
    total += weight;
    return total;
  });
  return { items, weights, ends, total };
}

/** The first index whose end lies above `at`; rounding must not run past the last. Equal weights would have it where it is looked for first. */
function indexAt({ ends, total }: Weighted<unknown>, at: number): number {
  const last = ends.length - 1;
  let index = Math.min(Math.floor((at / total) * ends.length), last);
  while (index < last && ends[index] <= at) index++;
  while (index > 0 && ends[index - 1] > at) index--;
  return index;
}

/** There must be an item. */
export function draw<T>(from: Weighted<T>, random: Random): T {
  return from.items[indexAt(from, random.next() * from.total)];
}

/** Any but the item of this index (-1: any at all); nothing if there is no other. */
export function drawOther<T>(from: Weighted<T>, without: number, random: Random): T | undefined {
  if (without < 0) return from.items.length === 0 ? undefined : draw(from, random);
  const { items, weights, ends, total } = from;
  if (items.length < 2) return undefined;
  const start = ends[without] - weights[without];
  const at = random.next() * (total - weights[without]);
  const index = indexAt(from, at < start ? at : at + weights[without]);
  if (index !== without) return items[index];
  return items[without === items.length - 1 ? without - 1 : without + 1];
}
