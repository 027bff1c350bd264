/** A derived loss goes in; one binary WebAssembly module with a function for each form of labels comes out. */

import { ELEMENTWISE, type ElementwiseName } from "../../ops/index.ts";
import type { DerivedLoss } from "../derived.ts";
import { FORMS } from "../loop-form.ts";
import { STRETCH_FLOATS } from "./across-batch.ts";
import { assemble } from "./assemble.ts";
import { scratchText } from "./four-examples.ts";
import { type Scratch, writeKernel } from "./kernel.ts";
import { sharedFunctions } from "./shared-functions.ts";
import { kernelSpecs } from "./spec.ts";

export interface KernelBinary {
  /** Exports `dense`, `denseGradient`, `labels` and `labelsGradient`, or those of them that the loss has (see `writeKernel`). */
  readonly plain: Uint8Array;
  /** The same in relaxed SIMD, where an engine may not have that. */
  readonly relaxed: Uint8Array | undefined;
  /** Ops that it imports, from a module `lanes`, as functions of float64. It also imports `env.memory`. */
  readonly calls: readonly ElementwiseName[];
  /** JavaScript: the floats that it needs for itself, given `classes` if the loss has them; `0` for none. */
  readonly scratch: string;
}

export interface BinaryOptions {
  readonly ignores: boolean;
  readonly isFast: boolean;
}

/** The module's text, for people. */
export function kernelText(
  derived: DerivedLoss,
  { ignores, isFast, isRelaxed }: BinaryOptions & { readonly isRelaxed: boolean },
): { readonly text: string; readonly calls: readonly ElementwiseName[]; readonly scratch: string } {
  const specs = FORMS.flatMap((form) => kernelSpecs(derived, form, { ignores }));
  const hasClasses = specs.some((spec) => spec.hasClasses);
  const kernels = specs.map((spec) => writeKernel(spec, { isFast, isRelaxed }));
  const own = kernels.map(({ text }) => text).join("\n");
  const functions = [...sharedFunctions(own, { isFast, isRelaxed }), own].join("\n");
  const calls = [...new Set([...functions.matchAll(/\(call \$(\w+) /g)].map(([, name]) => name as ElementwiseName))];
  const imports = calls.map((name) => {
    const params = ELEMENTWISE[name].params.map(() => "f64").join(" ");
    return `(import "lanes" "${name}" (func $${name} (param ${params}) (result f64)))`;
  });
  const text = ["(module", ...imports, '(import "env" "memory" (memory 0))', functions, ")"].join("\n");
  const most = (of: keyof Scratch): number => Math.max(...kernels.map(({ scratch }) => scratch[of]));
  const needed = { kept: most("kept"), spilled: most("spilled") };
  return { text, calls, scratch: hasClasses ? scratchText(needed) : String(needed.spilled * STRETCH_FLOATS) };
}

/** @throws Error unless the assembler is loaded. */
export function assembleKernels(derived: DerivedLoss, options: BinaryOptions): KernelBinary {
  const { text, calls, scratch } = kernelText(derived, { ...options, isRelaxed: false });
  const relaxed = options.isFast ? assemble(kernelText(derived, { ...options, isRelaxed: true }).text) : undefined;
  return { plain: assemble(text), relaxed, calls, scratch };
}

/** For the text of a generated module. */
export function base64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
