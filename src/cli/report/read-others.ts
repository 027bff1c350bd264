/** Folders of trainings, eliminations and transfers go in; what a report tells of them comes out. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { About, ComparisonReport, Placed } from "../../report/page/data.ts";
import type { EliminationResult } from "../../report/page/elimination.ts";
import type { TransferReport } from "../../report/transfer/result.ts";
import { METRICS, type MetricName } from "../../train/job.ts";
import { inputFailure, reasonOf } from "../failure.ts";
import { readConfigText } from "../run-folder/folder.ts";
import { curvesOf, MEASUREMENTS, reportOf } from "../training/report.ts";
import { readTraining } from "../training/run-folder.ts";
import { curvesBeside, equationsOf } from "./losses.ts";
import { trainCommand } from "./repeat.ts";
import { lengthText, problemText } from "./words.ts";

export function readComparison(path: string): ComparisonReport {
  const stored = readTraining(path);
  const { config } = stored;
  const { rows, verdicts } = reportOf(stored);
  const programs = config.losses.map(({ label, text }) => ({ name: label, program: text }));
  const { setup } = config;
  return {
    source: { path, command: trainCommand(config), about: config.about },
    problem: setup === null ? "A trainer of the user's" : problemText(setup.problem),
    setup: setup === null ? `\`${config.trainer?.command ?? ""}\`` : lengthText(setup),
    part: "validation",
    seeds: config.seeds,
    baseline: config.losses.find(({ id }) => id === config.baseline)?.label ?? null,
    measurement: MEASUREMENTS[config.metric],
    rows,
    verdicts,
    panels: curvesOf(stored)?.panels ?? [],
    equations: equationsOf(programs),
    curves: curvesBeside(programs),
  };
}

export function readElimination(path: string): Placed<EliminationResult> {
  const { result, about } = readResult<EliminationResult>(path, "elimination", ["sources", "phases", "survivors"]);
  const programs = result.survivors.flatMap((name) => {
    const program = result.sources[name];
    return program === undefined ? [] : [{ name, program }];
  });
  return placed(path, result, about, programs);
}

export function readTransfer(path: string): Placed<TransferReport> {
  const { result, about } = readResult<TransferReport>(path, "transfer", ["losses", "cells", "overall", "against"]);
  return placed(
    path,
    result,
    about,
    result.losses.map(({ name, source }) => ({ name, program: source })),
  );
}

function placed<Result extends { readonly command: string; readonly metric: string }>(
  path: string,
  result: Result,
  about: About,
  programs: readonly { readonly name: string; readonly program: string }[],
): Placed<Result> {
  return {
    source: { path, command: result.command, about },
    result,
    measurement: MEASUREMENTS[result.metric as MetricName],
    equations: equationsOf(programs),
    curves: curvesBeside(programs),
  };
}

/** `elimination.json` or `transfer.json`, and where the run began. @throws Failure where a run has no result yet, and for a file that is none. */
function readResult<Result extends { readonly kind: string; readonly metric: string }>(
  path: string,
  kind: Result["kind"],
  parts: readonly (keyof Result & string)[],
): { readonly result: Result; readonly about: About } {
  const file = join(path, `${kind}.json`);
  if (!existsSync(file))
    throw inputFailure(
      `${path} has no result yet: there is no ${kind}.json`,
      `go on with: lossc ${kind === "transfer" ? "transfer" : "eliminate"} --resume ${path}`,
    );
  const result = readObject(readText(file), file) as unknown as Result;
  const missing = parts.find((part) => typeof result[part] !== "object" || result[part] === null);
  if (result.kind !== kind || missing !== undefined || !Object.hasOwn(METRICS, result.metric))
    throw inputFailure(
      `${file} is not what a run of this kind writes${missing === undefined ? "" : `: it lacks ${missing}`}`,
    );
  const { file: configFile, text } = readConfigText(path);
  const about = readObject(text, configFile).about as About | undefined;
  if (typeof about?.lossc !== "string")
    throw inputFailure(`${configFile} is damaged: it does not say where the run began`);
  return { result, about };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw inputFailure(`cannot read ${file}: ${reasonOf(error)}`);
  }
}

function readObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw inputFailure(`${file} is damaged: it is not JSON`);
  }
  if (typeof value !== "object" || value === null) throw inputFailure(`${file} is damaged: it is no object`);
  return value as Record<string, unknown>;
}
