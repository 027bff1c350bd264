/**
 * Tensors on the wasm backend and a kernel's attributes go in, its result comes out: kernels under tfjs's own names that
 * the backend lacks, or has only slow, and that the gradients of tfjs's layers call.
 */

import * as tf from "@tensorflow/tfjs";
import { convolveFilterGradient } from "./convolve.ts";
import { depthwiseFilterGradient, depthwiseInputGradient } from "./depthwise.ts";
import type { Heap } from "./heap.ts";
import { convolveInputGradient } from "./input-gradient.ts";
import type { Kernel } from "./kernel.ts";
import type { Convolution } from "./patches.ts";

type Shape4D = [number, number, number, number];

interface ConvAttributes {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly inputShape: Shape4D;
  readonly filterShape: Shape4D;
}

function convolutionOf(inShape: number[], filterShape: number[], attributes: object, depthwise: boolean): Convolution {
  const { strides, pad, dimRoundingMode, dataFormat } = attributes as ConvAttributes;
  if ((dataFormat ?? "NHWC") !== "NHWC") throw new Error(`the wasm backend convolves NHWC only, not ${dataFormat}`);
  const shapes = [inShape as Shape4D, filterShape as Shape4D] as const;
  return tf.backend_util.computeConv2DInfo(...shapes, strides, 1, pad, dimRoundingMode, depthwise);
}

type Gradient = (heap: Heap, conv: Convolution, first: number, second: number, result: number) => void;

const filterGradient =
  (gradient: Gradient, depthwise: boolean): Kernel =>
  (heap, inputs, attributes) => {
    const { x, dy } = inputs as Record<"x" | "dy", tf.TensorInfo>;
    const { filterShape } = attributes as ConvAttributes;
    const conv = convolutionOf(x.shape, filterShape, attributes, depthwise);
    const dFilter = heap.output(filterShape);
    gradient(heap, conv, heap.pointer(x), heap.pointer(dy), heap.pointer(dFilter));
    return dFilter;
  };

const inputGradient =
  (gradient: Gradient, depthwise: boolean): Kernel =>
  (heap, inputs, attributes) => {
    const { dy, filter } = inputs as Record<"dy" | "filter", tf.TensorInfo>;
    const { inputShape } = attributes as ConvAttributes;
    const conv = convolutionOf(inputShape, filter.shape, attributes, depthwise);
    const dx = heap.output(inputShape);
    gradient(heap, conv, heap.pointer(dy), heap.pointer(filter), heap.pointer(dx));
    return dx;
  };

/** The wasm backend's own loses the gradient of a window in which all is negative. */
const maxPoolGradient: Kernel = (heap, inputs, attributes) => {
  const { dy, input } = inputs as Record<"dy" | "input", tf.TensorInfo>;
  const { filterSize, strides, pad, dimRoundingMode } = attributes as Pick<
    ConvAttributes,
    "strides" | "pad" | "dimRoundingMode"
  > & { filterSize: [number, number] | number };
  const inShape = input.shape as Shape4D;
  const pool = tf.backend_util.computePool2DInfo(inShape, filterSize, strides, 1, pad, dimRoundingMode);
  const { inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = pool;
  const dx = heap.output(input.shape);
  const inBytes = inHeight * inWidth * inChannels * 4;
  const outBytes = outHeight * outWidth * inChannels * 4;
  heap.run.fillZeros(heap.pointer(dx), pool.batchSize * inBytes);
  for (let image = 0; image < pool.batchSize; image++) {
    const places = [input, dy, dx].map((info) => heap.pointer(info) + image * (info === dy ? outBytes : inBytes));
    heap.run.addToMaxima(
      ...places,
      inHeight,
      inWidth,
      inChannels,
      outHeight,
      outWidth,
      pool.filterHeight,
      pool.filterWidth,
      pool.strideHeight,
      pool.strideWidth,
      padInfo.top,
      padInfo.left,
    );
  }
  return dx;
};

/** Rows of x summed by segment number; a number that is no segment's is left out. */
const unsortedSegmentSum: Kernel = (heap, inputs, attributes) => {
  const { x, segmentIds } = inputs as Record<"x" | "segmentIds", tf.TensorInfo>;
  const { numSegments } = attributes as { numSegments: number };
  const rows = tf.util.sizeFromShape(segmentIds.shape);
  const inner = x.shape.slice(segmentIds.shape.length);
  const length = tf.util.sizeFromShape(inner);
  const result = heap.output([numSegments, ...inner]);
  const sums = heap.floats(heap.pointer(result), numSegments * length).fill(0);
  const values = heap.floats(heap.pointer(x), rows * length);
  const ids = heap.integers(heap.pointer(segmentIds), rows);
  for (let row = 0; row < rows; row++) {
    const segment = ids[row]!;
    if (segment < 0 || segment >= numSegments) continue;
    for (let column = 0; column < length; column++) {
      sums[segment * length + column]! += values[row * length + column]!;
    }
  }
  return result;
};

/**
 * A clone that shares the data, as on tfjs's other backends. The wasm backend's copies it, and the engine clones all that
 * it keeps for the gradient.
 */
const identity: Kernel = (heap, inputs) => {
  const { x } = inputs as Record<"x", tf.TensorInfo>;
  heap.share(x);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
};

export const LACKING_KERNELS: Readonly<Record<string, Kernel>> = {
  [tf.Conv2DBackpropFilter]: filterGradient(convolveFilterGradient, false),
  [tf.Conv2DBackpropInput]: inputGradient(convolveInputGradient, false),
  [tf.DepthwiseConv2dNativeBackpropFilter]: filterGradient(depthwiseFilterGradient, true),
  [tf.DepthwiseConv2dNativeBackpropInput]: inputGradient(depthwiseInputGradient, true),
  [tf.MaxPoolGrad]: maxPoolGradient,
  [tf.UnsortedSegmentSum]: unsortedSegmentSum,
  [tf.Identity]: identity,
};
