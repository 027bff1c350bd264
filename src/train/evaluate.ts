/** A model and a data set go in; the metrics of its predictions come out. */

import * as tf from "@tensorflow/tfjs";
import { takeBatch } from "./batch.ts";
import type { Dataset } from "./data/dataset.ts";
import type { Metrics } from "./job.ts";
import { createTally } from "./metrics.ts";
import { resizeFor } from "./resize.ts";
import { toTensors } from "./tensors.ts";

/** Predicts in inference mode, `batchSize` examples at a time, their images at the size that the model takes. */
export async function evaluateModel(model: tf.LayersModel, data: Dataset, batchSize = 512): Promise<Metrics> {
  const tally = createTally(data.classes);
  for (let start = 0; start < data.labels.length; start += batchSize) {
    const end = Math.min(start + batchSize, data.labels.length);
    const batch = takeBatch(
      data,
      Int32Array.from({ length: end - start }, (_, offset) => start + offset),
    );
    const predictions = tf.tidy(
      () => model.apply(toTensors(resizeFor(model, batch)).images, { training: false }) as tf.Tensor,
    );
    tally.add((await predictions.data()) as Float32Array, batch.labels);
    predictions.dispose();
  }
  return tally.metrics();
}
