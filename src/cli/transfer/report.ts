/** A transfer's folder goes in; its report comes out as data and as text. */

import type { Measurement } from "../../report/comparison.ts";
import { judgeTransfer, type SettingScores } from "../../report/transfer/judge.ts";
import type { Scores, TransferReport } from "../../report/transfer/result.ts";
import { transferText } from "../../report/transfer/text.ts";
import { METRICS } from "../../train/job.ts";
import { compileEntry } from "../training/losses.ts";
import { MEASUREMENTS } from "../training/report.ts";
import { type TransferFolder, trainingKey } from "./folder.ts";
import { settingName } from "./options.ts";

export interface Report {
  readonly data: TransferReport;
  readonly text: string;
  /** Whether any training went well. */
  readonly any: boolean;
}

/** `version` is that of the lossc that reports; where the run began is in its configuration. */
export function reportOf(folder: TransferFolder, version: string): Report {
  const { config } = folder;
  const { metric, seeds, losses, baselines, settings } = config;
  const grid = settings.map(({ name, setting }): SettingScores => {
    return { setting, losses: losses.map(({ id }) => scoresOf(folder, name, id)) };
  });
  const { better } = METRICS[metric];
  const result = judgeTransfer(grid, baselines, better);
  // Data sets of fewer examples have no limit of their own.
  const { setup } = settings.find((entry) => entry.setup.problem.trainSize !== undefined) ?? settings[0]!;
  const { problem, model: _, augment: __, ...training } = setup;
  const { dataset: ___, labelNoise: ____, ...variation } = problem;
  const data: TransferReport = {
    kind: "transfer",
    version,
    command: config.command,
    machine: { ...config.about },
    seconds: folder.seconds(),
    metric,
    better,
    seeds,
    setup: { ...variation, ...training },
    losses: losses.map((entry) => {
      const { id: name, file, text: source } = entry;
      return { name, file, source, formula: compileEntry(entry, true).formula };
    }),
    ...result,
  };
  const measurement: Measurement = MEASUREMENTS[metric];
  return {
    data,
    text: transferText(result, settingName, measurement),
    any: result.cells.some(({ mean }) => mean !== null),
  };
}

function scoresOf({ config: { seeds, metric }, done }: TransferFolder, setting: string, loss: string): Scores {
  const trainings = seeds.map((seed) => done.get(trainingKey(setting, loss, seed)));
  return {
    loss,
    seeds,
    scores: trainings.map((one) => (one?.status === "done" ? (one.metrics[metric] ?? null) : null)),
    failed: trainings.flatMap((one) => (one?.status === "failed" ? [{ seed: one.seed, reason: one.reason }] : [])),
  };
}
