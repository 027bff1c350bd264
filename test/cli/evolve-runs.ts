/** What the tests of searches share: trainers that need no time, and what a journal holds without its times. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutTimes } from "../../src/search/journal/index.ts";

/** An accuracy that follows from the program alone. */
export const TRAINER = `echo "{\\"accuracy\\": 0.$(( $(cksum < {source} | cut -d' ' -f1) % 9000 + 1000 ))}"`;

/** Real trainings of some tenths of a second. */
export const TINY = ["--model", "mlp", "--train-size", "200", "--backend", "wasm"];

export const journalOf = (folder: string): string => readFileSync(join(folder, "journal.jsonl"), "utf8");

/** Whole lines, without what two runs may differ in. */
export const linesOf = (folder: string): string[] => journalOf(folder).split("\n").slice(0, -1).map(withoutTimes);

/** The report, without the time that the run took. */
export const reportOf = (folder: string): string =>
  readFileSync(join(folder, "report.txt"), "utf8").replace(/ in [^:]*:/, ":");
