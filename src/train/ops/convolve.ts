/** Images, a filter and perhaps a bias go in; their convolution comes out, differentiable in each of them. */

import * as tf from "@tensorflow/tfjs";
import { CONVOLVE } from "../backend/kernels/names.ts";
import { hasKernel, runKernel } from "./kernel.ts";

/**
 * y[b, u, v, o] = bias[o] + sum over i, j, c of x[b, s u + i - top, s v + j - left, c] W[i, j, c, o], with zeros around
 * the image so that a side of n pixels gives ceil(n / s), the odd one of the zeros after the image ("same").
 */
export function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, strides: number, bias?: tf.Tensor1D): tf.Tensor4D {
  if (hasKernel(CONVOLVE)) {
    const inputs: tf.NamedTensorMap = bias === undefined ? { x, filter } : { x, filter, bias };
    return runKernel(CONVOLVE, inputs, { strides });
  }
  const convolved = tf.conv2d(x, filter, strides, "same");
  return bias === undefined ? convolved : tf.add(convolved, bias);
}

/**
 * A filter of its own for each channel: filter[i, j, c, m] gives the channel c * multiplier + m. The padding is "same" in
 * numbers, as the wasm backend is wrong about the word where the strides are larger than the filter.
 */
export function depthwiseConvolve(x: tf.Tensor4D, filter: tf.Tensor4D, strides: number): tf.Tensor4D {
  const { padInfo } = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, 1, "same", undefined, true);
  const { top, bottom, left, right } = padInfo;
  const padding: tf.backend_util.ExplicitPadding = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  return tf.depthwiseConv2d(x, filter, strides, padding as unknown as number);
}
