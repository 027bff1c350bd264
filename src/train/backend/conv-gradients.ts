/**
 * The two gradients of a 2-D convolution go in as missing or slow kernels; kernels made of wasm's own Conv2D come out,
 * registered for the wasm backend. They hold for channels last, any stride and any padding, without dilation, which is
 * all that tfjs differentiates.
 */

import * as tf from "@tensorflow/tfjs";

type Shape4D = [number, number, number, number];
type Info = tf.TensorInfo;

/** What both need of the wasm backend; `tf.KernelBackend` says the same in looser types. */
interface KernelCall {
  readonly backend: tf.KernelBackend;
}

interface ConvAttributes {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Safe to call more than once, before or after the backend starts. */
export function registerConvGradients(backendName: string): void {
  const kernels: readonly [string, tf.KernelFunc][] = [
    [tf.Conv2DBackpropFilter, filterGradient(backendName)],
    [tf.Conv2DBackpropInput, inputGradient(backendName)],
  ];
  for (const [kernelName, kernelFunc] of kernels) {
    if (tf.getKernel(kernelName, backendName) !== undefined) tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
}

/**
 * dW[i, j, c, o] = sum over b, u, v of x[b, s u + i - top, s v + j - left, c] dy[b, u, v, o]: a convolution with
 * dilation s in which the roles are exchanged. c counts the images, b the channels, and dy is the filter.
 */
function filterGradient(backendName: string): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as unknown as { x: Info; dy: Info };
    const attributes = attrs as unknown as ConvAttributes & { filterShape: Shape4D };
    const scope = openScope(backendName, { backend: backend as tf.KernelBackend });
    const conv = convInfo(x.shape as Shape4D, attributes.filterShape, attributes);
    const { top, left } = conv.padInfo;

    const images = scope.transpose(x, [3, 1, 2, 0]);
    const filter = scope.transpose(dy, [1, 2, 0, 3]);
    const reach = (out: number, stride: number) => (out - 1) * stride + 1;
    const bottom = conv.filterHeight - 1 + reach(conv.outHeight, conv.strideHeight) - conv.inHeight - top;
    const right = conv.filterWidth - 1 + reach(conv.outWidth, conv.strideWidth) - conv.inWidth - left;
    const convolved = scope.convolve(images, filter, {
      pad: explicitPadding(top, bottom, left, right),
      dilations: [conv.strideHeight, conv.strideWidth],
    });
    const cropped = scope.crop(convolved, [conv.inChannels, conv.filterHeight, conv.filterWidth, conv.outChannels]);
    return scope.close(scope.transpose(cropped, [1, 2, 0, 3]));
  };
}

/**
 * dx[b, h, w, c] = sum over i, j, o of dy[b, (h + top - i) / s, (w + left - j) / s, o] W[i, j, c, o], where the
 * quotients are whole: a convolution, with the filter turned by 180 degrees, of dy with s - 1 zeros after each entry.
 */
function inputGradient(backendName: string): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as unknown as { dy: Info; filter: Info };
    const attributes = attrs as unknown as ConvAttributes & { inputShape: Shape4D };
    const scope = openScope(backendName, { backend: backend as tf.KernelBackend });
    const conv = convInfo(attributes.inputShape, filter.shape as Shape4D, attributes);
    const { strideHeight, strideWidth, outHeight, outWidth, inHeight, inWidth, filterHeight, filterWidth } = conv;

    const spread = scope.insertZeros(dy, strideHeight, strideWidth);
    const turned = scope.transpose(scope.reverse(filter, [0, 1]), [0, 1, 3, 2]);
    const top = filterHeight - 1 - conv.padInfo.top;
    const left = filterWidth - 1 - conv.padInfo.left;
    const bottom = inHeight + filterHeight - 1 - outHeight * strideHeight - top;
    const right = inWidth + filterWidth - 1 - outWidth * strideWidth - left;
    // A padding wider than the filter makes rows of zeros, whose gradient is cut off.
    const above = Math.max(0, -top);
    const before = Math.max(0, -left);
    const convolved = scope.convolve(spread, turned, { pad: explicitPadding(top, bottom, left, right) });
    return scope.close(scope.crop(convolved, conv.inShape, [0, above, before, 0]));
  };
}

/** Negative padding would be a crop, which comes afterwards. */
function explicitPadding(top: number, bottom: number, left: number, right: number): tf.backend_util.ExplicitPadding {
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

/**
 * Calls kernels and frees what they made. A kernel must not wrap its inputs in new tensors: their disposal would free
 * data that is still in use. A reshape shares its input's data and counts one reference more, so each result, shared or
 * not, is given back exactly once.
 */
function openScope(backendName: string, { backend }: KernelCall) {
  const made: Info[] = [];

  const call = (kernelName: string, inputs: Record<string, Info>, attrs: object): Info => {
    const kernel = tf.getKernel(kernelName, backendName);
    if (kernel === undefined) throw new Error(`the ${backendName} backend has no kernel ${kernelName}`);
    const result = kernel.kernelFunc({ inputs, attrs: attrs as unknown as tf.NamedAttrMap, backend }) as Info;
    made.push(result);
    return result;
  };

  const transpose = (x: Info, perm: number[]) => call(tf.Transpose, { x }, { perm });
  const reverse = (x: Info, dims: number[]) => call(tf.Reverse, { x }, { dims });
  const reshape = (x: Info, shape: number[]) => call(tf.Reshape, { x }, { shape });
  const padEnd = (x: Info, after: number[]) =>
    call(tf.PadV2, { x }, { paddings: after.map((size) => [0, size]), constantValue: 0 });

  const convolve = (x: Info, filter: Info, options: { pad: object; dilations?: [number, number] }) =>
    call(tf.Conv2D, { x, filter }, { strides: [1, 1], dilations: [1, 1], dataFormat: "NHWC", ...options });

  const crop = (x: Info, size: readonly number[], begin: number[] = [0, 0, 0, 0]) =>
    size.every((length, axis) => length === x.shape[axis]) ? x : call(tf.Slice, { x }, { begin, size });

  /** s - 1 zeros after each row and column: a new last axis is padded from 1 to s, then read as part of the one before. */
  const insertZeros = (x: Info, strideHeight: number, strideWidth: number): Info => {
    const [batch, height, width, channels] = x.shape as Shape4D;
    let spread = x;
    if (strideWidth > 1) {
      const columns = reshape(spread, [batch * height * width, channels]);
      spread = padEnd(columns, [0, (strideWidth - 1) * channels]);
    }
    const row = width * strideWidth * channels;
    if (strideHeight > 1) spread = padEnd(reshape(spread, [batch * height, row]), [0, (strideHeight - 1) * row]);
    if (spread === x) return x;
    return reshape(spread, [batch, height * strideHeight, width * strideWidth, channels]);
  };

  const close = (result: Info): Info => {
    let kept = false;
    for (const info of made) {
      if (!kept && info === result) kept = true;
      else backend.disposeData(info.dataId);
    }
    return result;
  };

  return { transpose, reverse, convolve, crop, insertZeros, close };
}
