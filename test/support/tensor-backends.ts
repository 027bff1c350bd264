/** Makes tfjs's cpu and wasm backends available in Node. */

import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

export const TENSOR_BACKENDS = ["cpu", "wasm"] as const;

const wasmModule = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
setWasmPaths(`${dirname(wasmModule)}/`);

export async function useBackend(name: (typeof TENSOR_BACKENDS)[number]): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`tfjs cannot start its ${name} backend`);
  await tf.ready();
}
