/** A loss goes in; its kernels come out, and the text that registers them with tfjs's wasm and webgpu backends and calls them there. */

import { createHash } from "node:crypto";
import { classTarget, type DerivedLoss } from "../derived.ts";
import { EMBEDDED } from "../javascript/rows.ts";
import { assembleKernels, base64, type KernelBinary } from "../kernel/binary.ts";
import { FUSED, GPU_KERNEL, READY, WASM_KERNEL } from "./kernel-sources.ts";
import { type Shaders, writeShaders } from "./wgsl/kernel.ts";

export interface LossKernels {
  readonly wasm: KernelBinary;
  /** Missing where the loss has an op that WGSL has no row for. */
  readonly webgpu: Shaders | undefined;
}

/** @throws Error unless the assembler is loaded. */
export const kernelsOf = (derived: DerivedLoss): LossKernels => ({
  wasm: assembleKernels(derived, { ignores: false, isFast: false }),
  webgpu: writeShaders(derived),
});

/** Tells kernels apart whose losses have the same name. */
function hashOf({ wasm, webgpu }: LossKernels): string {
  const hash = createHash("sha256").update(wasm.plain);
  if (webgpu !== undefined) hash.update(webgpu.losses).update(webgpu.gradient);
  return hash.digest("hex").slice(0, 8);
}

/** A template literal's content. */
const escaped = (text: string): string => text.replace(/[\\`]|\$(?=\{)/g, "\\$&");

/** The module's declarations for the kernels. */
export function kernelTexts(derived: DerivedLoss, kernels: LossKernels): string[] {
  const { wasm, webgpu } = kernels;
  const { loss, prediction } = derived;
  const hasClasses = prediction.shape === "per-class" || loss.target?.shape === "per-class";
  const functions = wasm.calls.map((op) => `${op}: ${EMBEDDED.get(op) ?? `Math.${op}`}`);
  const target = loss.target === undefined || loss.target === prediction ? 0 : 1;
  const name = `lossc_${loss.name}_${hashOf(kernels)}`;
  return [
    `/** The name under which tfjs knows the kernel. */\nconst KERNEL_NAME = "${name}";`,
    ...(webgpu === undefined
      ? []
      : [
          `/** WGSL of the losses, and of the gradient. */
const SHADERS = {
  losses: \`
${escaped(webgpu.losses)}\`,
  gradient: \`
${escaped(webgpu.gradient)}\`,
};`,
        ]),
    `/** WebAssembly (SIMD) of the loss and its gradient, over the memory of tfjs's own. */
const KERNEL =
  "${base64(wasm.plain)}";`,
    READY(webgpu !== undefined),
    FUSED,
    WASM_KERNEL({
      lanes: functions.length === 0 ? "{}" : `{ ${functions.join(", ")} }`,
      scratch: wasm.scratch,
      leading: 1 + target,
      hasClasses,
      hasLabels: classTarget(derived) !== undefined && prediction.shape === "per-class",
    }),
    ...(webgpu === undefined ? [] : [GPU_KERNEL(1 + target)]),
  ];
}

/** What the kernels' declarations call. */
export const embeddedOf = ({ wasm }: LossKernels): string[] => wasm.calls.flatMap((op) => EMBEDDED.get(op) ?? []);

/** Identifiers of the kernels' declarations. */
export const KERNEL_NAMES: readonly string[] = [
  "KERNEL_NAME",
  "KERNEL",
  "SHADERS",
  "THREADS",
  "KernelCall",
  "WasmBackend",
  "GpuBackend",
  "OpenKernel",
  "ableBackends",
  "openKernels",
  "isKernelHere",
  "callKernel",
  "fused",
  "openKernel",
  "runOnWasm",
  "runOnGpu",
];
