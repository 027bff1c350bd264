/** tfjs's wasm backend, started, goes in; it comes out with lossc's kernels, where they can share its memory. */

import * as tf from "@tensorflow/tfjs";
import { replaceKernel } from "../kernel-calls.ts";
import { registerKernelGradients } from "./gradients.ts";
import { heapOf, prepareKernels, sharesMemory } from "./heap.ts";
import type { Kernel } from "./kernel.ts";
import { LACKING_KERNELS } from "./lacking.ts";
import { KERNEL_TABLE } from "./table.ts";

const BACKEND = "wasm";

/** What was registered under the names before, to be put back. */
const replaced = new Map<string, tf.KernelConfig | undefined>();

/**
 * Makes the ops of `train/ops`, and the gradients of tfjs's own convolutions, fast on the wasm backend, in Node and in
 * browsers, and tells whether it could: the backend has to be started, with SIMD and without threads. Otherwise the ops
 * are composed of tfjs's own.
 */
export async function registerTrainingKernels(): Promise<boolean> {
  const backend: unknown = tf.findBackend(BACKEND);
  if (!sharesMemory(backend) || !(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT"))) return false;
  await prepareKernels();
  heapOf(backend);
  registerKernelGradients();
  for (const [kernelName, kernel] of Object.entries({ ...KERNEL_TABLE, ...LACKING_KERNELS })) {
    if (replaced.has(kernelName)) continue;
    const own = tf.getKernel(kernelName, BACKEND);
    replaced.set(kernelName, own);
    replaceKernel({ kernelName, backendName: BACKEND, kernelFunc: kernelFunction(kernel, own) });
  }
  return true;
}

/** A tensor of strings has no place in the backend's memory; the backend's own kernel takes it. */
function kernelFunction(kernel: Kernel, own: tf.KernelConfig | undefined): tf.KernelFunc {
  return (call) => {
    const inputs = call.inputs as Readonly<Record<string, tf.TensorInfo>>;
    if (own !== undefined && Object.values(inputs).some(({ dtype }) => dtype === "string")) return own.kernelFunc(call);
    return kernel(heapOf(call.backend), inputs, call.attrs ?? {});
  };
}

/** Takes lossc's kernels away again, for comparisons with tfjs's own. */
export function unregisterTrainingKernels(): void {
  for (const [kernelName, own] of replaced) {
    tf.unregisterKernel(kernelName, BACKEND);
    if (own !== undefined) tf.registerKernel(own);
  }
  replaced.clear();
}
