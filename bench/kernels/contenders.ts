/** Who computes a kernel: the columns of the kernel benchmark, each in a process of its own. */

import { startWorker, type Worker } from "../worker.ts";
import type { CaseName, Form, KernelSpec, Shape } from "./cases.ts";
import { LOOPS } from "./loops.ts";
import { type Build, createNative, floorOf, type NativeSpec } from "./native.ts";

export type Answer = number | undefined;

export const COLUMNS = {
  module: "module",
  wasm: "wasm",
  tfjsOps: "tfjs ops, wasm",
  vectorized: "C vectorized",
  vectorized128: "C vectorized, 128-bit",
  floor: "memory floor",
} as const;

export interface Contender {
  readonly name: string;
  /** Its worker, given the row's spec with what is its own. */
  readonly worker: Worker<KernelSpec, Answer>;
  readonly has?: (name: CaseName, form: Form) => boolean;
  /** The memory floor computes no loss, so there is nothing to compare. */
  readonly floor?: (name: CaseName, form: Form, shape: Shape) => string;
}

function node(file: string, extra: object): Worker<KernelSpec, Answer> {
  const worker = startWorker<object, Answer>(new URL(`./${file}.ts`, import.meta.url));
  return { ...worker, prepare: (spec) => worker.prepare({ ...spec, ...extra }) };
}

function native(folder: string, build: Build, extra: Pick<NativeSpec, "floor"> = {}): Worker<KernelSpec, Answer> {
  const worker = createNative(folder);
  return { ...worker, prepare: (spec) => worker.prepare({ ...spec, ...extra, build }) };
}

const hasLoop = (name: CaseName, { prediction, labels }: Form): boolean =>
  prediction === "probabilities" && LOOPS[name]?.[labels] !== undefined;

export function createContenders(folder: string): readonly Contender[] {
  return [
    { name: COLUMNS.module, worker: node("generated", { target: "module", memory: "own" }) },
    { name: COLUMNS.wasm, worker: node("generated", { target: "wasm", memory: "kernel" }) },
    { name: "wasm, copying", worker: node("generated", { target: "wasm", memory: "own" }) },
    { name: "plain JS loop", worker: node("loop", { variant: "plain" }), has: hasLoop },
    { name: "plain JS loop, skips y = 0", worker: node("loop", { variant: "skipping" }), has: hasLoop },
    { name: "tfjs target, wasm", worker: node("tfjs", { backend: "wasm", code: "generated" }) },
    { name: COLUMNS.tfjsOps, worker: node("tfjs", { backend: "wasm", code: "ops" }) },
    { name: "tfjs ops, pure JS", worker: node("tfjs", { backend: "cpu", code: "ops" }) },
    { name: "C scalar", worker: native(folder, "scalar") },
    { name: COLUMNS.vectorized, worker: native(folder, "vectorized") },
    { name: COLUMNS.vectorized128, worker: native(folder, "vectorized128") },
    {
      name: COLUMNS.floor,
      worker: native(folder, "vectorized", { floor: true }),
      floor: (name, form, shape) => floorOf(name, form, shape).note,
    },
  ];
}
