/** An open folder of an elimination goes in; its phases are trained one after the other, and each result is on the disk at once. */

import {
  type Evaluate,
  evaluationOf,
  planTrials,
  runTrials,
  type Trial,
  type TrialLoss,
} from "../../train/compare/index.ts";
import type { Metrics, Outcome } from "../../train/job.ts";
import { withOptionNames } from "../argument-errors.ts";
import { dataFolders } from "../data-folders.ts";
import type { CountedEpoch } from "../evolve/config.ts";
import { durationText } from "../evolve/duration.ts";
import { inputFailure } from "../failure.ts";
import { note, plural } from "../output.ts";
import { createDisplay } from "../training/display.ts";
import { trainingCode } from "../training/loss-code.ts";
import { compileEntry, type LossEntry } from "../training/losses.ts";
import { poolEvaluation } from "../workers/evaluate.ts";
import { createTrainingPool } from "../workers/training.ts";
import { type EliminationFolder, RESULT_FILE, trainingKey } from "./folder.ts";
import type { PhasePlan } from "./options.ts";
import { createOutlook, type Outlook } from "./outlook.ts";
import { resultOf, type Standing, standingOf } from "./result.ts";

export interface RunOptions {
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly json: boolean;
  /** What each phase trains on. */
  readonly examples: readonly number[];
}

/** @throws the signal's reason after an abort; what is recorded by then stays. */
export async function runPhases(folder: EliminationFolder, options: RunOptions): Promise<void> {
  const { workers, signal, json, examples } = options;
  const { config } = folder;
  const codes = await codesOf(folder, json);
  const pool = createTrainingPool({ size: workers, folders: dataFolders() });
  const began = performance.now();
  const outlook = createOutlook(config, {
    examples,
    done: config.phases.map(({ name }) => [...folder.done.values()].filter(({ phase }) => phase === name).length),
    clock: () => (performance.now() - began) / 1_000,
  });
  try {
    for (;;) {
      const standing = standingOf(config, folder.done);
      writeResult(folder, standing);
      const { next, ended } = standing;
      if (next === undefined) break;
      const { plan, losses } = next;
      if (!json) note(headOf(plan, ended.length, folder, losses.length));
      const evaluate = poolEvaluation(pool, plan.setup, (outcome) => evaluationOf(counted(outcome, config.epoch)));
      const trialLosses = losses.map(({ id }) => codes.get(id)!);
      await runPhase(folder, { plan, trialLosses, outlook, evaluate, atOnce: Math.max(1, workers), signal, json });
    }
  } finally {
    await pool.close();
  }
}

/** The last epoch's metrics in place of the best ones. */
const counted = (outcome: Outcome, epoch: CountedEpoch): Outcome =>
  epoch === "best" ? outcome : { ...outcome, best: outcome.history.at(-1)?.validation };

function headOf(
  { name, seeds }: PhasePlan,
  ended: number,
  { config: { phases, baselines } }: EliminationFolder,
  losses: number,
): string {
  const along = baselines.length === 0 ? "" : ` and ${plural(baselines.length, "baseline")}`;
  const with_ = seeds.length === 1 ? "" : `, ${seeds.length} seeds each`;
  return `Phase ${ended + 1} of ${phases.length}, ${name}: ${plural(losses - baselines.length, "loss")}${along}${with_}`;
}

export function writeResult(folder: EliminationFolder, { ended, survivors }: Standing): void {
  if (ended.length === 0) return;
  const { config, done } = folder;
  const texts = new Map(config.losses.map(({ id, text }) => [id, text]));
  folder.writeSurvivors(new Map(survivors.map((id) => [id, texts.get(id)!])));
  folder.write(RESULT_FILE, `${JSON.stringify(resultOf(config, done), null, 2)}\n`);
}

/** All phases have one backend. */
async function codesOf({ config }: EliminationFolder, json: boolean): Promise<Map<string, TrialLoss>> {
  const codes = new Map<string, TrialLoss>();
  const backend = config.phases[0]!.setup.backend;
  const codeOf = async (entry: LossEntry): Promise<string> => {
    const loss = compileEntry(entry, json);
    return withOptionNames(() => trainingCode(loss, backend));
  };
  for (const entry of config.losses)
    codes.set(entry.id, { name: entry.id, source: entry.text, code: await codeOf(entry) });
  return codes;
}

interface PhaseRun {
  readonly plan: PhasePlan;
  readonly trialLosses: readonly TrialLoss[];
  readonly outlook: Outlook;
  readonly evaluate: Evaluate;
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly json: boolean;
}

/** So many trainings without one that goes well are the fault of something else than the losses. */
const HOPELESS = 25;

async function runPhase(folder: EliminationFolder, phase: PhaseRun): Promise<void> {
  const { plan, trialLosses, outlook, evaluate, atOnce, signal, json } = phase;
  const { losses, metric } = folder.config;
  const all = planTrials(trialLosses, plan.seeds);
  const trials = all.filter(({ loss, seed }) => !folder.done.has(trainingKey(plan.name, loss.name, seed)));
  const display = createDisplay({
    metric,
    total: all.length,
    before: all.length - trials.length,
    labels: new Map(losses.map(({ id }) => [id, id])),
    quiet: json,
    outlook: (ended) => {
      const seconds = outlook.secondsLeft(plan.name, ended);
      return seconds === undefined ? "" : `all phases: ${durationText(seconds)} left`;
    },
  });
  const starts = new Map<Trial, number>();
  const curves = new Map<Trial, number[]>();
  try {
    await runTrials(
      trials,
      { evaluate, atOnce, signal },
      {
        onStart: (trial) => {
          starts.set(trial, performance.now());
          curves.set(trial, []);
          display.start(trial);
        },
        onProgress: display.progress,
        onEpoch: (trial, line) => curves.get(trial)!.push((line.validation as Metrics)[metric]),
        onEnd: (trial, evaluation) => {
          const seconds = Math.round(performance.now() - starts.get(trial)!) / 1_000;
          const { loss, seed } = trial;
          const curve = curves.get(trial)!;
          folder.record({ phase: plan.name, loss: loss.name, seed, ...evaluation, curve, seconds });
          display.end(trial, evaluation);
          if (evaluation.status === "failed") refuseHopeless(folder.done, evaluation.reason);
        },
      },
    );
  } finally {
    display.stop();
  }
}

function refuseHopeless(done: EliminationFolder["done"], reason: string): void {
  if (done.size < HOPELESS || [...done.values()].some(({ status }) => status === "done")) return;
  throw inputFailure(`the first ${done.size} trainings have failed, the last: ${reason}`);
}
