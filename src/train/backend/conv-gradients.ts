/**
 * A backend with a fast Conv2D goes in; it comes out with both gradients of a 2-D convolution made of that Conv2D. They
 * hold for channels last, any stride and any padding, without dilation, which is all that tfjs differentiates.
 */

import * as tf from "@tensorflow/tfjs";
import { type KernelCalls, openKernelCalls, type Padding4D, replaceKernel, type Shape4D } from "./kernel-calls.ts";

interface ConvAttributes {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | Padding4D;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Safe to call more than once, before or after the backend starts. */
export function registerConvGradients(backendName: string): void {
  registerFilterGradient(backendName);
  replaceKernel({ kernelName: tf.Conv2DBackpropInput, backendName, kernelFunc: inputGradient(backendName) });
}

/** The one of the two that wasm lacks. */
export function registerFilterGradient(backendName: string): void {
  replaceKernel({ kernelName: tf.Conv2DBackpropFilter, backendName, kernelFunc: filterGradient(backendName) });
}

/**
 * dW[i, j, c, o] = sum over b, u, v of x[b, s u + i - top, s v + j - left, c] dy[b, u, v, o]: a convolution with
 * dilation s in which the roles are exchanged. c counts the images, b the channels, and dy is the filter.
 */
function filterGradient(backendName: string): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
    const attributes = attrs as unknown as ConvAttributes & { filterShape: Shape4D };
    const calls = openKernelCalls(backendName, backend);
    const conv = convInfo(x.shape as Shape4D, attributes.filterShape, attributes);
    const { strideHeight, strideWidth, filterHeight, filterWidth } = conv;
    const { top, left } = conv.padInfo;

    const images = calls.transpose(x, [3, 1, 2, 0]);
    const filter = calls.transpose(dy, [1, 2, 0, 3]);
    const bottom = filterHeight + (conv.outHeight - 1) * strideHeight - conv.inHeight - top;
    const right = filterWidth + (conv.outWidth - 1) * strideWidth - conv.inWidth - left;
    const pad = paddingOf(top, bottom, left, right);
    const convolved = calls.convolve(images, filter, { pad, dilations: [strideHeight, strideWidth] });
    const cropped = calls.crop(convolved, [conv.inChannels, filterHeight, filterWidth, conv.outChannels]);
    return calls.close(calls.transpose(cropped, [1, 2, 0, 3]));
  };
}

/**
 * dx[b, h, w, c] = sum over i, j, o of dy[b, (h + top - i) / s, (w + left - j) / s, o] W[i, j, c, o], where the
 * quotients are whole: a convolution, with the filter turned by 180 degrees, of dy with s - 1 zeros after each entry.
 */
function inputGradient(backendName: string): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    const attributes = attrs as unknown as ConvAttributes & { inputShape: Shape4D };
    const calls = openKernelCalls(backendName, backend);
    const conv = convInfo(attributes.inputShape, filter.shape as Shape4D, attributes);
    const { strideHeight, strideWidth, filterHeight, filterWidth } = conv;

    const spread = insertZeros(calls, dy, strideHeight, strideWidth);
    const turned = calls.transpose(calls.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    const top = filterHeight - 1 - conv.padInfo.top;
    const left = filterWidth - 1 - conv.padInfo.left;
    const bottom = conv.inHeight + filterHeight - 1 - conv.outHeight * strideHeight - top;
    const right = conv.inWidth + filterWidth - 1 - conv.outWidth * strideWidth - left;
    const convolved = calls.convolve(spread, turned, { pad: paddingOf(top, bottom, left, right) });
    // Forward padding wider than the filter gives rows and columns before the image's own; they are cut off.
    const begin = [0, Math.max(0, -top), Math.max(0, -left), 0];
    return calls.close(calls.crop(convolved, conv.inShape, begin));
  };
}

/** s - 1 zeros after each row and column: an axis of length 1 is padded to s, then read as part of the one before. */
function insertZeros(calls: KernelCalls, x: tf.TensorInfo, strideHeight: number, strideWidth: number): tf.TensorInfo {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [batch, height, width, channels] = x.shape as Shape4D;
  const row = width * strideWidth * channels;
  const entries = calls.reshape(x, [batch * height * width, channels]);
  const columns = calls.padEnd(entries, [0, (strideWidth - 1) * channels]);
  const rows = calls.padEnd(calls.reshape(columns, [batch * height, row]), [0, (strideHeight - 1) * row]);
  return calls.reshape(rows, [batch, height * strideHeight, width * strideWidth, channels]);
}

/** What would be negative padding is cropped after the convolution. */
function paddingOf(top: number, bottom: number, left: number, right: number): Padding4D {
  const atLeast0 = (size: number) => Math.max(0, size);
  return [
    [0, 0],
    [atLeast0(top), atLeast0(bottom)],
    [atLeast0(left), atLeast0(right)],
    [0, 0],
  ];
}

function convInfo(inShape: Shape4D, filterShape: Shape4D, attributes: ConvAttributes): tf.backend_util.Conv2DInfo {
  const { strides, pad, dimRoundingMode, dataFormat } = attributes;
  if (dataFormat !== "NHWC") throw new Error(`the wasm backend convolves NHWC only, not ${dataFormat}`);
  return tf.backend_util.computeConv2DInfo(inShape, filterShape, strides, 1, pad, dimRoundingMode);
}
