/** Nothing goes in; which GPU WebGPU gives comes out, or tfjs running on it, and at the end the GPU is given back. */

import * as tf from "@tensorflow/tfjs";
import { BACKENDS, type BackendReport, BackendUnavailable } from "./backends.ts";
import { findPackage, importPackage, isLinux, nodeVersion } from "./host.ts";
import { vulkanDrivers } from "./vulkan.ts";
import { adaptToGpu, type GpuBackend } from "./webgpu-backend.ts";

const NAME = "webgpu";
const TFJS_PACKAGE = "@tensorflow/tfjs-backend-webgpu";
const DAWN_PACKAGE = "webgpu";
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|software/i;

interface Dawn {
  readonly create: (options: readonly string[]) => GPU;
  readonly globals: Readonly<Record<string, unknown>>;
}

interface GpuPackage {
  readonly WebGPUBackend: new (device: GPUDevice, info: GPUAdapterInfo) => GpuBackend;
}

const unavailable = (reason: string, remedy: string): BackendUnavailable =>
  new BackendUnavailable(NAME, reason, remedy);

/** Asks for an adapter, no device. */
export async function probeWebGpu(): Promise<BackendReport> {
  try {
    return reportOn((await openAdapter()).adapter.info);
  } catch (error) {
    if (!(error instanceof BackendUnavailable)) throw error;
    return { name: NAME, present: false, reason: error.reason, remedy: error.remedy };
  }
}

/** An adapter of the CPU says so, or has the name of a known one. */
export function reportOn(
  info: Pick<GPUAdapterInfo, "vendor" | "architecture" | "device" | "description"> & {
    readonly isFallbackAdapter?: boolean;
  },
): BackendReport {
  const { vendor, architecture, device, description } = info;
  const device_ =
    description || [vendor, architecture, device].filter((part) => part !== "").join(" ") || "unnamed GPU";
  const software = info.isFallbackAdapter === true || SOFTWARE.test([vendor, architecture, device, description].join());
  return { name: NAME, present: true, device: device_, software };
}

interface Opened {
  readonly gpu: GPU;
  readonly adapter: GPUAdapter;
}

/** The host's own WebGPU (a browser's), or else Dawn's. */
async function openAdapter(): Promise<Opened> {
  const { remedy } = BACKENDS[NAME];
  const gpu = ownGpu() ?? (await createGpu());
  if (nodeVersion() === undefined) {
    if (tf.findBackendFactory(NAME) === null)
      throw unavailable(`the page has not imported ${TFJS_PACKAGE}`, `import "${TFJS_PACKAGE}"`);
  } else if (findPackage(TFJS_PACKAGE) === undefined) throw unavailable(`${TFJS_PACKAGE} is not installed`, remedy);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null)
    throw unavailable("WebGPU finds no GPU", "install the GPU's driver, on Linux its Vulkan driver");
  return { gpu, adapter };
}

const ownGpu = (): GPU | undefined => (typeof navigator === "undefined" ? undefined : navigator.gpu);

/** Stays for the life of the process: Dawn crashes where its object is collected as garbage. */
let dawnGpu: GPU | undefined;

async function createGpu(): Promise<GPU> {
  if (dawnGpu !== undefined) return dawnGpu;
  const { remedy } = BACKENDS[NAME];
  if (nodeVersion() === undefined) throw unavailable("the browser has no WebGPU", "use one that has it");
  if (findPackage(DAWN_PACKAGE) === undefined) throw unavailable(`${DAWN_PACKAGE} is not installed`, remedy);
  if (isLinux() && vulkanDrivers().length === 0)
    throw unavailable(
      "no Vulkan driver is installed",
      "install the GPU's Vulkan driver (Debian: mesa-vulkan-drivers, or NVIDIA's), or name one in VK_DRIVER_FILES",
    );
  let dawn: Dawn;
  try {
    dawn = (await importPackage(DAWN_PACKAGE)) as unknown as Dawn;
  } catch (error) {
    throw unavailable(`${DAWN_PACKAGE} does not load: ${error instanceof Error ? error.message : error}`, remedy);
  }
  publishGlobals(dawn.globals);
  dawnGpu = dawn.create([]);
  return dawnGpu;
}

