/** A data set goes in; named, disjoint parts come out, each with every class in the same proportion. */

import type { Random } from "../../random/index.ts";
import { type Dataset, takeExamples } from "./dataset.ts";

/**
 * `fractions` says how large each part is; together they are at most 1, and what is over is in no part.
 * Within each class the examples are shuffled and cut at the cumulated fractions, so a part's share of a class is off
 * by less than one example. Examples keep the data set's order inside a part.
 */
export function splitStratified<Part extends string>(
  data: Dataset,
  fractions: Readonly<Record<Part, number>>,
  random: Random,
): Record<Part, Dataset> {
  const indices = splitIndices(data, fractions, random);
  const taken = (Object.keys(fractions) as Part[]).map((part) => {
    return [part, takeExamples(data, indices[part], `${data.name}/${part}`)] as const;
  });
  return Object.fromEntries(taken) as unknown as Record<Part, Dataset>;
}

/** The same as indices into the data set, in ascending order. */
export function splitIndices<Part extends string>(
  data: Dataset,
  fractions: Readonly<Record<Part, number>>,
  random: Random,
): Record<Part, number[]> {
  const parts = Object.keys(fractions) as Part[];
  const total = parts.reduce((sum, part) => sum + fractions[part], 0);
  if (parts.some((part) => !(fractions[part] > 0)) || total > 1 + 1e-9) {
    throw new RangeError(
      `the fractions of a split must be positive and add up to at most 1: ${JSON.stringify(fractions)}`,
    );
  }

  const indices = Object.fromEntries(parts.map((part) => [part, []])) as unknown as Record<Part, number[]>;
  const members = membersByClass(data, Array.from(data.labels.keys()));
  members.forEach((ofClass, label) => {
    const shuffled = random.fork(label).shuffle(ofClass);
    let start = 0;
    let cumulated = 0;
    for (const part of parts) {
      cumulated += fractions[part];
      const end = Math.min(shuffled.length, Math.round(cumulated * shuffled.length));
      indices[part].push(...shuffled.slice(start, end));
      start = end;
    }
  });
  for (const part of parts) indices[part].sort((left, right) => left - right);
  return indices;
}

/** For each class, those of the indices whose examples are of it, in their order. */
export function membersByClass({ labels, classes }: Dataset, indices: readonly number[]): number[][] {
  const members = Array.from({ length: classes }, (): number[] => []);
  for (const index of indices) members[labels[index]!]!.push(index);
  return members;
}
