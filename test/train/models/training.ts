/** A model goes in; what its tests do with it comes out, freed of all tensors but the model's own. */

import * as tf from "@tensorflow/tfjs";
import { createRandom } from "../../../src/random/index.ts";
import type { ImageShape } from "../../../src/train/models/index.ts";

export function images(count: number, { height, width, channels }: ImageShape, seed = 1): tf.Tensor4D {
  const random = createRandom(seed);
  const values = Float32Array.from({ length: count * height * width * channels }, () => random.next());
  return tf.tensor4d(values, [count, height, width, channels]);
}

export function predict(model: tf.LayersModel, x: tf.Tensor4D, training = false): Float32Array {
  return tf.tidy(() => (model.apply(x, { training }) as tf.Tensor).dataSync<"float32">().slice());
}

export const sizeOf = (weights: readonly { readonly shape: readonly (number | null)[] }[]) =>
  weights.reduce((total, { shape }) => total + shape.reduce<number>((product, size) => product * (size ?? 0), 1), 0);

/** Each weight's values as bytes, which compare fast. */
export const snapshot = (model: tf.LayersModel) =>
  model.getWeights().map((weight) => Buffer.from(weight.dataSync<"float32">().slice().buffer));

/** The names of the weights that have kept all their values. */
export const unchangedSince = (earlier: readonly Buffer[], model: tf.LayersModel) => {
  const now = snapshot(model);
  return model.weights.filter((_, index) => now[index]!.equals(earlier[index]!)).map((weight) => weight.originalName);
};

/** Biases, scales and moving averages start as constants; the rest is drawn. */
export const isDrawn = (weight: Buffer) => weight.length > 4 && weight.readFloatLE(0) !== weight.readFloatLE(4);

export const isSame = (some: readonly Buffer[], others: readonly Buffer[]) =>
  some.length === others.length && some.every((weight, index) => weight.equals(others[index]!));

/** Example i is of class i modulo the number of classes. Returns each step's cross-entropy before the step. */
export function train(
  model: tf.LayersModel,
  x: tf.Tensor4D,
  classes: number,
  steps: number,
  optimizer: tf.Optimizer = tf.train.adam(0.01),
): number[] {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    tf.tidy(() => {
      const labels = Array.from({ length: x.shape[0] }, (_, index) => index % classes);
      const targets = tf.oneHot(tf.tensor1d(labels, "int32"), classes);
      const { value, grads } = tf.variableGrads(() => {
        const probabilities = model.apply(x, { training: true }) as tf.Tensor;
        const likelihoods = tf.sum(tf.mul(targets, tf.log(tf.add(probabilities, 1e-7))), -1);
        return tf.neg(tf.mean(likelihoods)) as tf.Scalar;
      }, variables);
      optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      losses.push(value.dataSync()[0]!);
    });
  }
  optimizer.dispose();
  return losses;
}
