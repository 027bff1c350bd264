/** A training step of each network on a batch, beside plain tfjs on wasm and in pure JS. */

import { interleave } from "../measure.ts";
import type { Cell, Context, Row } from "../result.ts";
import { startWorker } from "../worker.ts";
import { BATCH_SIZE, STEP_SPECS, type StepSpec } from "./shapes.ts";

const LOSSC = "lossc";
const PLAIN = "plain tfjs, wasm";
const CONTENDERS = [
  { name: LOSSC, contender: "lossc" },
  { name: PLAIN, contender: "plain-wasm" },
  { name: "plain tfjs, pure JS", contender: "plain-cpu" },
] as const;

const titleOf = ({ network, shape }: StepSpec): string =>
  `step of ${network}, ${shape.height}x${shape.width}x${shape.channels}, batch ${BATCH_SIZE}`;

export const STEP_ROWS = STEP_SPECS.map(titleOf);

async function row(spec: StepSpec, { effort, progress }: Context): Promise<Row> {
  progress(titleOf(spec));
  // A step in pure JS takes half a minute.
  const present = CONTENDERS.filter(({ contender }) => effort >= 1 || contender !== "plain-cpu");
  const workers = present.map(({ name, contender }) => ({
    name,
    contender,
    worker: startWorker<object, undefined>(new URL("./step-worker.ts", import.meta.url)),
  }));
  try {
    for (const { worker, contender } of workers) await worker.prepare({ ...spec, contender });
    const timings = await interleave(
      workers.map(({ name, worker }) => ({ name, time: worker.time })),
      { warmUpMs: 500 * effort, sampleMs: 1, quotaMs: 15_000 * effort, minSamples: 1, maxSamples: 31 },
    );
    const cells = [...timings].map(([{ name }, timing]): Cell => ({ name, timing }));
    const ratios = [{ label: `/ ${PLAIN}`, baseOf: () => PLAIN }];
    return { group: "training", name: titleOf(spec), unit: "ms", divisor: 1e6, ratios, cells };
  } finally {
    for (const { worker } of workers) worker.stop();
  }
}

export async function* runSteps(titles: readonly string[], context: Context): AsyncGenerator<Row> {
  for (const spec of STEP_SPECS) if (titles.includes(titleOf(spec))) yield await row(spec, context);
}
