/** Targets: text of each example in, text of a module out, warm; against TypeScript, which compiles what came out. */

import { readdirSync, readFileSync } from "node:fs";
import { bundleModule } from "./bundle.ts";
import type { EmitSpec } from "./emit/spec.ts";
import { interleave, warmUp } from "./measure.ts";
import type { Context, Group, Row } from "./result.ts";
import { startWorker } from "./worker.ts";

const TYPESCRIPT = "typescript, of module's text";

const CONTENDERS = [
  { name: "module", file: "lossc", extra: { target: "module" } },
  { name: "tfjs", file: "lossc", extra: { target: "tfjs" } },
  { name: "wasm", file: "lossc", extra: { target: "wasm" } },
  { name: TYPESCRIPT, file: "typescript", extra: {} },
] as const;

const EXAMPLES = new URL("../examples/", import.meta.url);
const ROWS = readdirSync(EXAMPLES)
  .filter((file) => file.endsWith(".loss"))
  .map((file) => file.slice(0, -".loss".length))
  .sort();

async function* run(rows: readonly string[], { effort, progress, folder }: Context): AsyncGenerator<Row> {
  const bundle = await bundleModule(new URL("../src/index.ts", import.meta.url), folder, "lossc");
  const specOf = (row: string): EmitSpec => ({
    source: readFileSync(new URL(`${row}.loss`, EXAMPLES), "utf8"),
    bundle,
  });
  const contenders = CONTENDERS.map(({ name, file, extra }) => ({
    name,
    extra,
    worker: startWorker<object, number>(new URL(`./emit/${file}.ts`, import.meta.url)),
  }));
  try {
    // A compiler meets many losses: all are warmed up on all examples.
    for (const { name, extra, worker } of contenders)
      for (const row of ROWS) {
        progress(`warm-up of ${name}: ${row}`);
        await worker.prepare({ ...specOf(row), ...extra });
        await warmUp({ name, time: worker.time }, 500 * effort);
      }
    for (const row of rows) {
      progress(row);
      for (const { extra, worker } of contenders) await worker.prepare({ ...specOf(row), ...extra });
      const timings = await interleave(
        contenders.map(({ name, worker }) => ({ name, time: worker.time })),
        { warmUpMs: 200 * effort, sampleMs: 20, quotaMs: 1000 * effort, minSamples: 5, maxSamples: 51 },
      );
      const byName = new Map([...timings].map(([contender, timing]) => [contender.name, timing]));
      yield {
        group: "emit",
        name: row,
        unit: "ms",
        divisor: 1e6,
        ratios: [{ label: "/ typescript", baseOf: () => TYPESCRIPT }],
        cells: contenders.map(({ name }) => ({ name, timing: byName.get(name)! })),
      };
    }
  } finally {
    for (const { worker } of contenders) worker.stop();
  }
}

export const EMIT: Group = { name: "emit", rows: ROWS, run };
