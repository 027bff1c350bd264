/** The table of targets: from a name to what emits its code. */

import type { DerivedLoss } from "../codegen/derived.ts";
import { loadAssembler } from "../codegen/kernel/assemble.ts";
import { emitModule } from "../codegen/module/emit.ts";
import { emitTfjs } from "../codegen/tfjs/emit.ts";
import { emitWasm } from "../codegen/wasm/emit.ts";

export interface EmitOptions {
  /** `wasm` only: shorter polynomials, with a relative error of at most 1e-4. */
  readonly fast?: boolean;
  /** `tfjs` only: loss and gradient are one kernel on tfjs's wasm and webgpu backends. Needs `prepareTarget` with it. */
  readonly kernels?: boolean;
  /** Examples of a class given when called count for nothing. */
  readonly ignoreIndex?: boolean;
  /** Where the loss comes from, for the generated doc comment. */
  readonly origin?: string;
}

export const TARGETS = {
  module: { emit: emitModule, doc: "standalone TypeScript over typed arrays, no imports" },
  tfjs: {
    emit: emitTfjs,
    doc: "a tfjs loss (yTrue, yPred) with its own gradient, for every tfjs backend",
    prepare: async ({ kernels }) => (kernels ? loadAssembler() : undefined),
  },
  wasm: {
    emit: emitWasm,
    doc: "TypeScript like module's with an embedded SIMD kernel, in float32",
    prepare: loadAssembler,
  },
} as const satisfies Record<string, Target>;

interface Target {
  readonly emit: (derived: DerivedLoss, options: EmitOptions) => string;
  readonly doc: string;
  /** Loads what `emit` needs. */
  readonly prepare?: (options: EmitOptions) => Promise<void>;
}

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS) as readonly TargetName[];

/** Loads what a target needs before its code can be emitted: the assembler for `wasm`, and for `tfjs` with kernels; else nothing. */
export async function prepareTarget(name: TargetName, options: EmitOptions = {}): Promise<void> {
  const { prepare }: Target = TARGETS[name];
  await prepare?.(options);
}
