/** Folders named on the command line go in; the runs in them come out, by kind. */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inputFailure, reasonOf } from "../failure.ts";
import { CONFIG_FILE } from "../run-folder/folder.ts";

export const KINDS = ["evolve", "elimination", "transfer", "train"] as const;
export type RunKind = (typeof KINDS)[number];

export interface FoundRun {
  readonly path: string;
  readonly kind: RunKind;
}

const isKind = (kind: unknown): kind is RunKind => KINDS.some((known) => known === kind);

/** A folder is a run, or holds runs one level below; each run once, in the order given and by name. */
export function findRuns(folders: readonly string[]): FoundRun[] {
  const found = new Map<string, FoundRun>();
  for (const folder of folders) {
    const path = folder.length > 1 ? folder.replace(/\/+$/, "") : folder;
    const runs = existsSync(join(path, CONFIG_FILE)) ? [runAt(path)] : runsWithin(path);
    for (const run of runs) if (!found.has(run.path)) found.set(run.path, run);
  }
  return [...found.values()];
}

function runsWithin(folder: string): FoundRun[] {
  let names: string[];
  try {
    if (!statSync(folder).isDirectory()) throw new Error("it is not a folder");
    names = readdirSync(folder).sort();
  } catch (error) {
    throw inputFailure(
      `cannot read ${folder}: ${reasonOf(error)}`,
      "name the folder of a run, or one that holds such folders",
    );
  }
  const runs = names
    .map((name) => join(folder, name))
    .filter((path) => existsSync(join(path, CONFIG_FILE)))
    .map(runAt);
  if (runs.length === 0)
    throw inputFailure(`${folder} holds no runs`, "name folders of lossc evolve, eliminate, transfer or train");
  return runs;
}

function runAt(path: string): FoundRun {
  const file = join(path, CONFIG_FILE);
  let kind: unknown;
  try {
    kind = (JSON.parse(readFileSync(file, "utf8")) as { readonly kind?: unknown } | null)?.kind;
  } catch (error) {
    throw inputFailure(
      error instanceof SyntaxError ? `${file} is damaged: it is not JSON` : `cannot read ${file}: ${reasonOf(error)}`,
    );
  }
  if (!isKind(kind)) throw inputFailure(`${file} is not the configuration of a run that can be reported`);
  return { path, kind };
}
