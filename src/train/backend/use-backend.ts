/** A backend's name goes in; tfjs runs on it, or a report on every backend comes out. */

import * as tf from "@tensorflow/tfjs";
import {
  BACKEND_NAMES,
  BACKENDS,
  type BackendName,
  type BackendReport,
  BackendUnavailable,
  isEligible,
} from "./backends.ts";
import { probeTensorFlow, useTensorFlow } from "./tensorflow.ts";
import { useWasmBackend } from "./wasm.ts";
import { probeWebGpu, releaseWebGpu, useWebGpu } from "./webgpu.ts";

interface Starter {
  readonly probe: () => BackendReport | Promise<BackendReport>;
  readonly use: () => Promise<void>;
}

const STARTERS: Readonly<Record<BackendName, Starter>> = {
  "tensorflow-gpu": { probe: () => probeTensorFlow("tensorflow-gpu"), use: () => useTensorFlow("tensorflow-gpu") },
  tensorflow: { probe: () => probeTensorFlow("tensorflow"), use: () => useTensorFlow("tensorflow") },
  webgpu: { probe: probeWebGpu, use: useWebGpu },
  wasm: { probe: probeWasm, use: useWasmBackend },
  cpu: {
    probe: () => ({
      name: "cpu",
      present: true,
      device: "JavaScript on one core (slow: never chosen by itself)",
      software: false,
    }),
    use: useCpu,
  },
};

/** A report on each backend, in the list's order. Nothing is started, but WebGPU is asked for its GPU. */
export async function probeBackends(): Promise<BackendReport[]> {
  const reports: BackendReport[] = [];
  for (const name of BACKEND_NAMES) reports.push(await STARTERS[name].probe());
  return reports;
}

/**
 * Starts a backend and selects it for every tensor made from now on; gives its name. `auto` takes the first of the
 * list that is present on hardware of its own and starts, which is wasm where there is no other.
 */
export async function useBackend(name: BackendName | "auto"): Promise<BackendName> {
  if (name !== "auto") {
    if (!Object.hasOwn(STARTERS, name)) throw new RangeError(`there is no backend ${name}`);
    await STARTERS[name].use();
    return name;
  }
  for (const candidate of BACKEND_NAMES) {
    if (candidate === "wasm") break;
    if (!isEligible(await STARTERS[candidate].probe())) continue;
    try {
      await STARTERS[candidate].use();
      return candidate;
    } catch (error) {
      if (!(error instanceof BackendUnavailable)) throw error;
    }
  }
  await useWasmBackend();
  return "wasm";
}

/** Gives back what a backend holds outside of the process's memory: the GPU. Its tensors are lost. */
export async function releaseBackends(): Promise<void> {
  await releaseWebGpu();
}

async function probeWasm(): Promise<BackendReport> {
  if (typeof WebAssembly === "undefined")
    return { name: "wasm", present: false, reason: "there is no WebAssembly here", remedy: BACKENDS.wasm.remedy };
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  return {
    name: "wasm",
    present: true,
    device: `WebAssembly on one core, ${simd ? "with" : "without"} SIMD`,
    software: false,
  };
}

async function useCpu(): Promise<void> {
  if (!(await tf.setBackend("cpu"))) throw new Error("tfjs could not start its cpu backend");
}
