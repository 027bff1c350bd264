/**
 * A backend goes in; calls of its kernels come out, for a new kernel to be made of, with all that they made freed at
 * the end. A kernel must not wrap its inputs in new tensors: their disposal would free data that is still in use.
 */

import * as tf from "@tensorflow/tfjs";

export type Shape4D = [number, number, number, number];
export type Padding4D = tf.backend_util.ExplicitPadding;

export type KernelCalls = ReturnType<typeof openKernelCalls>;

export function openKernelCalls(backendName: string, backend: unknown) {
  const storage = backend as tf.KernelBackend;
  const made: tf.TensorInfo[] = [];

  const call = (kernelName: string, inputs: Record<string, tf.TensorInfo>, attrs: object): tf.TensorInfo => {
    const kernel = tf.getKernel(kernelName, backendName);
    if (kernel === undefined) throw new Error(`the ${backendName} backend has no kernel ${kernelName}`);
    const result = kernel.kernelFunc({ inputs, attrs: attrs as tf.NamedAttrMap, backend: storage }) as tf.TensorInfo;
    made.push(result);
    return result;
  };

  const transpose = (x: tf.TensorInfo, perm: number[]) => call(tf.Transpose, { x }, { perm });
  const reverse = (x: tf.TensorInfo, dims: number[]) => call(tf.Reverse, { x }, { dims });
  const reshape = (x: tf.TensorInfo, shape: number[]) => call(tf.Reshape, { x }, { shape });
  const padEnd = (x: tf.TensorInfo, after: number[]) =>
    call(tf.PadV2, { x }, { paddings: after.map((size) => [0, size]), constantValue: 0 });

  const convolve = (
    x: tf.TensorInfo,
    filter: tf.TensorInfo,
    options: { readonly pad: Padding4D; readonly dilations?: [number, number] },
  ) => call(tf.Conv2D, { x, filter }, { strides: [1, 1], dilations: [1, 1], dataFormat: "NHWC", ...options });

  const crop = (x: tf.TensorInfo, size: readonly number[], begin: number[] = size.map(() => 0)) =>
    size.every((length, axis) => length === x.shape[axis]) ? x : call(tf.Slice, { x }, { begin, size });

  /**
   * Frees all that was made but the result. A reshape shares its input's data and counts one reference more, so each
   * of the two is given back exactly once.
   */
  const close = (result: tf.TensorInfo): tf.TensorInfo => {
    for (const info of made) if (info !== result) storage.disposeData(info.dataId);
    return result;
  };

  return { call, transpose, reverse, reshape, padEnd, convolve, crop, close };
}

/** Puts a kernel in the place of the backend's own, if it has one. */
export function replaceKernel(config: tf.KernelConfig): void {
  const { kernelName, backendName } = config;
  if (tf.getKernel(kernelName, backendName) !== undefined) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(config);
}
