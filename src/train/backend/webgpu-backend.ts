/** tfjs's WebGPU backend goes in; it comes out with errors of the GPU thrown rather than computed on as zeros. */

import * as tf from "@tensorflow/tfjs";
import { replaceKernel } from "./kernel-calls.ts";

/** What is used of the package's class, whose own types are no part of lossc. */
export interface GpuBackend extends tf.KernelBackend {
  readonly device: GPUDevice;
  readonly tensorMap: { get(dataId: object): { readonly values?: unknown; readonly dtype: tf.DataType } };
}

/**
 * WebGPU reports a mistake or a lack of memory to a listener and goes on with zeros, so each read asks whether there
 * was one.
 */
export function adaptToGpu(backend: GpuBackend): GpuBackend {
  const { device } = backend;
  let failure: Error | undefined;
  device.addEventListener("uncapturederror", (event) => {
    event.preventDefault?.();
    failure ??= new Error(`the GPU reports: ${event.error.message}`);
  });
  device.lost.then(({ reason, message }) => {
    if (reason !== "destroyed") failure ??= new Error(`the GPU was lost: ${message}`);
  });
  const [read, readSync] = [backend.read.bind(backend), backend.readSync.bind(backend)];
  const adapted = Object.assign(backend, {
    read: async (dataId: object) => {
      try {
        const values = await read(dataId);
        if (failure === undefined) return values;
      } catch (error) {
        failure ??= error instanceof Error ? error : new Error(String(error));
      }
      throw failure;
    },
    readSync: (dataId: object) => {
      const { values, dtype } = backend.tensorMap.get(dataId);
      // In a browser tfjs draws the numbers on a canvas.
      if (values == null && dtype !== "string" && typeof OffscreenCanvas === "undefined")
        throw new Error("on WebGPU a tensor is read with `await tensor.data()`, not with `dataSync()`");
      return readSync(dataId);
    },
  });
  registerAddN();
  return adapted;
}

let registered = false;

/** tfjs's kernel binds all terms and the sum at once, more buffers than a GPU may take: WebGPU promises no more than 8. */
function registerAddN(): void {
  const own = tf.getKernel(tf.AddN, "webgpu");
  if (own === undefined || registered) return;
  registered = true;
  const addN: tf.KernelFunc = ({ inputs, backend }) => {
    const most = (backend as GpuBackend).device.limits.maxStorageBuffersPerShaderStage - 1;
    const addAll = (terms: readonly tf.TensorInfo[]) =>
      own.kernelFunc({ inputs: terms as unknown as tf.NamedTensorInfoMap, backend }) as tf.TensorInfo;
    const terms = inputs as unknown as readonly tf.TensorInfo[];
    let sum = addAll(terms.slice(0, most));
    for (let start = most; start < terms.length; start += most - 1) {
      const partial = sum;
      sum = addAll([partial, ...terms.slice(start, start + most - 1)]);
      (backend as GpuBackend).disposeData(partial.dataId);
    }
    return sum;
  };
  replaceKernel({ ...own, kernelFunc: addN });
}
