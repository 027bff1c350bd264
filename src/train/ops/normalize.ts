/** A batch with channels last goes in; it comes out normalised per channel, scaled, shifted and perhaps activated. */

import * as tf from "@tensorflow/tfjs";
import { NORMALIZE_BATCH, SCALE_SHIFT } from "../backend/kernels/names.ts";
import { hasKernel, runKernel, runKernelForAll } from "./kernel.ts";

export type Activation = "none" | "swish";

export interface NormalizeOptions {
  /** Added to the variance. */
  readonly epsilon: number;
  readonly activation: Activation;
}

export interface Normalized<T extends tf.Tensor> {
  readonly y: T;
  /** Of the batch, per channel, for the moving averages. No gradient flows through them. */
  readonly mean: tf.Tensor1D;
  /** The mean square deviation, which is smaller than the unbiased estimate by (n - 1) / n. */
  readonly variance: tf.Tensor1D;
}

/** For training: y = activation((x - mean) / sqrt(variance + epsilon) * gamma + beta) with the batch's own moments. */
export function normalizeBatch<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  options: NormalizeOptions,
): Normalized<T> {
  const { epsilon, activation } = options;
  if (hasKernel(NORMALIZE_BATCH)) {
    const results = runKernelForAll(NORMALIZE_BATCH, { x, gamma, beta }, { epsilon, activation });
    const [y, mean, variance] = results as [T, tf.Tensor1D, tf.Tensor1D];
    return { y, mean, variance };
  }
  const { mean, variance } = tf.moments(x, allButLast(x));
  const y = scaleAndShift(tf.sub(x, mean) as T, tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon))), beta);
  return { y: activate(y, activation), mean: detach(mean as tf.Tensor1D), variance: detach(variance as tf.Tensor1D) };
}

/** For inference: the same with moments that are given. */
export function normalizeWith<T extends tf.Tensor>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  options: NormalizeOptions,
): T {
  const { epsilon, activation } = options;
  const scale = tf.mul(gamma, tf.rsqrt(tf.add(variance, epsilon))) as tf.Tensor1D;
  if (hasKernel(SCALE_SHIFT)) return runKernel(SCALE_SHIFT, { x, center: mean, scale, shift: beta }, { activation });
  return activate(scaleAndShift(tf.sub(x, mean) as T, scale, beta), activation);
}

/** x sigmoid(x). Ramachandran, Zoph and Le 2017. */
export function swish<T extends tf.Tensor>(x: T): T {
  return tf.mul(x, tf.sigmoid(x));
}

function scaleAndShift<T extends tf.Tensor>(x: T, scale: tf.Tensor, shift: tf.Tensor): T {
  return tf.add(tf.mul(x, scale), shift);
}

function activate<T extends tf.Tensor>(x: T, activation: Activation): T {
  return activation === "swish" ? swish(x) : x;
}

function allButLast(x: tf.Tensor): number[] {
  return x.shape.slice(0, -1).map((_, axis) => axis);
}

/** The same values, with the gradient 0. */
function detach<T extends tf.Tensor>(x: T): T {
  const stop = tf.customGrad((value) => ({
    value: tf.clone(value as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }));
  return stop(x) as T;
}