/** tfjs reads `GPUBuffer`, `GPUBufferUsage` and the like from the global object. */
function publishGlobals(globals: Dawn["globals"]): void {
  for (const [name, value] of Object.entries(globals))
    if (!(name in globalThis))
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
}

interface Running {
  readonly device: GPUDevice;
  readonly unpublish: () => void;
}

let starting: Promise<Running> | undefined;

/** The first call starts the backend, each call selects it. */
export async function useWebGpu(): Promise<void> {
  starting ??= start();
  try {
    await starting;
  } catch (error) {
    starting = undefined;
    throw error;
  }
  if (!(await tf.setBackend(NAME))) throw unavailable("tfjs could not start it", BACKENDS[NAME].remedy);
}

/** Gives the GPU back. What tensors and variables hold on it is lost. */
export async function releaseWebGpu(): Promise<void> {
  const running = await starting?.catch(() => undefined);
  starting = undefined;
  if (running === undefined) return;
  tf.removeBackend(NAME);
  running.device.destroy();
  running.unpublish();
}

async function start(): Promise<Running> {
  const { gpu, adapter } = await openAdapter();
  // Small tensors stay on the GPU too: results are not to depend on where the last read took place.
  const stayOnGpu = () => tf.env().set("WEBGPU_CPU_FORWARD", false);
  if (nodeVersion() === undefined) return startRegistered(stayOnGpu);
  const WebGPUBackend = await backendClass();
  const device = await adapter.requestDevice({ requiredLimits: limitsOf(adapter) });
  const unpublish = publishGpu(gpu);
  stayOnGpu();
  // The package's own is there if `navigator.gpu` was when it was loaded.
  if (tf.findBackendFactory(NAME) !== null) tf.removeBackend(NAME);
  tf.registerBackend(NAME, () => adaptToGpu(new WebGPUBackend(device, adapter.info)));
  return { device, unpublish };
}

/** In a browser the page imports the package, which its bundler has to see, and the package registers its backend. */
async function startRegistered(configure: () => void): Promise<Running> {
  const factory = tf.findBackendFactory(NAME);
  configure();
  if (!(await tf.setBackend(NAME))) throw unavailable("tfjs could not start it", "see the browser's console");
  const backend = adaptToGpu(tf.backend() as GpuBackend);
  return { device: backend.device, unpublish: () => tf.registerBackend(NAME, factory) };
}

async function backendClass(): Promise<GpuPackage["WebGPUBackend"]> {
  try {
    return ((await importPackage(TFJS_PACKAGE)) as unknown as GpuPackage).WebGPUBackend;
  } catch (error) {
    const reason = `${TFJS_PACKAGE} does not load: ${error instanceof Error ? error.message : error}`;
    throw unavailable(reason, BACKENDS[NAME].remedy);
  }
}

/** As large as the GPU allows; WebGPU's own defaults stop at buffers of 128 MiB. */
function limitsOf({ limits }: GPUAdapter): Record<string, number> {
  const {
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxStorageBufferBindingSize,
    maxStorageBuffersPerShaderStage,
    maxBufferSize,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
  } = limits;
  return {
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxStorageBufferBindingSize,
    maxStorageBuffersPerShaderStage,
    maxBufferSize,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
  };
}

/** Puts the GPU where tfjs looks for it, `navigator.gpu`, and gives what takes it away again. */
function publishGpu(gpu: GPU): () => void {
  if (ownGpu() === gpu) return () => {};
  const property = { value: gpu, configurable: true, enumerable: false, writable: false };
  // Node has a navigator since version 21.
  if (typeof navigator === "undefined") {
    const navigator = Object.defineProperty({ userAgent: "Node.js" }, "gpu", property);
    Object.defineProperty(globalThis, "navigator", { ...property, value: navigator });
    return () => Reflect.deleteProperty(globalThis, "navigator");
  }
  Object.defineProperty(navigator, "gpu", property);
  return () => Reflect.deleteProperty(navigator, "gpu");
}
