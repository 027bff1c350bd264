/** Some examples of a data set go in; what one training step takes comes out, in plain arrays. */

import { type Dataset, pixelsPerImage } from "./data/dataset.ts";

export interface Batch {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
  /** count * height * width * channels numbers in [0, 1], row-major (NHWC). */
  readonly images: Float32Array;
  /** count * classes numbers, each row on the simplex: one-hot, or soft after mixup. */
  readonly targets: Float32Array;
  /** The class of each example before any mixing. */
  readonly labels: Int32Array;
}

/** The examples at `indices`, in that order. */
export function takeBatch(data: Dataset, indices: ArrayLike<number>): Batch {
  const { height, width, channels, classes, maxLevel } = data;
  const count = indices.length;
  const pixels = pixelsPerImage(data);
  const images = new Float32Array(count * pixels);
  const targets = new Float32Array(count * classes);
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const from = indices[row]! * pixels;
    const to = row * pixels;
    for (let pixel = 0; pixel < pixels; pixel++) images[to + pixel] = data.levels[from + pixel]! / maxLevel;
    const label = data.labels[indices[row]!]!;
    labels[row] = label;
    targets[row * classes + label] = 1;
  }
  return { count, height, width, channels, classes, images, targets, labels };
}
