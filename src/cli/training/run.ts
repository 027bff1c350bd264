/** An open run folder goes in; what is not done yet is trained and recorded. */

import { planTrials, runTrials, type TrialLoss } from "../../train/compare/index.ts";
import { withOptionNames } from "../argument-errors.ts";
import { createDisplay } from "./display.ts";
import type { Evaluator } from "./evaluators.ts";
import { compileEntry } from "./losses.ts";
import { type RunFolder, trialKey } from "./run-folder.ts";

export interface RunOptions {
  readonly evaluator: Evaluator;
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly json: boolean;
}

/** @throws the signal's reason after an abort; what is recorded by then stays. */
export async function trainAll(folder: RunFolder, { evaluator, atOnce, signal, json }: RunOptions): Promise<void> {
  const { losses, seeds, metric } = folder.config;
  const trialLosses: TrialLoss[] = [];
  for (const entry of losses) {
    const loss = compileEntry(entry, json);
    const code = await withOptionNames(() => evaluator.codeOf(loss));
    trialLosses.push({ name: entry.id, source: entry.text, code });
  }
  const all = planTrials(trialLosses, seeds);
  const trials = all.filter(({ loss, seed }) => !folder.done.has(trialKey(loss.name, seed)));
  const display = createDisplay({
    metric,
    total: all.length,
    before: all.length - trials.length,
    labels: new Map(losses.map(({ id, label }) => [id, label])),
    quiet: json,
  });
  const starts = new Map<string, number>();
  try {
    await runTrials(
      trials,
      { evaluate: evaluator.evaluate, atOnce, signal },
      {
        onStart: (trial) => {
          starts.set(trialKey(trial.loss.name, trial.seed), performance.now());
          folder.startHistory(trial.loss.name, trial.seed);
          display.start(trial);
        },
        onProgress: display.progress,
        onEpoch: ({ loss, seed }, line) => folder.addEpoch(loss.name, seed, line),
        onEnd: (trial, evaluation) => {
          const { loss, seed } = trial;
          const seconds = (performance.now() - starts.get(trialKey(loss.name, seed))!) / 1000;
          folder.record({ loss: loss.name, seed, ...evaluation, seconds: Math.round(seconds * 1000) / 1000 });
          display.end(trial, evaluation);
        },
      },
    );
  } finally {
    display.stop();
  }
}
