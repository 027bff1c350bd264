/** `lossc transfer`: losses trained in every setting of a grid, judged on the test part and compared with baselines. */

import { commandText } from "../command-text.ts";
import { Failure, inputFailure, Reported, usageFailure } from "../failure.ts";
import { print, printJson } from "../output.ts";
import { quote } from "../trainer-command/command-line.ts";
import { aboutHere } from "../training/config.ts";
import { noteElsewhere } from "../training/elsewhere.ts";
import { Interrupted, listenForInterrupts } from "../training/interrupts.ts";
import { readWithBaselines } from "../training/losses.ts";
import { parseMetric, parseSeeds, parseWorkers } from "../training/options.ts";
import { asInputFailure, checkSetup, withinData, workersFor } from "../training/preflight.ts";
import { FORMAT, readTransferConfig, type SettingEntry, type TransferConfig } from "../transfer/config.ts";
import { newFolder, openTransferFolder, type TransferFolder } from "../transfer/folder.ts";
import { parseSettings, refuseWithResume, type TransferOptions } from "../transfer/options.ts";
import { reportOf } from "../transfer/report.ts";
import { trainGrid } from "../transfer/run.ts";
import { lossFiles } from "../transfer/survivors.ts";
import { parseParameters } from "../values.ts";

/** `version` is lossc's. */
export async function run(files: readonly string[], options: TransferOptions, version: string): Promise<void> {
  const json = options.json ?? false;
  const config = options.resume === undefined ? await configOf(files, options, version) : resumed(files, options);
  for (const { setup } of config.settings) await checkSetup(setup, "any");
  const workers =
    options.workers === undefined ? await workersFor(config.settings[0]!.setup) : parseWorkers(options.workers);
  const path = options.resume ?? options.output ?? newFolder(config);
  const folder = openTransferFolder(path, config);
  try {
    if (!json) noteElsewhere(folder.config.about, aboutHere(version));
    await train(folder, { workers, json });
    const report = reportOf(folder, version);
    folder.write("transfer.json", `${JSON.stringify(report.data, null, 2)}\n`);
    if (json) printJson({ folder: path, ...report.data });
    else print(`On the test part, with the last weights.\n\n${report.text}\n\nRun folder: ${path}`);
    if (!report.any) throw json ? new Reported() : inputFailure("no training went well");
  } finally {
    folder.close();
  }
}

async function configOf(names: readonly string[], options: TransferOptions, version: string): Promise<TransferConfig> {
  if (names.length === 0) {
    throw usageFailure(
      "name one .loss file at least, or the folder of an elimination",
      "or a run to go on with: --resume DIR",
    );
  }
  const [metric, seeds] = [parseMetric(options.metric), parseSeeds(options)];
  const entries = parseSettings(options);
  parseWorkers(options.workers);
  if (options.baseline?.includes("none"))
    throw usageFailure("a transfer compares with a baseline", "leave --baseline out for cross_entropy");
  const { losses, baselines } = readWithBaselines(lossFiles(names), options.baseline ?? ["cross_entropy"], {
    params: parseParameters(options.param),
    json: options.json ?? false,
    ...(options.loss === undefined ? {} : { loss: options.loss }),
  });
  const settings = await fitted(entries);
  const [first, ...others] = baselines;
  if (first === undefined || losses.length === 1)
    throw usageFailure("there is nothing to compare", "name a loss other than the baseline");
  const command = commandText("transfer", names, options);
  const about = aboutHere(version);
  return {
    format: FORMAT,
    kind: "transfer",
    command,
    metric,
    seeds,
    baselines: [first, ...others],
    settings,
    losses,
    about,
  };
}

/** `--train-size` is an upper limit in a grid of several data sets. */
async function fitted(entries: readonly SettingEntry[]): Promise<readonly SettingEntry[]> {
  if (new Set(entries.map(({ setting }) => setting.dataset)).size === 1) return entries;
  const result: SettingEntry[] = [];
  for (const entry of entries) result.push({ ...entry, setup: await withinData(entry.setup, "any") });
  return result;
}

function resumed(files: readonly string[], options: TransferOptions): TransferConfig {
  refuseWithResume(files, options);
  return readTransferConfig(options.resume!);
}

async function train(
  folder: TransferFolder,
  { workers, json }: { readonly workers: number; readonly json: boolean },
): Promise<void> {
  const interrupts = listenForInterrupts();
  try {
    await trainGrid(folder, { workers, signal: interrupts.signal, json });
  } catch (error) {
    if (error instanceof Interrupted) throw interruption(error, folder);
    throw asInputFailure(error);
  } finally {
    interrupts.stop();
  }
}

function interruption({ message, exitCode }: Interrupted, { config, done, path }: TransferFolder): Failure {
  const total = config.settings.length * config.losses.length * config.seeds.length;
  return new Failure(
    exitCode,
    `${message}; ${done.size} of ${total} trainings are done, and kept`,
    `go on with: lossc transfer --resume ${quote(path)}`,
  );
}
