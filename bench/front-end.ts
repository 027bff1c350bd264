/** Front end: text in, simplified loss and gradient out, per loss; lossc against two computer algebra systems in JavaScript. */

import { bundleModule } from "./bundle.ts";
import { EXPRESSIONS } from "./front-end/expressions.ts";
import { interleave, warmUp } from "./measure.ts";
import type { Cell, Context, Group, Row } from "./result.ts";
import { startWorker, type Worker } from "./worker.ts";

const LOSSC = "lossc";

const CONTENDERS = [
  { name: LOSSC, file: "lossc", extra: {} },
  { name: "mathjs", file: "mathjs", extra: {} },
  { name: "compute-engine, LaTeX", file: "compute-engine", extra: { notation: "latex" } },
  { name: "compute-engine, MathJSON", file: "compute-engine", extra: { notation: "mathJson" } },
] as const;

interface Prepares {
  readonly name: string;
  readonly extra: object;
  readonly worker: Worker<object, number>;
}

const TOLERANCE = 1e-8;

/** Compilers meet many losses, so all of them are warmed up on all expressions, not only on the one that comes first. */
async function warmUpAll(contenders: readonly Prepares[], bundle: string, effort: number): Promise<void> {
  for (const { name, extra, worker } of contenders) {
    for (const expression of EXPRESSIONS) {
      try {
        await worker.prepare({ expression, bundle, ...extra });
        await warmUp({ name, time: worker.time }, 250 * effort);
      } catch {
        // What a contender cannot do is noted in the row.
      }
    }
  }
}

async function* run(rows: readonly string[], { effort, progress, folder }: Context): AsyncGenerator<Row> {
  const bundle = await bundleModule(new URL("../src/index.ts", import.meta.url), folder, "lossc");
  const contenders: readonly Prepares[] = CONTENDERS.map(({ name, file, extra }) => ({
    name,
    extra,
    worker: startWorker<object, number>(new URL(`./front-end/${file}.ts`, import.meta.url)),
  }));
  try {
    progress("warm-up");
    await warmUpAll(contenders, bundle, effort);
    for (const expression of EXPRESSIONS.filter(({ name }) => rows.includes(name))) {
      progress(expression.name);
      const notes = new Map<string, string>();
      const answers = new Map<string, number>();
      for (const { name, extra, worker } of contenders) {
        try {
          answers.set(name, await worker.prepare({ expression, bundle, ...extra }));
        } catch (error) {
          notes.set(name, `cannot do it: ${error instanceof Error ? error.message : "unknown"}`);
        }
      }
      const reference = answers.get(LOSSC);
      if (reference === undefined) throw new Error(`lossc, ${expression.name}: ${notes.get(LOSSC)}`);
      const able = contenders.filter(({ name }) => {
        const answer = answers.get(name);
        if (answer === undefined) return false;
        const agrees = Math.abs(answer - reference) <= TOLERANCE * Math.abs(reference);
        if (!agrees) notes.set(name, `left out: its gradient is ${answer}, lossc's is ${reference}`);
        return agrees;
      });
      const timings = await interleave(
        able.map(({ name, worker }) => ({ name, time: worker.time })),
        { warmUpMs: 500 * effort, sampleMs: 20, quotaMs: 800 * effort, minSamples: 5, maxSamples: 51 },
      );
      const byName = new Map([...timings].map(([contender, timing]) => [contender.name, timing]));
      const cells = contenders.map(({ name }): Cell => {
        const timing = byName.get(name);
        const note = notes.get(name);
        return { name, ...(timing === undefined ? {} : { timing }), ...(note === undefined ? {} : { note }) };
      });
      yield {
        group: "front-end",
        name: expression.name,
        unit: "us",
        divisor: 1e3,
        ratios: [{ label: "/ lossc", baseOf: () => LOSSC }],
        cells,
      };
    }
  } finally {
    for (const { worker } of contenders) worker.stop();
  }
}

export const FRONT_END: Group = { name: "front-end", rows: EXPRESSIONS.map(({ name }) => name), run };
