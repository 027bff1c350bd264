/**
 * Images and one filter for each channel go in; their convolutions come out, differentiable on every backend: where tfjs
 * lacks the gradients' kernels, as on wasm, they are composed of what it has.
 */

import * as tf from "@tensorflow/tfjs";
import { depthwiseConvolve } from "../ops/index.ts";

/** Padding "same"; the filter has the sizes [height, width, channels, 1]. */
export function convolvePerChannel(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (tf.getKernel(tf.DepthwiseConv2dNativeBackpropInput, tf.getBackend()) !== undefined) {
    return depthwiseConvolve(x, filter, stride);
  }
  const convolve = tf.customGrad((image, weights, save) => {
    const [images, filters] = [image as tf.Tensor4D, weights as tf.Tensor4D];
    (save as tf.GradSaveFunc)([images, filters]);
    return {
      value: depthwiseConvolve(images, filters, stride),
      gradFunc: (dy: tf.Tensor4D, saved: tf.Tensor[]) => {
        const [savedImages, savedFilters] = saved as [tf.Tensor4D, tf.Tensor4D];
        return [
          tf.tidy(() => imageGradient(savedImages.shape, savedFilters, dy, stride)),
          tf.tidy(() => filterGradient(savedImages, savedFilters.shape, dy, stride)),
        ];
      },
    };
  });
  return convolve(x, filter) as tf.Tensor4D;
}

type Shape4D = tf.Tensor4D["shape"];

/** Zeros before and after a side of an image; an odd one comes after it. */
function padding(size: number, kernel: number, stride: number): [before: number, after: number] {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** dW[i, j, c] = sum over b, u, v of x[b, s u + i - top, s v + j - left, c] dy[b, u, v, c]. */
function filterGradient(x: tf.Tensor4D, filterShape: Shape4D, dy: tf.Tensor4D, stride: number): tf.Tensor4D {
  const [kernelHeight, kernelWidth, channels] = filterShape;
  const [batch, height, width] = dy.shape;
  const rows = padding(x.shape[1], kernelHeight, stride);
  const columns = padding(x.shape[2], kernelWidth, stride);
  const padded = tf.pad(x, [[0, 0], rows, columns, [0, 0]]);
  const entries: tf.Tensor[] = [];
  for (let i = 0; i < kernelHeight; i++) {
    for (let j = 0; j < kernelWidth; j++) {
      const end = [batch, i + (height - 1) * stride + 1, j + (width - 1) * stride + 1, channels];
      const seen = tf.stridedSlice(padded, [0, i, j, 0], end, [1, stride, stride, 1]);
      entries.push(tf.sum(tf.mul(seen, dy), [0, 1, 2]));
    }
  }
  return tf.reshape(tf.stack(entries), filterShape);
}

/**
 * dx[b, h, w, c] = sum over i, j of dy[b, (h + top - i) / s, (w + left - j) / s, c] W[i, j, c], where the quotients are
 * whole: dy with s - 1 zeros between its entries, convolved with the filter turned by 180 degrees.
 */
function imageGradient(xShape: Shape4D, filter: tf.Tensor4D, dy: tf.Tensor4D, stride: number): tf.Tensor4D {
  const [, height, width] = xShape;
  const [kernelHeight, kernelWidth] = filter.shape;
  const spread = insertZeros(dy, stride);
  const around = (size: number, kernel: number, between: number): [number, number] => {
    const before = kernel - 1 - padding(size, kernel, stride)[0];
    return [before, size + kernel - 1 - between - before];
  };
  const rows = around(height, kernelHeight, spread.shape[1]);
  const columns = around(width, kernelWidth, spread.shape[2]);
  const padded = tf.pad(spread, [[0, 0], rows, columns, [0, 0]]);
  return tf.depthwiseConv2d(padded, tf.reverse(filter, [0, 1]), 1, "valid");
}

/** s - 1 zeros after each row and column: an axis of length 1 is padded to s, then read as part of the one before. */
function insertZeros(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return x;
  const [batch, height, width, channels] = x.shape;
  const entries = tf.reshape(x, [batch, height, 1, width, 1, channels]);
  const none: [number, number] = [0, 0];
  const zeros: [number, number] = [0, stride - 1];
  const padded = tf.pad(entries, [none, none, zeros, none, zeros, none]);
  const spread = tf.reshape(padded, [batch, height * stride, width * stride, channels]) as tf.Tensor4D;
  const end: Shape4D = [batch, (height - 1) * stride + 1, (width - 1) * stride + 1, channels];
  return tf.slice(spread, [0, 0, 0, 0], end);
}
