/** The shape of the images and a seeded generator go in; the small ConvNet of loss function search comes out. */

import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random/index.ts";
import { type ImageShape, type ModelOptions, openNetwork } from "./network.ts";

/** Morgan & Hougen, "Neural Loss Function Evolution for Large-Scale Image Classifier CNNs", 2024. */
export function createConvNet(shape: ImageShape, random: Random, { dropout = 0.1 }: ModelOptions = {}): tf.LayersModel {
  const network = openNetwork("convnet", shape, random);
  let x = network.convolve(network.input, "conv-1", { filters: 12, kernel: 3 });
  x = network.normalize(x, "norm-1", "swish");
  x = network.convolve(x, "conv-2", { filters: 24, kernel: 3, stride: 2 });
  x = network.normalize(x, "norm-2", "swish");
  x = network.convolve(x, "conv-3", { filters: 48, kernel: 3, stride: 2 });
  return network.close(network.drop(network.pool(x), "dropout", dropout));
}
