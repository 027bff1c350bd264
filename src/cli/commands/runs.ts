/** `lossc runs`: the runs in a folder, the best of one, and these as .loss files; and where a loss of a run comes from. */

import { compile } from "../../pipeline/compile.ts";
import { exportLosses } from "../evolve/export.ts";
import { listRuns, type RunSummary } from "../evolve/list-runs.ts";
import { reportJson, reportText } from "../evolve/report.ts";
import { countText, fitnessText } from "../evolve/standing.ts";
import { type Ancestor, lineage, readRun } from "../evolve/stored-run.ts";
import { type Column, tableLines } from "../evolve/table.ts";
import { inputFailure } from "../failure.ts";
import { type OutputOptions, plural, print, printJson } from "../output.ts";
import { parseCount } from "../values.ts";

const LIST_COLUMNS: readonly Column[] = [
  { title: "run", align: "left" },
  { title: "kind", align: "left" },
  { title: "state", align: "left" },
  { title: "evaluations", align: "right" },
  { title: "best", align: "right" },
  { title: "objective", align: "left" },
  { title: "changed", align: "left" },
];

export function list(folder: string, { json = false }: OutputOptions): void {
  const runs = listRuns(folder);
  if (json) printJson({ runs });
  else if (runs.length === 0) print(`no runs in ${folder}`);
  else print(tableLines(LIST_COLUMNS, runs.map(listRow)).join("\n"));
}

function listRow({ path, kind, state, evaluations, budget, best, objective, changed, problem }: RunSummary): string[] {
  const of = budget === null ? "" : ` of ${countText(budget)}`;
  return [
    path,
    kind,
    state,
    evaluations === null ? "-" : `${countText(evaluations)}${of}`,
    best === null ? "-" : fitnessText(best),
    objective ?? "-",
    problem ?? minuteText(changed),
  ];
}

/** In the time zone of this machine: `2026-11-23 15:04`. */
function minuteText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

export interface TopOptions extends OutputOptions {
  readonly top: string;
}

export function show(path: string, { top, json = false }: TopOptions): void {
  const count = parseCount(top, "--top");
  const { config, progress } = readRun(path);
  if (json) printJson({ folder: path, ...reportJson(config, progress, count) });
  else print(reportText(config, progress, count));
}

export function exportBest(path: string, options: TopOptions & { readonly output: string }): void {
  const count = parseCount(options.top, "--top");
  const { config, progress } = readRun(path);
  const best = progress.hall.slice(0, count);
  if (best.length === 0) throw inputFailure(`${path} has no trained loss yet`);
  const files = exportLosses(best, { path, config, into: options.output });
  if (options.json) printJson({ files });
  else print(`${plural(files.length, "loss")} -> ${options.output}`);
}

/** `lossc show DIR --lineage ID`. */
export function showLineage(path: string, text: string, { json = false }: OutputOptions): void {
  const run = readRun(path);
  const ancestors = lineage(run, parseCount(text, "--lineage"));
  if (json) printJson({ folder: path, lineage: ancestors.map(ancestorJson) });
  else print(lineageText(ancestors));
}

const formulaOf = (program: string): string =>
  compile(program, { fileName: "candidate.loss" }).losses[0]?.formula ?? program;

function ancestorJson({ entry, fitness, rungs }: Ancestor): object {
  const { id, parents, mutation, complexity, program, failed } = entry;
  const formula = formulaOf(program);
  return { id, parents, mutation, fitness, rungs, ...(failed ? { failed } : {}), complexity, formula, program };
}

const LINEAGE_COLUMNS: readonly Column[] = [
  { title: "id", align: "right" },
  { title: "parents", align: "left" },
  { title: "by", align: "left" },
  { title: "fitness", align: "right" },
  { title: "complexity", align: "right" },
  { title: "loss", align: "left" },
];

/** As a table, then the last one's program. */
function lineageText(ancestors: readonly Ancestor[]): string {
  const rows = ancestors.map(({ entry: { id, parents, mutation, complexity, program }, fitness }) => [
    String(id),
    parents.length === 0 ? "-" : parents.join(", "),
    mutation,
    fitness === null ? "failed" : fitnessText(fitness),
    String(complexity),
    formulaOf(program),
  ]);
  const program = ancestors.at(-1)!.entry.program;
  return `${tableLines(LINEAGE_COLUMNS, rows).join("\n")}\n\n${program}`;
}
