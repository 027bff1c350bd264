/** A search on disk, to be killed: `run-toy.ts FOLDER EVALUATIONS WORKERS`; trainings that begin are told in `begun`. */

import { appendFileSync, closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createSearch, runSearch } from "../../../src/search/evolve/index.ts";
import { decodeJournal, encodeEntry } from "../../../src/search/journal/index.ts";
import { THREE_RUNGS, toy, toyConfig, toyFitness } from "../evolve/toy.ts";

const [folder, evaluations, workers] = process.argv.slice(2);
const path = join(folder, "journal.jsonl");
const decoded = decodeJournal(existsSync(path) ? readFileSync(path) : new Uint8Array());
if ("problem" in decoded) throw new Error(decoded.problem);
if (existsSync(path)) truncateSync(path, decoded.validBytes);
const file = openSync(path, "a");
const search = createSearch({
  config: toyConfig({ rungs: THREE_RUNGS }),
  budget: { evaluations: Number(evaluations) },
  operators: toy,
  seed: 21,
  journal: decoded.entries,
});
if (decoded.header === undefined) writeSync(file, encodeEntry(search.header));

await runSearch({
  search,
  workers: Number(workers),
  clock: () => performance.now() / 1000,
  evaluate: async ({ id, program }, _rung, { rungIndex }) => {
    appendFileSync(join(folder, "begun"), `${id}/${rungIndex}\n`);
    await setTimeout(1 + (id % 3));
    return toyFitness(program, rungIndex);
  },
  append: (entries) => {
    // In two halves, so that a kill finds torn lines.
    for (const line of entries.map(encodeEntry)) {
      writeSync(file, line.slice(0, line.length / 2));
      writeSync(file, line.slice(line.length / 2));
    }
  },
});
closeSync(file);
console.log(JSON.stringify(search.progress().population.map(({ id, program, fitness }) => ({ id, program, fitness }))));
