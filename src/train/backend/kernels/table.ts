/** Tensors on the wasm backend and a kernel's attributes go in; its results come out: one row for each of lossc's kernels. */

import * as tf from "@tensorflow/tfjs";
import { convolveFilterGradient, convolveForward } from "./convolve.ts";
import { convolveInputGradient } from "./input-gradient.ts";
import type { Kernel } from "./kernel.ts";
import * as names from "./names.ts";
import { type NormalizeAttributes, normalizeBatch, normalizeBatchGradient, scaleShift } from "./normalize.ts";
import type { Convolution } from "./patches.ts";

type Shape4D = [number, number, number, number];

export interface ConvolveAttributes {
  readonly strides: number;
}

export interface AdamAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly rate: number;
  readonly correction: number;
  readonly epsilon: number;
}

const sizeOf = (x: tf.TensorInfo): number => tf.util.sizeFromShape(x.shape);

function sameConvolution(inShape: number[], filterShape: number[], { strides }: ConvolveAttributes): Convolution {
  return tf.backend_util.computeConv2DInfo(inShape as Shape4D, filterShape as Shape4D, strides, 1, "same");
}

const convolve: Kernel = (heap, inputs, attributes) => {
  const { x, filter, bias } = inputs as Record<"x" | "filter", tf.TensorInfo> & { bias?: tf.TensorInfo };
  const conv = sameConvolution(x.shape, filter.shape, attributes as ConvolveAttributes);
  const y = heap.output(conv.outShape);
  const biasPointer = bias === undefined ? 0 : heap.pointer(bias);
  convolveForward(heap, conv, heap.pointer(x), heap.pointer(filter), biasPointer, heap.pointer(y));
  return y;
};

const inputGradient: Kernel = (heap, inputs, attributes) => {
  const { dy, filter } = inputs as Record<"dy" | "filter", tf.TensorInfo>;
  const { inputShape } = attributes as { inputShape: number[] };
  const conv = sameConvolution(inputShape, filter.shape, attributes as ConvolveAttributes);
  const dx = heap.output(inputShape);
  convolveInputGradient(heap, conv, heap.pointer(dy), heap.pointer(filter), heap.pointer(dx));
  return dx;
};

const filterGradient: Kernel = (heap, inputs, attributes) => {
  const { x, dy } = inputs as Record<"x" | "dy", tf.TensorInfo>;
  const { filterShape } = attributes as { filterShape: number[] };
  const conv = sameConvolution(x.shape, filterShape, attributes as ConvolveAttributes);
  const dFilter = heap.output(filterShape);
  convolveFilterGradient(heap, conv, heap.pointer(x), heap.pointer(dy), heap.pointer(dFilter));
  return dFilter;
};

/** Summed image by image. */
const channelSums: Kernel = (heap, inputs) => {
  const { x } = inputs as Record<"x", tf.TensorInfo>;
  const channels = x.shape.at(-1)!;
  const batch = x.shape[0]!;
  const sums = heap.output([channels]);
  heap.run.fillZeros(heap.pointer(sums), channels * 4);
  const rows = batch * channels === 0 ? 0 : sizeOf(x) / (batch * channels);
  heap.run.addRowSums(heap.pointer(x), batch, rows, channels, heap.pointer(sums));
  return sums;
};

const globalAveragePool: Kernel = (heap, inputs) => {
  const { x } = inputs as Record<"x", tf.TensorInfo>;
  const [batch, height, width, channels] = x.shape as Shape4D;
  const y = heap.output([batch, channels]);
  heap.run.averagePixels(heap.pointer(x), heap.pointer(y), batch, height * width, channels);
  return y;
};

const globalAveragePoolGradient: Kernel = (heap, inputs, attributes) => {
  const { dy } = inputs as Record<"dy", tf.TensorInfo>;
  const [batch, height, width, channels] = (attributes as { inputShape: Shape4D }).inputShape;
  const dx = heap.output([batch, height, width, channels]);
  heap.run.spreadPixels(heap.pointer(dy), heap.pointer(dx), batch, height * width, channels);
  return dx;
};

/** The Euclidean norm of all inputs together. */
const gradientNorm: Kernel = (heap, inputs) => {
  const norm = heap.output([]);
  let sum = 0;
  for (const gradient of Object.values(inputs)) sum += heap.run.sumOfSquares(heap.pointer(gradient), sizeOf(gradient));
  heap.floats(heap.pointer(norm), 1)[0] = Math.sqrt(sum);
  return norm;
};

/** Writes into its inputs, so that none of them may share its data with another tensor. */
const adam: Kernel = (heap, inputs, attributes) => {
  const { variable, gradient, first, second } = inputs as Record<
    "variable" | "gradient" | "first" | "second",
    tf.TensorInfo
  >;
  const { beta1, beta2, rate, correction, epsilon } = attributes as AdamAttributes;
  const [w, g, m, v] = [variable, gradient, first, second].map(heap.pointer) as [number, number, number, number];
  heap.run.adam(w, g, m, v, sizeOf(variable), beta1, 1 - beta1, beta2, 1 - beta2, rate, correction, epsilon);
  return [];
};

export const KERNEL_TABLE: Readonly<Record<(typeof names)[keyof typeof names], Kernel>> = {
  [names.CONVOLVE]: convolve,
  [names.CONVOLVE_INPUT_GRADIENT]: inputGradient,
  [names.CONVOLVE_FILTER_GRADIENT]: filterGradient,
  [names.CHANNEL_SUMS]: channelSums,
  [names.NORMALIZE_BATCH]: (heap, inputs, attributes) =>
    normalizeBatch(heap, inputs as Parameters<typeof normalizeBatch>[1], attributes as NormalizeAttributes),
  [names.NORMALIZE_BATCH_GRADIENT]: (heap, inputs, attributes) =>
    normalizeBatchGradient(
      heap,
      inputs as Parameters<typeof normalizeBatchGradient>[1],
      attributes as NormalizeAttributes,
    ),
  [names.SCALE_SHIFT]: (heap, inputs, attributes) =>
    scaleShift(heap, inputs as Parameters<typeof scaleShift>[1], attributes as NormalizeAttributes),
  [names.GLOBAL_AVERAGE_POOL]: globalAveragePool,
  [names.GLOBAL_AVERAGE_POOL_GRADIENT]: globalAveragePoolGradient,
  [names.GRADIENT_NORM]: gradientNorm,
  [names.ADAM]: adam,
};
