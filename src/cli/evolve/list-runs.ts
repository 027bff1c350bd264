/** A folder of run folders goes in; each run's kind, state and best come out. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readEliminationConfig } from "../eliminate/config.ts";
import { doneIn, JOURNAL_FILE as ELIMINATION_JOURNAL } from "../eliminate/folder.ts";
import { standingOf } from "../eliminate/result.ts";
import { Failure, inputFailure, reasonOf } from "../failure.ts";
import { CONFIG_FILE } from "../run-folder/folder.ts";
import { readJsonLines } from "../run-folder/json-lines.ts";
import { isLocked } from "../run-folder/lock.ts";
import { parseConfig } from "../training/config.ts";
import { objectiveText } from "./config.ts";
import { isDone, readRun } from "./stored-run.ts";

export interface RunSummary {
  readonly path: string;
  readonly kind: string;
  readonly state: "running" | "done" | "stopped" | "unreadable";
  /** Candidates of a search, trainings of a comparison or an elimination. */
  readonly evaluations: number | null;
  readonly budget: number | null;
  /** The best fitness of a search. */
  readonly best: number | null;
  readonly objective: string | null;
  readonly changed: Date;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** The last one first. */
export function listRuns(folder: string): RunSummary[] {
  let names: string[];
  try {
    names = existsSync(folder) ? readdirSync(folder) : [];
  } catch (error) {
    throw inputFailure(`cannot read ${folder}: ${reasonOf(error)}`);
  }
  return names
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, CONFIG_FILE)))
    .map(summaryOf)
    .sort((a, b) => b.changed.getTime() - a.changed.getTime() || (a.path < b.path ? -1 : 1));
}

function summaryOf(path: string): RunSummary {
  const file = join(path, CONFIG_FILE);
  try {
    const { kind } = JSON.parse(readFileSync(file, "utf8")) as { readonly kind?: unknown };
    if (kind === "train") return trainSummary(path, file);
    return kind === "elimination" ? eliminationSummary(path, file) : evolveSummary(path);
  } catch (error) {
    if (!(error instanceof Failure || error instanceof SyntaxError)) throw error;
    const problem = error instanceof Failure ? error.message : `${file} is damaged: it is not JSON`;
    const none = { evaluations: null, budget: null, best: null, objective: null };
    return { path, kind: "unknown", state: "unreadable", ...none, changed: statSync(file).mtime, problem };
  }
}

function evolveSummary(path: string): RunSummary {
  const run = readRun(path);
  const { config, progress } = run;
  return {
    path,
    kind: "evolve",
    state: isLocked(path) ? "running" : isDone(run) ? "done" : "stopped",
    evaluations: progress.evaluations,
    budget: config.budget.evaluations ?? null,
    best: progress.hall[0]?.fitness ?? null,
    objective: objectiveText(config),
    changed: run.changed,
  };
}

function eliminationSummary(path: string, file: string): RunSummary {
  const config = readEliminationConfig(path);
  const journal = join(path, ELIMINATION_JOURNAL);
  const done = doneIn(journal);
  return {
    path,
    kind: "elimination",
    state: isLocked(path) ? "running" : standingOf(config, done).next === undefined ? "done" : "stopped",
    evaluations: done.size,
    // How many there are to be is known when a phase is over.
    budget: null,
    best: null,
    objective: config.metric,
    changed: statSync(existsSync(journal) ? journal : file).mtime,
  };
}

function trainSummary(path: string, file: string): RunSummary {
  const { losses, seeds, metric } = parseConfig(readFileSync(file, "utf8"), file);
  const results = join(path, "results.jsonl");
  const done = new Set(
    (readJsonLines(results).values as { readonly loss: string; readonly seed: number }[]).map(
      ({ loss, seed }) => `${loss} ${seed}`,
    ),
  ).size;
  const budget = losses.length * seeds.length;
  return {
    path,
    kind: "train",
    state: isLocked(path) ? "running" : done >= budget ? "done" : "stopped",
    evaluations: done,
    budget,
    best: null,
    objective: metric,
    changed: statSync(existsSync(results) ? results : file).mtime,
  };
}
