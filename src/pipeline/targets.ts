/** The table of targets: from a name to what emits its code. */

import type { DerivedLoss } from "../codegen/derived.ts";
import { emitModule } from "../codegen/module/emit.ts";
import { emitTfjs } from "../codegen/tfjs/emit.ts";

export interface EmitOptions {
  /** Examples of a class given when called count for nothing. */
  readonly ignoreIndex?: boolean;
  /** Where the loss comes from, for the generated doc comment. */
  readonly origin?: string;
}

export const TARGETS = {
  module: { emit: emitModule, doc: "standalone TypeScript over typed arrays, no imports" },
  tfjs: { emit: emitTfjs, doc: "a tfjs loss (yTrue, yPred) with its own gradient, for every tfjs backend" },
} as const satisfies Record<string, { emit: (derived: DerivedLoss, options: EmitOptions) => string; doc: string }>;

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS) as readonly TargetName[];
