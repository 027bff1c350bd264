/** An open folder of a transfer goes in; what is not done yet is trained, judged and recorded. */

import { planTrials, runTrials, type Trial, type TrialLoss } from "../../train/compare/index.ts";
import { withOptionNames } from "../argument-errors.ts";
import { createDisplay } from "../training/display.ts";
import { trainingCode } from "../training/loss-code.ts";
import { compileEntry } from "../training/losses.ts";
import type { SettingEntry } from "./config.ts";
import { type TransferFolder, trainingKey } from "./folder.ts";
import { createTransferEvaluator } from "./pool.ts";

export interface RunOptions {
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly json: boolean;
}

/** A loss in one setting. */
interface Cell {
  readonly setting: SettingEntry;
  readonly loss: string;
}

/** @throws the signal's reason after an abort; what is recorded by then stays. */
export async function trainGrid(folder: TransferFolder, { workers, signal, json }: RunOptions): Promise<void> {
  const { settings, seeds, metric } = folder.config;
  const codes = await lossCodes(folder, json);
  const cells = new Map<TrialLoss, Cell>();
  const all = settings.flatMap((setting) => {
    const losses = codes.map(({ name, ...loss }): TrialLoss => {
      const own = { ...loss, name: `${name}, ${setting.name}` };
      cells.set(own, { setting, loss: name });
      return own;
    });
    return planTrials(losses, seeds);
  });
  const keyOf = ({ loss, seed }: Trial): string => {
    const cell = cells.get(loss)!;
    return trainingKey(cell.setting.name, cell.loss, seed);
  };
  const trials = all.filter((trial) => !folder.done.has(keyOf(trial)));
  const evaluator = createTransferEvaluator(workers, ({ loss }) => cells.get(loss)!.setting.setup);
  const display = createDisplay({
    metric,
    total: all.length,
    before: all.length - trials.length,
    labels: new Map([...cells.keys()].map(({ name }) => [name, name])),
    quiet: json,
  });
  const starts = new Map<Trial, number>();
  try {
    await runTrials(
      trials,
      { evaluate: evaluator.evaluate, atOnce: Math.max(1, workers), signal },
      {
        onStart: (trial) => {
          starts.set(trial, performance.now());
          display.start(trial);
        },
        onProgress: display.progress,
        onEnd: (trial, evaluation) => {
          const { setting, loss } = cells.get(trial.loss)!;
          const seconds = Math.round(performance.now() - starts.get(trial)!) / 1_000;
          folder.record({ setting: setting.name, loss, seed: trial.seed, ...evaluation, seconds });
          display.end(trial, evaluation);
        },
      },
    );
  } finally {
    display.stop();
    await evaluator.close();
  }
}

/** A run has one backend. */
async function lossCodes({ config: { losses, settings } }: TransferFolder, json: boolean): Promise<TrialLoss[]> {
  const codes: TrialLoss[] = [];
  for (const entry of losses) {
    const loss = compileEntry(entry, json);
    const code = await withOptionNames(() => trainingCode(loss, settings[0]!.setup.backend));
    codes.push({ name: entry.id, source: entry.text, code });
  }
  return codes;
}
