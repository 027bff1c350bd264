/** The shape of the images and a seeded generator go in; a perceptron with two hidden layers comes out. */

import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random/index.ts";
import { type ImageShape, type ModelOptions, openNetwork } from "./network.ts";

const HIDDEN = [256, 128] as const;

export function createMlp(shape: ImageShape, random: Random, { dropout = 0 }: ModelOptions = {}): tf.LayersModel {
  const network = openNetwork("mlp", shape, random);
  let x = network.flatten(network.input);
  HIDDEN.forEach((units, index) => {
    x = network.dense(x, `dense-${index + 1}`, units, "relu");
    x = network.drop(x, `dropout-${index + 1}`, dropout);
  });
  return network.close(x);
}
