/** A run's folder goes in; what there is to say of it comes out, without going on with it. */

import { statSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../../search/evolve/progress.ts";
import type { Entry, IndividualEntry } from "../../search/journal/entry.ts";
import { replay } from "../../search/journal/replay.ts";
import { inputFailure } from "../failure.ts";
import { type RunConfig, readEvolveConfig } from "./config.ts";
import { JOURNAL_FILE, readJournal } from "./run-folder.ts";

export interface StoredRun {
  readonly path: string;
  readonly config: RunConfig;
  readonly entries: readonly Entry[];
  readonly progress: Progress;
  /** Of the journal's last change. */
  readonly changed: Date;
}

/** `hall`: how many of the best are wanted at least. */
export function readRun(path: string, hall = 0): StoredRun {
  const config = readEvolveConfig(path);
  const { header, entries } = readJournal(path);
  const begun = header ?? { lossc: "evolve", format: 1, seed: config.seed, config: config.search };
  const file = header === undefined ? path : join(path, JOURNAL_FILE);
  const wanted = { ...begun, config: { ...begun.config, hall: Math.max(hall, begun.config.hall) } };
  return { path, config, entries, progress: replay(wanted, entries), changed: statSync(file).mtime };
}

/** Whether its budget is used up. */
export function isDone({ config: { budget }, progress: { evaluations, elapsed } }: StoredRun): boolean {
  return (
    (budget.evaluations !== undefined && evaluations >= budget.evaluations) ||
    (budget.seconds !== undefined && elapsed >= budget.seconds)
  );
}

export interface Ancestor {
  readonly entry: IndividualEntry;
  /** On the highest rung, after a screening perhaps; null if its training failed. */
  readonly fitness: number | null;
  readonly rungs: readonly number[];
}

/** The individual and all that it descends from, the oldest first. */
export function lineage({ path, entries }: StoredRun, id: number): Ancestor[] {
  const byId = new Map<number, IndividualEntry>();
  const latest = new Map<number, Pick<Ancestor, "fitness" | "rungs">>();
  for (const entry of entries) {
    if (entry.kind === "rung") continue;
    if (entry.kind === "individual") byId.set(entry.id, entry);
    if (entry.kind === "individual" || entry.fitness !== null) latest.set(entry.id, entry);
  }
  if (!byId.has(id)) {
    const last = Math.max(0, ...byId.keys());
    throw inputFailure(
      `${path} has no candidate ${id}`,
      last === 0
        ? "nothing is trained there yet"
        : `its candidates are 1 to ${last}; lossc runs show ${path} lists the best`,
    );
  }
  const found = new Set<number>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || !byId.has(next)) continue;
    found.add(next);
    open.push(...byId.get(next)!.parents);
  }
  return [...found].sort((a, b) => a - b).map((one) => ({ entry: byId.get(one)!, ...pick(latest.get(one)!) }));
}

const pick = ({ fitness, rungs }: Pick<Ancestor, "fitness" | "rungs">): Pick<Ancestor, "fitness" | "rungs"> => ({
  fitness,
  rungs,
});
