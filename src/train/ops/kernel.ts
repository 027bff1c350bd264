/** A kernel's name goes in; whether the backend in use has it, and its results, come out. */

import * as tf from "@tensorflow/tfjs";

/** The backend in use has the kernel, so that an op may call it rather than compose tfjs's own ops. */
export function hasKernel(name: string): boolean {
  return tf.getKernel(name, tf.getBackend()) !== undefined;
}

/** Runs a kernel with one result; its gradient is the one registered under its name. */
export function runKernel<Result extends tf.Tensor>(name: string, inputs: tf.NamedTensorMap, attrs: object): Result {
  return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as Result;
}

/** Runs a kernel with several results. */
export function runKernelForAll(name: string, inputs: tf.NamedTensorMap, attrs: object): tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as unknown as tf.Tensor[];
}
