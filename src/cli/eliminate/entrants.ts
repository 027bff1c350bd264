/** Folders of searches, files and baselines go in; the losses of an elimination come out, each once, with where they come from. */

import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type CompiledLoss, compile } from "../../pipeline/compile.ts";
import type { Individual } from "../../search/evolve/individual.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { METRICS } from "../../train/job.ts";
import { originOf } from "../evolve/export.ts";
import { foundLoss, foundName } from "../evolve/found-loss.ts";
import { readRun, type StoredRun } from "../evolve/stored-run.ts";
import { inputFailure } from "../failure.ts";
import { readSource } from "../files.ts";
import { type LossEntry, readWithBaselines } from "../training/losses.ts";

/** Of a loss that a search has found. */
export interface Origin {
  readonly run: string;
  readonly candidate: number;
  readonly fitness: number;
}

export interface Entrants {
  /** The baselines first. */
  readonly losses: readonly LossEntry[];
  /** By their ids. */
  readonly baselines: readonly string[];
  readonly origins: Readonly<Record<string, Origin>>;
  /** Losses of the runs that are the same as one that takes part. */
  readonly doubles: number;
}

interface Inputs {
  readonly files: readonly SourceFile[];
  readonly runs: readonly StoredRun[];
}

/** `top`: how many of the best of each run are wanted at most. */
export function readInputs(paths: readonly string[], top: number): Inputs {
  const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return {
    files: paths.filter((path) => !isFolder(path)).map(readSource),
    // Some of a run's best may be alike to those of another one.
    runs: paths.filter(isFolder).map((path) => readRun(path, 10 * top)),
  };
}

/** All losses of the files, and the `top` best of the runs. */
export function chooseEntrants(
  { files, runs }: Inputs,
  { baselines, top, json }: { readonly baselines: readonly string[]; readonly top: number; readonly json: boolean },
): Entrants {
  /** By the name of the source. */
  const chosen = new Map<string, Origin>();
  let doubles = 0;
  const bestOfRuns = (known: readonly CompiledLoss[]): SourceFile[] => {
    const seen = new Set(known.map(canonicalForm));
    const sources: SourceFile[] = [];
    for (const { run, individual } of inOrder(runs)) {
      if (sources.length >= top) break;
      const { id, fitness, fingerprint } = individual;
      const name = runs.length === 1 ? foundName(individual) : `${wordOf(run.path)}_${id}`;
      const text = foundLoss(individual, originOf(run.path, run.config), name);
      const source = { name: `${run.path} #${id}`, text };
      const forms = [canonicalForm(compiled(source)), `fingerprint ${fingerprint}`];
      if (forms.some((form) => seen.has(form))) doubles++;
      else {
        sources.push(source);
        chosen.set(source.name, { run: run.path, candidate: id, fitness });
      }
      for (const form of forms) seen.add(form);
    }
    return sources;
  };
  const all = readWithBaselines(files, baselines, { json, params: {} }, bestOfRuns);
  const origins = all.losses.flatMap(({ id, file }) => {
    const origin = chosen.get(file);
    return origin === undefined ? [] : [[id, origin] as const];
  });
  if (all.losses.length === all.baselines.length) {
    const one = runs.length === 1 ? `${runs[0]!.path} has no trained loss` : "there is no loss to choose from";
    throw inputFailure(`${one} yet`, "name the folder of a search that has trained some, or .loss files");
  }
  return { ...all, origins: Object.fromEntries(origins), doubles };
}

interface Ranked {
  readonly run: StoredRun;
  readonly individual: Individual;
}

/**
 * By fitness, those of a higher rung first, where all runs have measured the same; else the best of each run, then the second of each and
 * so on, as fitness on one problem says nothing of that on another.
 */
function inOrder(runs: readonly StoredRun[]): Ranked[] {
  const ranked = runs.map((run) => run.progress.hall.map((individual) => ({ run, individual })));
  const measures = new Set(runs.map(({ config }) => JSON.stringify(measureOf(config))));
  if (measures.size > 1) {
    const longest = Math.max(...ranked.map(({ length }) => length));
    return Array.from({ length: longest }, (_, i) => ranked.flatMap((list) => list[i] ?? [])).flat();
  }
  const sign = METRICS[runs[0]?.config.metric ?? "accuracy"].better === "higher" ? -1 : 1;
  return ranked
    .flat()
    .sort(
      ({ individual: a }, { individual: b }) =>
        b.rungs.length - a.rungs.length || sign * (a.fitness - b.fitness) || a.complexity - b.complexity,
    );
}

const measureOf = ({ metric, epoch, complexityPenalty, trainings, trainer }: StoredRun["config"]): unknown[] => [
  metric,
  epoch ?? "best",
  complexityPenalty,
  trainings,
  trainer,
];

/** Equal for losses that simplify to the same, whatever their inputs are called. */
export function canonicalForm({ inputs, parameters, formula }: CompiledLoss): string {
  const names = new Map(inputs.map(({ name, kind }) => [name, kind === "target" ? "y" : "yhat"]));
  const renamed = formula.replace(/\b[A-Za-z_]\w*\b/g, (word) => names.get(word) ?? word);
  const values = parameters.map(({ name, defaultValue }) => `${name} = ${defaultValue}`);
  return [renamed, ...values].join("; ");
}

function compiled({ name, text }: SourceFile): CompiledLoss {
  const [loss] = compile(text, { fileName: name }).losses;
  if (loss === undefined) throw inputFailure(`${name} does not compile with this lossc`);
  return loss;
}

/** The folder's name, as a name of the language may be. */
function wordOf(path: string): string {
  const word = basename(resolve(path)).replace(/\W+/g, "_");
  return /^[A-Za-z]/.test(word) ? word : `run_${word}`;
}
