/** Examples in plain arrays go in; the tensors that a model and a loss take come out. */

import * as tf from "@tensorflow/tfjs";
import type { Dataset } from "./data/index.ts";

/** Images as [count, height, width, channels], and one-hot targets as [count, classes], both of float32. */
export function toTensors(data: Dataset): { images: tf.Tensor4D; targets: tf.Tensor2D } {
  const { images, labels, height, width, channels, classes } = data;
  const oneHot = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    oneHot[row * classes + label] = 1;
  });
  return {
    images: tf.tensor4d(images, [labels.length, height, width, channels]),
    targets: tf.tensor2d(oneHot, [labels.length, classes]),
  };
}
