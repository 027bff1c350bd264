/** A reference's kinds of labels and predictions in; a random batch of such examples out, away from where a loss is not smooth. */

import { createRandom, type Random } from "../../src/random/index.ts";
import type { Reference, Row } from "./references.ts";

export interface Batch {
  readonly y: readonly Row[];
  readonly p: readonly Row[];
}

const EXAMPLES = 6;
export const CLASSES = 4;

function softmax(row: Row): number[] {
  const exponentials = row.map(Math.exp);
  const sum = exponentials.reduce((a, b) => a + b);
  return exponentials.map((entry) => entry / sum);
}

const normals = (random: Random, width: number, scale: number): number[] =>
  Array.from({ length: width }, () => scale * random.normal());

function oneHot(random: Random, width: number): number[] {
  const label = random.integer(width);
  return Array.from({ length: width }, (_, i) => (i === label ? 1 : 0));
}

/** Half of the soft labels are one-hot, so that classes are absent. */
function labelsOf(kind: Reference["labels"], random: Random, width: number, example: number): number[] {
  switch (kind) {
    case "class":
      return oneHot(random, width);
    case "soft":
      return example % 2 === 0 ? oneHot(random, width) : softmax(normals(random, width, 1));
    case "several":
      return Array.from({ length: width }, () => random.integer(2));
    case "number":
    case "vector":
      return normals(random, width, 1.5);
  }
}

export function randomBatch(reference: Pick<Reference, "labels" | "prediction">, seed: string, width = CLASSES): Batch {
  const random = createRandom(seed);
  const columns = reference.labels === "number" ? 1 : width;
  const examples = Array.from({ length: EXAMPLES }, (_, i) => {
    const y = labelsOf(reference.labels, random, columns, i);
    const reals = normals(random, columns, 1.5);
    return { y, p: reference.prediction === "probs" ? softmax(reals) : reals };
  });
  return { y: examples.map(({ y }) => y), p: examples.map(({ p }) => p) };
}
