/** A model's name and the shape of the images go in; the model with its first weights comes out. */

import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random/index.ts";
import { createConvNet } from "./convnet.ts";
import { createEfficientNetV2S } from "./efficientnetv2.ts";
import { createMlp } from "./mlp.ts";
import type { ImageShape, ModelOptions } from "./network.ts";
import { createResNet9V2 } from "./resnet9v2.ts";
import { createWideResNet } from "./wide-resnet.ts";

export type ModelName = "mlp" | "convnet" | "resnet9v2" | "efficientnetv2-s" | "wrn-28-10";

export interface ModelRecord {
  readonly doc: string;
  /** How often the strides halve the image, as a size: below it the last convolutions would see padding alone. */
  readonly smallestSide: number;
  readonly create: (shape: ImageShape, random: Random, options?: ModelOptions) => tf.LayersModel;
}

export const MODELS: Readonly<Record<ModelName, ModelRecord>> = {
  mlp: { doc: "perceptron, 256 and 128 hidden units", smallestSide: 1, create: createMlp },
  convnet: { doc: "three convolutions, 12 to 48 channels", smallestSide: 4, create: createConvNet },
  resnet9v2: { doc: "two pre-activation residual blocks", smallestSide: 4, create: createResNet9V2 },
  "efficientnetv2-s": {
    doc: "EfficientNetV2-S, Tan & Le 2021; for GPUs",
    smallestSide: 32,
    create: createEfficientNetV2S,
  },
  "wrn-28-10": {
    doc: "WideResNet-28-10, Zagoruyko & Komodakis 2016; for GPUs",
    smallestSide: 4,
    create: createWideResNet,
  },
};

export function isModelName(name: string): name is ModelName {
  return Object.hasOwn(MODELS, name);
}

/** The same name, shape and generator's seed give the same weights on every backend. Dispose of the model after use. */
export function createModel(
  name: ModelName,
  shape: ImageShape,
  random: Random,
  options: ModelOptions = {},
): tf.LayersModel {
  const { smallestSide, create } = MODELS[name];
  const { height, width, channels, classes } = shape;
  if (![height, width, channels, classes].every((size) => Number.isInteger(size) && size >= 1)) {
    throw new RangeError(
      `the sizes of a model's images are whole numbers from 1, not ${height}x${width}x${channels} with ${classes} classes`,
    );
  }
  if (Math.min(height, width) < smallestSide) {
    throw new RangeError(
      `${name} needs images of at least ${smallestSide}x${smallestSide} pixels, and these have ${height}x${width}`,
    );
  }
  return create(shape, random, options);
}
