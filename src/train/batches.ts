/** A number of examples and a seeded generator go in; an endless stream of batches of their indices comes out. */

import type { Random } from "../random/index.ts";

/** Each pass has an order of its own. Every batch is full: what does not fill a pass's last one is left out of it. */
export function shuffledBatches(examples: number, batchSize: number, random: Random): Iterator<number[], never> {
  if (!(batchSize >= 1 && examples >= batchSize)) {
    throw new RangeError(`${examples} examples do not fill a batch of ${batchSize}`);
  }
  return passes(examples, batchSize, random);
}

function* passes(examples: number, batchSize: number, random: Random): Generator<number[], never> {
  const indices = Array.from({ length: examples }, (_, index) => index);
  for (let pass = 1; ; pass++) {
    const order = random.fork(pass).shuffle(indices);
    for (let end = batchSize; end <= examples; end += batchSize) yield order.slice(end - batchSize, end);
  }
}
