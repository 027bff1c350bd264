/** A batch in plain arrays goes in; the tensors that a model and a loss take come out. */

import * as tf from "@tensorflow/tfjs";
import type { Batch } from "./batch.ts";

/** Images as [count, height, width, channels], and targets as [count, classes], both of float32. */
export function toTensors(batch: Batch): { images: tf.Tensor4D; targets: tf.Tensor2D } {
  const { images, targets, count, height, width, channels, classes } = batch;
  return {
    images: tf.tensor4d(images, [count, height, width, channels]),
    targets: tf.tensor2d(targets, [count, classes]),
  };
}
