/** `lossc train`: losses trained with the same seeds and compared with a baseline, in a folder that a later run can go on with. */

import { commandText } from "../command-text.ts";
import { Failure, inputFailure, Reported, usageFailure } from "../failure.ts";
import { print, printJson } from "../output.ts";
import { quote } from "../trainer-command/command-line.ts";
import { aboutHere, FORMAT, type RunConfig } from "../training/config.ts";
import { noteElsewhere } from "../training/elsewhere.ts";
import { createEvaluator } from "../training/evaluators.ts";
import { Interrupted, listenForInterrupts } from "../training/interrupts.ts";
import { readLosses } from "../training/losses.ts";
import {
  parseMetric,
  parseSeeds,
  parseSetup,
  parseTrainer,
  parseWorkers,
  refuseWithResume,
  type TrainCommandOptions,
} from "../training/options.ts";
import { asInputFailure, checkSetup, workersFor } from "../training/preflight.ts";
import { curvesOf, type Report, reportOf } from "../training/report.ts";
import { trainAll } from "../training/run.ts";
import { newFolder, openRunFolder, type RunFolder, readConfig } from "../training/run-folder.ts";
import { parseParameters } from "../values.ts";

/** `version` is lossc's. */
export async function run(files: readonly string[], options: TrainCommandOptions, version: string): Promise<void> {
  const json = options.json ?? false;
  const config = options.resume === undefined ? configOf(files, options, version) : resumed(files, options);
  if (config.setup !== null) await checkSetup(config.setup);
  const workers = options.workers === undefined ? await defaultWorkers(config) : parseWorkers(options.workers);
  const path = options.resume ?? options.output ?? newFolder(config);
  const folder = openRunFolder(path, config);
  try {
    if (!json) noteElsewhere(folder.config.about, aboutHere(version));
    await train(folder, { workers, json });
    const report = reportOf(folder);
    await writeReport(folder, report);
    if (json) printJson({ folder: path, ...report.json });
    else print(`${report.text}\n\nRun folder: ${path}`);
    if (!report.any) throw json ? new Reported() : inputFailure("no training went well");
  } finally {
    folder.close();
  }
}

/** A trainer of the user's may want the whole machine for itself. */
const defaultWorkers = async ({ setup }: RunConfig): Promise<number> => (setup === null ? 1 : workersFor(setup));

function configOf(files: readonly string[], options: TrainCommandOptions, version: string): RunConfig {
  if (files.length === 0) throw usageFailure("name one .loss file at least", "or a run to go on with: --resume DIR");
  const trainer = parseTrainer(options);
  const [metric, seeds] = [parseMetric(options.metric), parseSeeds(options)];
  const setup = trainer === null ? parseSetup(options) : null;
  parseWorkers(options.workers);
  const { losses, baseline } = readLosses(files, options.baseline ?? "cross_entropy", {
    params: parseParameters(options.param),
    json: options.json ?? false,
    ...(options.loss === undefined ? {} : { loss: options.loss }),
  });
  const about = aboutHere(version, commandText("train", files, options));
  return { format: FORMAT, kind: "train", metric, seeds, baseline, setup, trainer, losses, about };
}

function resumed(files: readonly string[], options: TrainCommandOptions): RunConfig {
  refuseWithResume(files, options);
  return readConfig(options.resume!);
}

async function train(
  folder: RunFolder,
  { workers, json }: { readonly workers: number; readonly json: boolean },
): Promise<void> {
  const interrupts = listenForInterrupts();
  const evaluator = createEvaluator(folder.config, { workers, folder: folder.path });
  try {
    await trainAll(folder, { evaluator, atOnce: Math.max(1, workers), signal: interrupts.signal, json });
  } catch (error) {
    if (error instanceof Interrupted) throw interruption(error, folder);
    throw asInputFailure(error);
  } finally {
    await evaluator.close();
    interrupts.stop();
  }
}

function interruption({ message, exitCode }: Interrupted, { config, done, path }: RunFolder): Failure {
  const total = config.losses.length * config.seeds.length;
  return new Failure(
    exitCode,
    `${message}; ${done.size} of ${total} trainings are done, and kept`,
    `go on with: lossc train --resume ${quote(path)}`,
  );
}

async function writeReport(folder: RunFolder, report: Report): Promise<void> {
  folder.write("report.json", `${JSON.stringify(report.json, null, 2)}\n`);
  const figure = curvesOf(folder);
  if (figure === undefined) return;
  const { lineFigure } = await import("../../report/figure/index.ts");
  folder.write("curves.svg", await lineFigure(figure));
}
