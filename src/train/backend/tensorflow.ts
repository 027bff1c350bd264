/** The name of a TensorFlow package goes in; whether it can run here comes out, or tfjs running on it. */

import * as tf from "@tensorflow/tfjs";
import { BACKENDS, type BackendReport, BackendUnavailable } from "./backends.ts";
import { findPackage, importPackage, nodeVersion } from "./host.ts";

export type TensorFlowName = "tensorflow" | "tensorflow-gpu";

/** tfjs's name for both. */
const REGISTERED = "tensorflow";
/** The package calls functions of `node:util` that Node 23 dropped. */
const LAST_NODE = 22;
const ADDON_VERSIONS = [3, 4, 5, 6, 7, 8] as const;

/** Looks for the package and its compiled part, without loading them. */
export function probeTensorFlow(
  name: TensorFlowName,
  from?: string,
  version: readonly number[] | undefined = nodeVersion(),
): BackendReport {
  const { packages, remedy } = BACKENDS[name];
  const missing = (reason: string, how: string): BackendReport => ({ name, present: false, reason, remedy: how });
  if (version === undefined) return missing("it runs in Node only", "choose webgpu or wasm in a browser");
  const [package_] = packages;
  const found = findPackage(package_, from);
  if (found === undefined) return missing(`${package_} is not installed`, remedy);
  if (version[0]! > LAST_NODE)
    return missing(`${package_} breaks on Node ${LAST_NODE + 1} and later`, `run lossc with Node ${LAST_NODE} or 20`);
  if (!ADDON_VERSIONS.some((api) => found.has(`lib/napi-v${api}/tfjs_binding.node`)))
    return missing(
      `${package_} is installed without its compiled part: its download did not succeed`,
      `npm rebuild ${package_}, where storage.googleapis.com can be reached`,
    );
  return { name, present: true, device: `${package_} ${found.version}`, software: false };
}

const loading = new Map<TensorFlowName, Promise<void>>();

/** Loads the package, which makes its backend tfjs's own. */
export async function useTensorFlow(name: TensorFlowName): Promise<void> {
  const report = probeTensorFlow(name);
  if (!report.present) throw new BackendUnavailable(name, report.reason, report.remedy);
  if (!loading.has(name)) loading.set(name, load(name));
  await loading.get(name);
  await tf.setBackend(REGISTERED);
}

async function load(name: TensorFlowName): Promise<void> {
  const [package_] = BACKENDS[name].packages;
  const unavailable = (reason: string, remedy: string) => new BackendUnavailable(name, reason, remedy);
  try {
    await importPackage(package_);
  } catch (error) {
    throw unavailable(`${package_} does not load: ${firstLine(error)}`, `npm rebuild ${package_}`);
  }
  if (tf.findBackendFactory(REGISTERED) === null)
    throw unavailable(`${package_} has brought another copy of tfjs with it`, "npm dedupe");
  await tf.setBackend(REGISTERED);
  const onGpu = (tf.backend() as tf.KernelBackend & { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice;
  if (name === "tensorflow-gpu" && onGpu !== true) {
    tf.removeBackend(REGISTERED);
    throw unavailable("TensorFlow finds no GPU that it can use", "install NVIDIA's driver, CUDA 11 and cuDNN 8");
  }
}

const firstLine = (error: unknown): string => String(error instanceof Error ? error.message : error).split("\n")[0]!;
