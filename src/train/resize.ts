/** A batch and a size go in; the batch with its images at that size comes out. */

import type * as tf from "@tensorflow/tfjs";
import type { Batch } from "./batch.ts";

interface Tap {
  readonly low: number;
  readonly high: number;
  /** The weight of `high`; that of `low` is the rest. */
  readonly part: number;
}

/** Where each pixel of a side lies among those of another one: both span the same, and a pixel is at its own middle. */
function taps(from: number, to: number): Tap[] {
  return Array.from({ length: to }, (_, i) => {
    const place = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const low = Math.floor(place);
    return { low, high: Math.min(from - 1, low + 1), part: place - low };
  });
}

/** Bilinear. The same batch where the size is that of its images. */
export function resizeBatch(batch: Batch, size: { readonly height: number; readonly width: number }): Batch {
  if (size.height === batch.height && size.width === batch.width) return batch;
  const { count, channels } = batch;
  const [rows, columns] = [taps(batch.height, size.height), taps(batch.width, size.width)];
  const images = new Float32Array(count * size.height * size.width * channels);
  let out = 0;
  for (let image = 0; image < count; image++) {
    const start = image * batch.height * batch.width * channels;
    for (const row of rows) {
      const [above, below] = [row.low, row.high].map((y) => start + y * batch.width * channels) as [number, number];
      for (const { low, high, part } of columns) {
        for (let channel = 0; channel < channels; channel++) {
          const [left, right] = [low * channels + channel, high * channels + channel];
          const top = batch.images[above + left]! * (1 - part) + batch.images[above + right]! * part;
          const bottom = batch.images[below + left]! * (1 - part) + batch.images[below + right]! * part;
          images[out++] = top * (1 - row.part) + bottom * row.part;
        }
      }
    }
  }
  return { ...batch, ...size, images };
}

/** At the size that the model's input has. */
export function resizeFor(model: tf.LayersModel, batch: Batch): Batch {
  const [, height, width] = model.inputs[0]!.shape;
  return resizeBatch(batch, { height: height ?? batch.height, width: width ?? batch.width });
}
