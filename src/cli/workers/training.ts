/** Trainings on a number of worker processes, or in this one: a job goes in, its outcome comes out. */

import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { EpochRecord, Job, Outcome, Progress } from "../../train/job.ts";
import { createPool } from "./pool.ts";

export interface TrainingInput {
  readonly job: Job;
  /** Where data sets may lie. */
  readonly folders: readonly string[];
}

export type TrainingUpdate =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "epoch"; readonly record: EpochRecord };

export interface TrainOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly onEpoch?: (record: EpochRecord) => void;
  readonly onRestart?: () => void;
  readonly signal?: AbortSignal;
  /** Milliseconds after which the worker is killed; a training in this process has none. */
  readonly timeLimit?: number;
}

export interface TrainingPool {
  /** @throws WorkerDeath, JobTimeout, an error of the training's, or the signal's reason. */
  run(job: Job, options?: TrainOptions): Promise<Outcome>;
  close(): Promise<void>;
}

/** `size` 0 trains in this process; the outcomes are the same. */
export function createTrainingPool({
  size,
  folders,
  attempts,
}: {
  readonly size: number;
  readonly folders: readonly string[];
  /** How many workers may die of a training before it is given up. */
  readonly attempts?: number;
}): TrainingPool {
  if (size === 0) return { run: (job, options = {}) => trainHere(job, folders, options), close: releaseHere };
  const pool = createPool<TrainingInput, TrainingUpdate, Outcome>({
    size,
    start: startWorker,
    ...(attempts === undefined ? {} : { attempts }),
  });
  const run = (job: Job, { onProgress, onEpoch, onRestart, signal, timeLimit }: TrainOptions = {}): Promise<Outcome> =>
    pool.run(
      { job, folders },
      {
        onUpdate: (update) => {
          if (update.kind === "progress") onProgress?.(update.progress);
          else onEpoch?.(update.record);
        },
        ...(onRestart ? { onRestart } : {}),
        ...(signal ? { signal } : {}),
        ...(timeLimit === undefined ? {} : { timeLimit }),
      },
    );
  return { run, close: pool.close };
}

async function trainHere(job: Job, folders: readonly string[], options: TrainOptions): Promise<Outcome> {
  const { runJob } = await import("../../train/run-job.ts");
  const { onProgress, onEpoch, signal } = options;
  const outcome = await runJob(job, {
    folders,
    ...(onProgress ? { onProgress } : {}),
    ...(onEpoch ? { onEpoch } : {}),
    ...(signal ? { signal } : {}),
  });
  signal?.throwIfAborted();
  return outcome;
}

async function releaseHere(): Promise<void> {
  const { releaseBackends } = await import("../../train/backend/index.ts");
  await releaseBackends();
}

/** The worker's program lies beside this file, in TypeScript or built, or beside the bundled executable. */
const PROGRAMS = ["./entry.ts", "./entry.js", "./worker.js", "../worker.js"];

function startWorker(): ChildProcess {
  const program = PROGRAMS.map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync);
  if (program === undefined) throw new Error(`found no program for worker processes near ${import.meta.url}`);
  return startProgram(program);
}

/** Forks a program, through tsx where it is TypeScript. */
export function startProgram(program: string): ChildProcess {
  const loader = (): string => pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  // A debugger has one port only.
  const own = process.execArgv.filter((flag) => !flag.startsWith("--inspect"));
  return fork(program, [], {
    execArgv: program.endsWith(".ts") ? ["--import", loader()] : own,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}
