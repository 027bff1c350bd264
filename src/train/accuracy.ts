/** Predicted probabilities, or a model and a data set, go in; how many predictions are right comes out. */

import * as tf from "@tensorflow/tfjs";
import { takeBatch } from "./batch.ts";
import type { Dataset } from "./data/index.ts";
import { toTensors } from "./tensors.ts";

export interface Score {
  readonly correct: number;
  /** Whether every probability is a finite number. */
  readonly finite: boolean;
}

/** The predicted class is the most probable one, the first on a tie. A row with a number that is not finite is wrong. */
export function scorePredictions(probabilities: Float32Array, labels: Int32Array, classes: number): Score {
  let correct = 0;
  let finite = true;
  for (let row = 0; row < labels.length; row++) {
    const values = probabilities.subarray(row * classes, (row + 1) * classes);
    if (!values.every(Number.isFinite)) finite = false;
    else if (values.indexOf(Math.max(...values)) === labels[row]) correct++;
  }
  return { correct, finite };
}

/** The part of the examples whose predicted class is theirs. */
export function evaluateAccuracy(model: tf.LayersModel, data: Dataset, batchSize = 512): number {
  let correct = 0;
  for (let start = 0; start < data.labels.length; start += batchSize) {
    const end = Math.min(start + batchSize, data.labels.length);
    const indices = Array.from({ length: end - start }, (_, offset) => start + offset);
    const batch = takeBatch(data, indices);
    correct += tf.tidy(() => {
      const predictions = model.apply(toTensors(batch).images, { training: false }) as tf.Tensor;
      return scorePredictions(predictions.dataSync() as Float32Array, batch.labels, batch.classes).correct;
    });
  }
  return correct / data.labels.length;
}
