/** The static side of a search, one core: from random genotypes to valid unique individuals, and from parents to accepted children. */

import { bundleModule } from "./bundle.ts";
import { interleave } from "./measure.ts";
import type { Cell, Context, Group, Row } from "./result.ts";
import type { Task } from "./search/static-worker.ts";
import { startWorker } from "./worker.ts";

const COUNT = 1000;
const NS_PER_S = 1e9;

const CELLS = [
  { name: "lossc, the paper's space and tests", space: "nlfs", mode: "nlfs", complexity: false },
  // The reference has no such number; a search of ours keeps it of every individual.
  { name: "the same, and each one's complexity", space: "nlfs", mode: "nlfs", complexity: true },
  { name: "lossc, the paper's space, all tests", space: "nlfs", mode: "default", complexity: false },
  { name: "lossc, space `tree`, all tests", space: "tree", mode: "default", complexity: false },
] as const;

/** What the reference's algorithm does on NumPy on two such cores, stated, not measured here. */
const ROWS = [
  { name: "random genotypes to valid unique individuals", what: "random", reference: 260 },
  { name: "parents to accepted children, 100 members", what: "children", reference: 760 },
] as const;

async function* run(rows: readonly string[], { effort, folder, progress }: Context): AsyncGenerator<Row> {
  const bundle = await bundleModule(new URL("./search/library.ts", import.meta.url), folder, "search");
  const count = Math.round(COUNT * Math.max(effort, 0.1));
  for (const { name, what, reference } of ROWS.filter((row) => rows.includes(row.name))) {
    progress(name);
    const workers = CELLS.map(({ name: called, ...cell }) => ({
      called,
      cell,
      worker: startWorker<Task, number>(new URL("./search/static-worker.ts", import.meta.url)),
    }));
    try {
      for (const { worker, cell } of workers) await worker.prepare({ bundle, what, ...cell, count });
      const timings = await interleave(
        workers.map(({ called, worker }) => ({ name: called, time: worker.time })),
        { warmUpMs: 3000 * effort, sampleMs: 200, quotaMs: 5000 * effort, minSamples: 5, maxSamples: 31 },
      );
      const measured = [...timings].map(([contender, timing]): Cell => {
        const rate = (NS_PER_S * count) / timing.median;
        return { name: contender.name, timing, note: `${Math.round(rate)} a second` };
      });
      const stated = { name: "the reference's algorithm on NumPy", note: `about ${reference} a second, as stated` };
      yield { group: "search", name, unit: "us each", divisor: 1e3 * count, ratios: [], cells: [...measured, stated] };
    } finally {
      for (const { worker } of workers) worker.stop();
    }
  }
}

export const SEARCH: Group = { name: "search", rows: ROWS.map(({ name }) => name), run };
