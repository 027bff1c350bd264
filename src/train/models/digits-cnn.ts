/** The shape of a data set and a seeded generator go in; a small convolutional classifier for tiny images comes out. */

import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random/index.ts";

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

/**
 * conv 16 3x3, relu, conv 32 3x3 with stride 2, relu, dense 64, relu, dense softmax: 39,000 weights for 8x8x1 images
 * and 10 classes. Each layer's first weights come from a seed of its own, so they do not depend on the other layers.
 */
export function createDigitsCnn(shape: ImageShape, random: Random): tf.LayersModel {
  const start = (layer: string) => tf.initializers.heNormal({ seed: random.fork(layer).integer(2 ** 31) });
  const inputShape = [shape.height, shape.width, shape.channels];
  const conv = { kernelSize: 3, padding: "same", activation: "relu" } as const;
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ ...conv, inputShape, filters: 16, kernelInitializer: start("conv-1") }),
      tf.layers.conv2d({ ...conv, filters: 32, strides: 2, kernelInitializer: start("conv-2") }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, activation: "relu", kernelInitializer: start("dense-1") }),
      tf.layers.dense({ units: shape.classes, activation: "softmax", kernelInitializer: start("dense-2") }),
    ],
  });
}
