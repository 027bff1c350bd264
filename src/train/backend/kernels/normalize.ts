/** Batches with channels last go in, as tensors on the wasm backend; the kernels of normalisation give theirs back. */

import type * as tf from "@tensorflow/tfjs";
import type { Heap } from "./heap.ts";

export interface NormalizeAttributes {
  readonly epsilon: number;
  readonly activation: "none" | "swish";
}

/** About 16 KiB of rows, which the first-level cache keeps until they are read again. */
const blockRows = (channels: number): number => Math.max(1, Math.floor(4096 / channels));

const channelsOf = (x: tf.TensorInfo): number => x.shape.at(-1)!;
const rowsOf = (x: tf.TensorInfo): number => x.shape.slice(0, -1).reduce((product, length) => product * length, 1);
const swishFlag = (attributes: { readonly activation: string }): number => (attributes.activation === "swish" ? 1 : 0);

/** [y, mean, variance] of the batch. */
export function normalizeBatch(
  heap: Heap,
  inputs: Readonly<Record<"x" | "gamma" | "beta", tf.TensorInfo>>,
  attributes: NormalizeAttributes,
): tf.TensorInfo[] {
  const { x, gamma, beta } = inputs;
  const [rows, channels] = [rowsOf(x), channelsOf(x)];
  const [y, mean, variance] = [heap.output(x.shape), heap.output([channels]), heap.output([channels])];
  heap.withScratch([4 * channels, 2 * channels, channels], (state, results, scales) => {
    heap.run.moments(heap.pointer(x), rows, channels, blockRows(channels), state, results);
    const moments = heap.floats(results, 2 * channels);
    heap.floats(heap.pointer(mean), channels).set(moments.subarray(0, channels));
    heap.floats(heap.pointer(variance), channels).set(moments.subarray(channels));
    writeScales(heap, gamma, variance, attributes.epsilon, scales);
    const [center, shift] = [heap.pointer(mean), heap.pointer(beta)];
    heap.run.scaleShift(heap.pointer(x), heap.pointer(y), rows, channels, center, scales, shift, swishFlag(attributes));
  });
  return [y, mean, variance];
}

/** gamma / sqrt(variance + epsilon). */
function writeScales(heap: Heap, gamma: tf.TensorInfo, variance: tf.TensorInfo, epsilon: number, to: number): void {
  const channels = channelsOf(gamma);
  const scales = heap.floats(to, channels);
  const factors = heap.floats(heap.pointer(gamma), channels);
  const variances = heap.floats(heap.pointer(variance), channels);
  for (let channel = 0; channel < channels; channel++) {
    scales[channel] = factors[channel]! / Math.sqrt(variances[channel]! + epsilon);
  }
}

/**
 * [dx, dgamma, dbeta]. With n rows, d = x - mean, r = 1 / sqrt(variance + epsilon) and dz = dy activation'(z):
 * dbeta = sum dz, dgamma = r sum dz d, dx = gamma r (dz - dbeta / n - d r dgamma / n).
 */
export function normalizeBatchGradient(
  heap: Heap,
  inputs: Readonly<Record<"x" | "gamma" | "beta" | "mean" | "variance" | "dy", tf.TensorInfo>>,
  attributes: NormalizeAttributes,
): tf.TensorInfo[] {
  const { x, gamma, beta, mean, variance, dy } = inputs;
  const [rows, channels] = [rowsOf(x), channelsOf(x)];
  const [dx, dGamma, dBeta] = [heap.output(x.shape), heap.output([channels]), heap.output([channels])];
  heap.withScratch([4 * channels, 3 * channels, channels], (state, coefficients, scales) => {
    heap.run.fillZeros(state, 16 * channels);
    writeScales(heap, gamma, variance, attributes.epsilon, scales);
    heap.run.outputGradient(
      heap.pointer(x),
      heap.pointer(dy),
      heap.pointer(dx),
      rows,
      channels,
      scales,
      heap.pointer(beta),
      heap.pointer(mean),
      swishFlag(attributes),
      blockRows(channels),
      state,
    );
    const sums = heap.doubles(state, 2 * channels);
    const variances = heap.floats(heap.pointer(variance), channels);
    const factors = heap.floats(coefficients, 3 * channels);
    const [gammas, dGammas, dBetas] = [gamma, dGamma, dBeta].map((info) => heap.floats(heap.pointer(info), channels));
    for (let channel = 0; channel < channels; channel++) {
      const rate = 1 / Math.sqrt(variances[channel]! + attributes.epsilon);
      const [sum, product] = [sums[2 * channel]!, sums[2 * channel + 1]!];
      dBetas![channel] = sum;
      dGammas![channel] = product * rate;
      const scale = gammas![channel]! * rate;
      factors[channel] = scale;
      factors[channels + channel] = (-scale * rate * rate * product) / rows;
      factors[2 * channels + channel] = (-scale * sum) / rows;
    }
    heap.run.inputGradient(heap.pointer(x), heap.pointer(dx), rows, channels, heap.pointer(mean), coefficients);
  });
  return [dx, dGamma, dBeta];
}

/** (x - center) scale + shift, activated. */
export function scaleShift(
  heap: Heap,
  inputs: Readonly<Record<"x" | "center" | "scale" | "shift", tf.TensorInfo>>,
  attributes: Pick<NormalizeAttributes, "activation">,
): tf.TensorInfo {
  const { x, center, scale, shift } = inputs;
  const y = heap.output(x.shape);
  const [xs, ys, centers, scales, shifts] = [x, y, center, scale, shift].map(heap.pointer) as [
    number,
    number,
    number,
    number,
    number,
  ];
  heap.run.scaleShift(xs, ys, rowsOf(x), channelsOf(x), centers, scales, shifts, swishFlag(attributes));
  return y;
}
