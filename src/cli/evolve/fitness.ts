/** A search's configuration goes in; what trains a candidate on one rung comes out: worker processes, or the user's own program. */

import { transpile } from "../../codegen/transpile.ts";
import { type CompiledLoss, compile } from "../../pipeline/compile.ts";
import type { RungOutcome } from "../../search/evolve/individual.ts";
import type { EvaluateRung } from "../../search/evolve/run.ts";
import type { Rejection } from "../../search/individual.ts";
import { stopReason } from "../../train/compare/index.ts";
import { METRICS, type Outcome } from "../../train/job.ts";
import { dataFolders } from "../data-folders.ts";
import { commandEvaluation } from "../trainer-command/evaluate.ts";
import { trainingCode } from "../training/loss-code.ts";
import { JobTimeout, WorkerDeath } from "../workers/pool.ts";
import { createTrainingPool } from "../workers/training.ts";
import type { RunConfig } from "./config.ts";
import { createTimeLimits } from "./time-limits.ts";

export interface Fitness {
  /** Rejects with the signal's reason after an abort, and with errors that are no candidate's fault. */
  readonly evaluate: EvaluateRung;
  close(): Promise<void>;
}

type Metrics = Readonly<Record<string, number>>;
interface TrainingJob {
  readonly id: number;
  readonly program: string;
  readonly rung: number;
  readonly seed: number;
}
/** What one training with one seed gave. */
type Train = (job: TrainingJob, signal: AbortSignal) => Promise<Metrics | { readonly failed: Rejection }>;

interface Trainer {
  readonly train: Train;
  readonly close: () => Promise<void>;
}

/** A worker that dies may have been the machine's fault: the training is tried once more. */
const ATTEMPTS = 2;

export function createFitness(
  config: RunConfig,
  { workers, folder }: { readonly workers: number; readonly folder: string },
): Fitness {
  const { metric, complexityPenalty, trainings } = config;
  const worse = METRICS[metric].better === "higher" ? -1 : 1;
  const { train, close } = config.trainer === null ? poolTrainer(config, workers) : commandTrainer(config, folder);

  const evaluate: EvaluateRung = async (candidate, _rung, { signal, seed, rungIndex }): Promise<RungOutcome> => {
    const { id, program, complexity } = candidate;
    const results: Metrics[] = [];
    // One after the other: a candidate takes one worker, and a failure ends it at once.
    for (let i = 0; i < trainings[rungIndex]!.trainings; i++) {
      const result = await train({ id, program, rung: rungIndex, seed: seed + i }, signal);
      if (isFailure(result)) return result;
      results.push(result);
    }
    const details = meansOf(results);
    return { fitness: details[metric]! + worse * complexityPenalty * complexity, details };
  };
  return { evaluate, close };
}

const isFailure = (result: Metrics | { readonly failed: Rejection }): result is { readonly failed: Rejection } =>
  typeof result.failed === "object";

const failed = (reason: Rejection["reason"], detail: string) => ({ failed: { reason, detail } });

/** Of every metric that all of them have. */
function meansOf(results: readonly Metrics[]): Metrics {
  const names = Object.keys(results[0]!).filter((name) => results.every((one) => Number.isFinite(one[name])));
  return Object.fromEntries(
    names.map((name) => [name, results.reduce((sum, one) => sum + one[name]!, 0) / results.length]),
  );
}

function compiled(program: string): CompiledLoss {
  const [loss] = compile(program, { fileName: "candidate.loss" }).losses;
  if (loss === undefined) throw new Error(`a candidate does not compile:\n${program}`);
  return loss;
}

function poolTrainer({ trainings, metric, epoch = "best", timeLimit }: RunConfig, workers: number): Trainer {
  const pool = createTrainingPool({ size: workers, folders: dataFolders(), attempts: ATTEMPTS });
  const limits = createTimeLimits(timeLimit);
  const train: Train = async ({ program, rung, seed }, signal) => {
    const { setup } = trainings[rung]!;
    if (setup === null) throw new Error("a rung without a setup needs a trainer");
    const code = await trainingCode(compiled(program), setup.backend);
    const began = performance.now();
    let outcome: Outcome;
    try {
      const job = { loss: { name: "candidate", code }, seed, setup };
      outcome = await pool.run(job, { signal, timeLimit: 1_000 * limits.of(rung) });
    } catch (error) {
      if (error instanceof WorkerDeath || error instanceof JobTimeout) return failed("worker", error.message);
      throw error;
    }
    const { stopped, history } = outcome;
    if (stopped?.reason === "below-threshold") return failed("threshold", stopReason(stopped));
    if (stopped !== undefined) return failed("training", stopReason(stopped));
    const counted = epoch === "best" ? outcome.best : history.at(-1)?.validation;
    if (counted === undefined || !Number.isFinite(counted[metric])) {
      return failed("training", `its ${metric} is not finite`);
    }
    limits.add(rung, (performance.now() - began) / 1_000);
    return { ...counted };
  };
  return { train, close: pool.close };
}

function commandTrainer({ trainer, metric, timeLimit }: RunConfig, folder: string): Trainer {
  if (trainer === null) throw new Error("a search has rungs with setups or a trainer");
  const { command, target } = trainer;
  const limits = createTimeLimits(timeLimit);
  const train: Train = async ({ id, program, rung, seed }, signal) => {
    const began = performance.now();
    const evaluate = commandEvaluation({ command, timeLimit: limits.of(rung), metric, folder });
    const code = transpile(compiled(program).emit(target), "esm");
    const trial = { loss: { name: `candidate-${id}`, source: program, code }, seed };
    const evaluation = await evaluate(trial, { signal });
    if (evaluation.status === "failed") return failed("training", evaluation.reason);
    limits.add(rung, (performance.now() - began) / 1_000);
    return evaluation.metrics;
  };
  return { train, close: async () => {} };
}
