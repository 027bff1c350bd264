/** Kernels: loss and gradient of a batch in float32; generated code against tfjs's autodiff, hand-written loops, C and a plain copy. */

import { compile } from "../src/index.ts";
import { CASE_NAMES, CASES, type CaseName, type KernelSpec, SHAPES, type Shape } from "./kernels/cases.ts";
import { readFloats, writeInputs } from "./kernels/data.ts";
import { createNative, FLAGS, type NativeSpec } from "./kernels/native.ts";
import { interleave } from "./measure.ts";
import type { Cell, Context, Group, Row } from "./result.ts";
import { startWorker, type Worker } from "./worker.ts";

type Answer = number | undefined;

interface Contender {
  readonly name: string;
  /** Its worker, given the row's spec with what is its own. */
  readonly worker: Worker<KernelSpec, Answer>;
  readonly skips?: (name: CaseName) => boolean;
  /** A copy computes no loss, so there is nothing to compare. */
  readonly isCopy?: true;
}

const MODULE = "lossc module";
const TFJS = {
  wasm: { generated: "lossc tfjs target, wasm", ops: "tfjs ops and tf.grad, wasm" },
  cpu: { generated: "lossc tfjs target, pure JS", ops: "tfjs ops and tf.grad, pure JS" },
} as const;

function node(file: string, extra: object = {}): Worker<KernelSpec, Answer> {
  const worker = startWorker<object, Answer>(new URL(`./kernels/${file}.ts`, import.meta.url));
  return { ...worker, prepare: (spec) => worker.prepare({ ...spec, ...extra }) };
}

function native(folder: string, extra: Pick<NativeSpec, "flags" | "copies">): Worker<KernelSpec, Answer> {
  const worker = createNative(folder);
  return { ...worker, prepare: (spec) => worker.prepare({ ...spec, ...extra }) };
}

function createContenders(folder: string): readonly Contender[] {
  const tfjs = (["wasm", "cpu"] as const).flatMap((backend) =>
    (["generated", "ops"] as const).map((code) => ({
      name: TFJS[backend][code],
      worker: node("tfjs", { backend, code }),
    })),
  );
  return [
    { name: MODULE, worker: node("module") },
    { name: "plain JS loop", worker: node("loop", { variant: "plain" }) },
    {
      name: "plain JS loop, skips y = 0",
      worker: node("loop", { variant: "skipping" }),
      skips: (name) => CASES[name].labels === "none",
    },
    ...tfjs,
    { name: `C ${FLAGS.plain.join(" ")}`, worker: native(folder, { flags: "plain" }) },
    { name: `C ${FLAGS.fast.join(" ")}`, worker: native(folder, { flags: "fast" }) },
    { name: "copy, TypedArray.set", worker: node("copy"), isCopy: true },
    { name: "copy, C memcpy", worker: native(folder, { flags: "plain", copies: true }), isCopy: true },
  ];
}

interface Outcome {
  readonly loss: number;
  readonly gradient: Float32Array;
}

/** How two results differ, if they do so by more than float32 and tfjs's erf explain. */
function difference(a: Outcome, b: Outcome): string | undefined {
  if (!(Math.abs(a.loss - b.loss) <= 1e-4 * Math.abs(b.loss))) return `its loss is ${a.loss}, lossc's is ${b.loss}`;
  if (a.gradient.length !== b.gradient.length) return `its gradient has ${a.gradient.length} numbers`;
  const largest = b.gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const at = a.gradient.findIndex(
    (value, i) => !(Math.abs(value - b.gradient[i]) <= 1e-4 * Math.abs(b.gradient[i]) + 1e-5 * largest),
  );
  return at < 0 ? undefined : `its gradient is ${a.gradient[at]} at ${at}, lossc's is ${b.gradient[at]}`;
}

const rowName = (name: CaseName, { batch, classes }: Shape): string => `${name}, [${batch}, ${classes}]`;

const ROWS = SHAPES.flatMap((shape) => CASE_NAMES.map((name) => ({ name, shape, title: rowName(name, shape) })));

/** Prepares every contender; those whose results agree with lossc's, and why the others are left out. */
async function prepare(
  contenders: readonly Contender[],
  spec: KernelSpec,
): Promise<{ able: Contender[]; notes: Map<string, string> }> {
  const able: Contender[] = [];
  const notes = new Map<string, string>();
  let reference: Outcome | undefined;
  for (const contender of contenders) {
    const { name, worker, isCopy } = contender;
    try {
      const loss = await worker.prepare(spec);
      if (!isCopy) {
        const outcome = { loss: loss ?? Number.NaN, gradient: readFloats(spec.files.gradient) };
        reference ??= outcome;
        const problem = difference(outcome, reference);
        if (problem !== undefined) throw new Error(problem);
      }
      able.push(contender);
    } catch (error) {
      notes.set(name, `left out: ${error instanceof Error ? error.message : "unknown"}`);
    }
  }
  if (notes.has(MODULE)) throw new Error(`lossc, ${spec.name}: ${notes.get(MODULE)}`);
  return { able, notes };
}

async function* run(titles: readonly string[], { effort, progress, folder }: Context): AsyncGenerator<Row> {
  const contenders = createContenders(folder);
  try {
    for (const shape of SHAPES) {
      const rows = ROWS.filter((row) => row.shape === shape && titles.includes(row.title));
      if (rows.length === 0) continue;
      progress("inputs");
      const { logits, ...files } = writeInputs(shape, folder);
      for (const { name, title } of rows) {
        progress(title);
        const [loss] = compile(CASES[name].source).losses;
        const spec: KernelSpec = {
          name,
          shape,
          files: CASES[name].labels === "none" ? { ...files, prediction: logits } : files,
          module: loss.emit("module"),
          tfjs: loss.emit("tfjs"),
        };
        const present = contenders.filter(({ skips }) => !skips?.(name));
        const { able, notes } = await prepare(present, spec);
        const timings = await interleave(
          able.map(({ name: contender, worker }) => ({ name: contender, time: worker.time })),
          { warmUpMs: 300 * effort, sampleMs: 10, quotaMs: 800 * effort, minSamples: 3, maxSamples: 61 },
        );
        const byName = new Map([...timings].map(([{ name: contender }, timing]) => [contender, timing]));
        yield {
          group: "kernels",
          name: title,
          unit: "ns/element",
          divisor: shape.batch * shape.classes,
          ratios: [
            { label: "/ module", baseOf: () => MODULE },
            {
              label: "/ tfjs target",
              baseOf: (cell) => Object.values(TFJS).find(({ ops }) => ops === cell)?.generated,
            },
          ],
          cells: present.map(({ name: contender }): Cell => {
            const timing = byName.get(contender);
            const note = notes.get(contender);
            return {
              name: contender,
              ...(timing === undefined ? {} : { timing }),
              ...(note === undefined ? {} : { note }),
            };
          }),
        };
      }
    }
  } finally {
    for (const { worker } of contenders) worker.stop();
  }
}

export const KERNELS: Group = { name: "kernels", rows: ROWS.map(({ title }) => title), run };
