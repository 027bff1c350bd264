/** `lossc evolve`: a search for losses by regularized evolution, in a folder that a later run can go on with. */

import type { Progress } from "../../search/evolve/progress.ts";
import type { Search } from "../../search/evolve/search.ts";
import { commandText } from "../command-text.ts";
import { FORMAT, type RunConfig, readEvolveConfig } from "../evolve/config.ts";
import { BEST_FOLDER, writeBest } from "../evolve/export.ts";
import { createFitness } from "../evolve/fitness.ts";
import { readFounders } from "../evolve/founders.ts";
import { openSearch } from "../evolve/open-search.ts";
import {
  type EvolveCommandOptions,
  givenBudget,
  parseEvolveWorkers,
  planOf,
  refuseWithResume,
} from "../evolve/options.ts";
import { reportJson, reportText } from "../evolve/report.ts";
import { newFolder, openRunFolder, type RunFolder, resumeRunFolder } from "../evolve/run-folder.ts";
import { runToEnd } from "../evolve/search-run.ts";
import { readSpace } from "../evolve/space-option.ts";
import { Failure, inputFailure } from "../failure.ts";
import { note, print, printJson } from "../output.ts";
import { quote } from "../trainer-command/command-line.ts";
import { aboutHere } from "../training/config.ts";
import { Interrupted, listenForInterrupts } from "../training/interrupts.ts";
import { checkSetup, workersFor } from "../training/preflight.ts";

/** What the report shows of the hall of fame, and what `best/` holds. */
const TOP = 10;

/** `version` is lossc's. */
export async function run(options: EvolveCommandOptions, version: string): Promise<void> {
  const json = options.json ?? false;
  const folder = options.resume === undefined ? await begin(options, version) : await resume(options);
  try {
    const search = openSearch(folder.config, folder.journal, folder.path);
    await evolve(folder, search, json);
    const progress = search.progress();
    writeResults(folder, progress);
    if (json) printJson({ folder: folder.path, ...reportJson(folder.config, progress, TOP) });
    else
      print(
        `${reportText(folder.config, progress, TOP)}\n\nRun folder: ${folder.path} (the best are in ${BEST_FOLDER}/)`,
      );
    if (progress.hall.length === 0) throw inputFailure("no training went well");
  } finally {
    folder.close();
  }
}

async function begin(options: EvolveCommandOptions, version: string): Promise<RunFolder> {
  const plan = planOf(options);
  const space = readSpace(options.space ?? "nlfs", options.json ?? false);
  const founders = readFounders(options.from ?? [], space, options.json ?? false);
  const workers = options.workers === undefined ? await defaultWorkers(plan) : parseEvolveWorkers(options.workers);
  await checkSetups(plan);
  const config: RunConfig = {
    format: FORMAT,
    kind: "evolve",
    ...plan,
    space,
    founders,
    workers,
    about: aboutHere(version, commandText("evolve", [], options)),
  };
  return openRunFolder(options.output ?? newFolder(config), config);
}

async function resume(options: EvolveCommandOptions): Promise<RunFolder> {
  refuseWithResume(options);
  const path = options.resume!;
  const budget = givenBudget(options);
  const workers = options.workers === undefined ? undefined : parseEvolveWorkers(options.workers);
  const before = readEvolveConfig(path);
  await checkSetups(before);
  return resumeRunFolder(path, {
    ...(Object.keys(budget).length === 0 ? {} : { budget }),
    ...(workers === undefined ? {} : { workers }),
  });
}

async function checkSetups({ trainings }: Pick<RunConfig, "trainings">): Promise<void> {
  for (const { setup } of trainings) if (setup !== null) await checkSetup(setup);
}

/** A trainer of the user's may want the whole machine for itself. */
async function defaultWorkers({ trainings }: Pick<RunConfig, "trainings">): Promise<number> {
  const setup = trainings[0]?.setup;
  return setup == null ? 1 : workersFor(setup);
}

async function evolve(folder: RunFolder, search: Search, json: boolean): Promise<void> {
  const { workers } = folder.config;
  const interrupts = listenForInterrupts();
  const fitness = createFitness(folder.config, { workers, folder: folder.path });
  try {
    await runToEnd({ folder, search, fitness, workers, signal: interrupts.signal, quiet: json });
  } catch (error) {
    if (error instanceof Failure && error.hint === undefined)
      throw new Failure(error.exitCode, error.message, `what is done is kept; ${goOn(folder)}`);
    if (!(error instanceof Interrupted)) throw error;
    const progress = search.progress();
    writeResults(folder, progress);
    throw interruption(error, folder, progress);
  } finally {
    await fitness.close();
    interrupts.stop();
  }
}

function writeResults(folder: RunFolder, progress: Progress): void {
  folder.write("report.txt", `${reportText(folder.config, progress, TOP)}\n`);
  writeBest(folder.path, folder.config, progress, TOP);
}

function interruption({ message, exitCode }: Interrupted, folder: RunFolder, progress: Progress): Failure {
  const { evaluations } = folder.config.budget;
  const done = `${progress.evaluations}${evaluations === undefined ? "" : ` of ${evaluations}`}`;
  const best = progress.hall[0];
  if (best !== undefined) note(`the best so far is #${best.id}, fitness ${best.fitness.toFixed(4)}`);
  return new Failure(exitCode, `${message}; ${done} evaluations are done, and kept`, goOn(folder));
}

const goOn = ({ path }: RunFolder): string => `go on with: lossc evolve --resume ${quote(path)}`;
