/** `lossc eliminate`: losses go through phases of longer and longer trainings, each of which keeps fewer; in a folder that a later run can go on with. */

import { commandText } from "../command-text.ts";
import { type EliminationConfig, FORMAT, readEliminationConfig } from "../eliminate/config.ts";
import { chooseEntrants, readInputs } from "../eliminate/entrants.ts";
import { type EliminationFolder, newFolder, openEliminationFolder } from "../eliminate/folder.ts";
import {
  type EliminateCommandOptions,
  inheritedFrom,
  type PhasePlan,
  planOf,
  refuseWithResume,
} from "../eliminate/options.ts";
import { readProtocol } from "../eliminate/protocol-option.ts";
import { reportText } from "../eliminate/report.ts";
import { resultOf } from "../eliminate/result.ts";
import { type RunOptions, runPhases } from "../eliminate/run.ts";
import { Failure, inputFailure, Reported, usageFailure } from "../failure.ts";
import { note, plural, print, printJson } from "../output.ts";
import { quote } from "../trainer-command/command-line.ts";
import { aboutHere } from "../training/config.ts";
import { noteElsewhere } from "../training/elsewhere.ts";
import { Interrupted, listenForInterrupts } from "../training/interrupts.ts";
import { parseWorkers } from "../training/options.ts";
import { asInputFailure, checkSetup, withinData, workersFor } from "../training/preflight.ts";
import { parseCount } from "../values.ts";

/** `version` is lossc's. */
export async function run(inputs: readonly string[], options: EliminateCommandOptions, version: string): Promise<void> {
  const json = options.json ?? false;
  if (options.print) return printProtocol(options.protocol ?? "default", json);
  const config = options.resume === undefined ? await configOf(inputs, options, version) : resumed(inputs, options);
  const examples: number[] = [];
  for (const { setup } of config.phases) examples.push(await checkSetup(setup));
  const workers =
    options.workers === undefined ? await workersFor(config.phases[0]!.setup) : parseWorkers(options.workers);
  const path = options.resume ?? options.output ?? newFolder(config);
  const folder = openEliminationFolder(path, config);
  try {
    if (!json) noteElsewhere(folder.config.about, aboutHere(version));
    await eliminate(folder, { workers, json, examples });
    const result = resultOf(folder.config, folder.done);
    if (json) printJson({ folder: path, ...result });
    else print(`${reportText(result)}\n\nRun folder: ${path} (the survivors are in survivors/)`);
    if (result.survivors.length === 0) throw json ? new Reported() : inputFailure("no loss has survived");
  } finally {
    folder.close();
  }
}

function printProtocol(name: string, json: boolean): void {
  const { protocol, text } = readProtocol(name, json);
  if (json) printJson(protocol);
  else print(text);
}

async function configOf(
  paths: readonly string[],
  options: EliminateCommandOptions,
  version: string,
): Promise<EliminationConfig> {
  if (paths.length === 0)
    throw usageFailure("name the folder of a search, or .loss files", "or an elimination to go on with: --resume DIR");
  if (options.baseline?.includes("none"))
    throw usageFailure("cross_entropy always runs along", "--baseline adds others to it");
  const json = options.json ?? false;
  const { protocol } = readProtocol(options.protocol ?? "default", json);
  const top = options.top === undefined ? protocol.entrants : parseCount(options.top, "--top");
  if (options.workers !== undefined) parseWorkers(options.workers);
  const inputs = readInputs(paths, top);
  const plan = planOf(protocol, options, inheritedFrom(inputs.runs.map(({ config }) => config)));
  const baselines = ["cross_entropy", ...(options.baseline ?? [])];
  const { doubles, ...entrants } = chooseEntrants(inputs, { baselines, top, json });
  if (doubles > 0 && !json) note(`left out: ${plural(doubles, "loss")} of the runs, the same as others or baselines`);
  return {
    format: FORMAT,
    kind: "elimination",
    command: commandText("eliminate", paths, options),
    inputs: paths,
    protocol,
    ...plan,
    phases: options.trainSize === undefined ? await phasesWithinData(plan.phases) : plan.phases,
    ...entrants,
    about: aboutHere(version),
  };
}

/** A protocol is for data sets of any size. */
async function phasesWithinData(phases: readonly PhasePlan[]): Promise<PhasePlan[]> {
  const fitted: PhasePlan[] = [];
  for (const phase of phases) fitted.push({ ...phase, setup: await withinData(phase.setup) });
  return fitted;
}

function resumed(inputs: readonly string[], options: EliminateCommandOptions): EliminationConfig {
  refuseWithResume(inputs, options);
  return readEliminationConfig(options.resume!);
}

async function eliminate(folder: EliminationFolder, options: Omit<RunOptions, "signal">): Promise<void> {
  const interrupts = listenForInterrupts();
  try {
    await runPhases(folder, { ...options, signal: interrupts.signal });
  } catch (error) {
    if (error instanceof Interrupted) throw interruption(error, folder);
    throw asInputFailure(error);
  } finally {
    interrupts.stop();
  }
}

const interruption = ({ message, exitCode }: Interrupted, { done, path }: EliminationFolder): Failure =>
  new Failure(
    exitCode,
    `${message}; ${plural(done.size, "training")} ${done.size === 1 ? "is" : "are"} done, and kept`,
    `go on with: lossc eliminate --resume ${quote(path)}`,
  );
