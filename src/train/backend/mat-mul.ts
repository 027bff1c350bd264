/**
 * A backend whose BatchMatMul is fast for operands as they are and slow for transposed ones, as wasm's is, goes in; it
 * comes out with a BatchMatMul that transposes first. Both gradients of a dense layer have a transposed operand.
 */

import * as tf from "@tensorflow/tfjs";
import { openKernelCalls, replaceKernel } from "./kernel-calls.ts";

const replaced = new Set<string>();

/** Safe to call more than once, before or after the backend starts. */
export function registerMatMul(backendName: string): void {
  if (replaced.has(backendName)) return;
  const own = tf.getKernel(tf.BatchMatMul, backendName);
  if (own === undefined) throw new Error(`the ${backendName} backend has no kernel ${tf.BatchMatMul}`);
  replaceKernel({ ...own, kernelFunc: transposedFirst(own) });
  replaced.add(backendName);
}

function transposedFirst(own: tf.KernelConfig): tf.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    const calls = openKernelCalls(own.backendName, backend);
    const asIs = (x: tf.TensorInfo, transposed: boolean) => (transposed ? calls.transpose(x, swapLast(x)) : x);
    const operands = { a: asIs(a, transposeA), b: asIs(b, transposeB) };
    const product = own.kernelFunc({ inputs: operands, attrs: { transposeA: false, transposeB: false }, backend });
    return calls.close(product as tf.TensorInfo);
  };
}

/** The permutation that exchanges the last two axes. */
function swapLast(x: tf.TensorInfo): number[] {
  const axes = x.shape.map((_, axis) => axis);
  return [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
}
