/** Kernels: loss and gradient of a batch in float32; generated code against tfjs's autodiff, hand-written C and the memory's speed. */

import { type CompiledLoss, compile, prepareTarget, type TargetName } from "../src/index.ts";
import {
  CALL_SHAPES,
  CASE_NAMES,
  CASES,
  type CaseName,
  type Emitted,
  FORMS,
  type Form,
  type KernelSpec,
  SHAPES,
  type Shape,
} from "./kernels/cases.ts";
import { COLUMNS, type Contender, createContenders } from "./kernels/contenders.ts";
import { readFloats, writeInputs } from "./kernels/data.ts";
import { interleave, type Timing } from "./measure.ts";
import { type Cell, type Context, type Group, type Ratio, type Row, ratioOf } from "./result.ts";

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

/** What one row measures; of a call, the time as a whole rather than per element. */
interface Work {
  readonly name: CaseName;
  readonly form: Form;
  readonly shape: Shape;
  readonly per: "element" | "call";
  readonly title: string;
}

function work(name: CaseName, form: Form, shape: Shape, per: Work["per"]): Work {
  const title = `${name}, from ${form.prediction}, ${form.labels} labels, [${shape.batch}, ${shape.classes}]`;
  return { name, form, shape, per, title: per === "call" ? `call of ${title}` : title };
}

const WORKS: readonly Work[] = [
  ...SHAPES.flatMap((shape) => CASE_NAMES.flatMap((name) => FORMS.map((form) => work(name, form, shape, "element")))),
  ...CALL_SHAPES.map((shape) =>
    work("cross-entropy", { prediction: "probabilities", labels: "integer" }, shape, "call"),
  ),
];

async function emit(loss: CompiledLoss, target: TargetName, { prediction }: Form): Promise<Emitted> {
  const options = { fromLogits: prediction === "logits", ...(target === "tfjs" ? { kernels: true } : {}) };
  try {
    await prepareTarget(target, options);
    return { text: loss.emit(target, options) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "unknown" };
  }
}

/** Prepares every contender; those whose results agree with lossc's, and why the others are left out. */
async function prepare(
  contenders: readonly Contender[],
  spec: KernelSpec,
): Promise<{ able: Contender[]; notes: Map<string, string> }> {
  const able: Contender[] = [];
  const notes = new Map<string, string>();
  let reference: Outcome | undefined;
  for (const contender of contenders) {
    const { name, worker, floor } = contender;
    try {
      const loss = await worker.prepare(spec);
      if (floor !== undefined) notes.set(name, floor(spec.name, spec, spec.shape));
      else {
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
  if (able[0]?.name !== COLUMNS.module) throw new Error(`lossc, ${spec.name}: ${notes.get(COLUMNS.module)}`);
  return { able, notes };
}

const RATIOS: readonly Ratio[] = [
  { label: "/ C", baseOf: () => COLUMNS.vectorized },
  { label: "/ C, 128-bit", baseOf: () => COLUMNS.vectorized128 },
  { label: "/ floor", baseOf: () => COLUMNS.floor },
  { label: "/ wasm", baseOf: () => COLUMNS.wasm },
];

function rowOf({ name, form, shape, per, title }: Work, cells: readonly Cell[]): Row {
  const row = {
    group: "kernels",
    name: title,
    unit: `ns/${per}`,
    divisor: per === "call" ? 1 : shape.batch * shape.classes,
    ratios: RATIOS,
    cells,
  };
  return {
    ...row,
    toJson: (cell) => ({
      case: `${per === "call" ? "call of " : ""}${name}, from ${form.prediction}`,
      shape: [shape.batch, shape.classes],
      labels: form.labels,
      column: cell.name,
      ...(cell.timing === undefined
        ? { note: cell.note }
        : {
            [per === "call" ? "nsPerCall" : "nsPerElement"]: cell.timing.median / row.divisor,
            ratio: ratioOf(row, cell, RATIOS[0]),
          }),
    }),
  };
}

async function* run(titles: readonly string[], { effort, progress, folder }: Context): AsyncGenerator<Row> {
  const contenders = createContenders(folder);
  let inputs: { readonly shape: Shape; readonly files: ReturnType<typeof writeInputs> } | undefined;
  try {
    for (const row of WORKS.filter(({ title }) => titles.includes(title))) {
      const { name, form, shape, title } = row;
      progress(title);
      if (inputs?.shape !== shape) inputs = { shape, files: writeInputs(shape, folder) };
      const [loss] = compile(CASES[name]).losses;
      const spec: KernelSpec = {
        ...form,
        name,
        shape,
        files: inputs.files[form.prediction],
        emitted: {
          module: await emit(loss, "module", form),
          tfjs: await emit(loss, "tfjs", form),
          wasm: await emit(loss, "wasm", form),
        },
      };
      const present = contenders.filter(({ has }) => has === undefined || has(name, form));
      const { able, notes } = await prepare(present, spec);
      const timings = await interleave(
        able.map(({ name: contender, worker }) => ({ name: contender, time: worker.time })),
        // A call of tfjs in pure JS can take seconds: it gets few samples.
        { warmUpMs: 300 * effort, sampleMs: 10, quotaMs: 800 * effort, minSamples: 2, maxSamples: 61 },
      );
      const byName = new Map<string, Timing>([...timings].map(([{ name: contender }, timing]) => [contender, timing]));
      yield rowOf(
        row,
        present.map(({ name: contender }): Cell => {
          const timing = byName.get(contender);
          const note = notes.get(contender);
          return {
            name: contender,
            ...(timing === undefined ? {} : { timing }),
            ...(note === undefined ? {} : { note }),
          };
        }),
      );
    }
  } finally {
    for (const { worker } of contenders) worker.stop();
  }
}

export const KERNELS: Group = { name: "kernels", rows: WORKS.map(({ title }) => title), run };
