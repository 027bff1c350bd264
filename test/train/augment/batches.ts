/** Batches of made-up images for the tests of augmentation. */

import { createRandom } from "../../../src/random/index.ts";
import type { Batch } from "../../../src/train/batch.ts";

/** Images with random 8-bit levels and one-hot targets. */
export function randomBatch(count: number, height: number, width: number, channels: number, seed: number): Batch {
  const random = createRandom(seed);
  const classes = 10;
  const labels = Int32Array.from({ length: count }, () => random.integer(classes));
  const targets = new Float32Array(count * classes);
  labels.forEach((label, row) => {
    targets[row * classes + label] = 1;
  });
  const images = Float32Array.from({ length: count * height * width * channels }, () => random.integer(256) / 255);
  return { count, height, width, channels, classes, images, targets, labels };
}

export function copyOf(batch: Batch): Batch {
  return { ...batch, images: batch.images.slice(), targets: batch.targets.slice(), labels: batch.labels.slice() };
}

/** `count` grey images in which every pixel of a kind of image has its own value. */
export function numberedBatch(count: number, height: number, width: number): Batch {
  const size = height * width;
  const batch = randomBatch(count, height, width, 1, 1);
  batch.images.forEach((_, index) => {
    batch.images[index] = ((index % size) + 1) / 256;
  });
  return batch;
}

/** The pixels of image `row`, as whole numbers for a batch of `numberedBatch`. */
export function numbersOf(batch: Batch, row: number): number[] {
  const size = batch.height * batch.width;
  return Array.from(batch.images.subarray(row * size, (row + 1) * size), (value) => value * 256);
}
