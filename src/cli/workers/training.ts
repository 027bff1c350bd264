/** Trainings on a number of worker processes, or in this one: a job goes in, its outcome comes out. */

import { type ChildProcess, fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { EpochRecord, Job, Outcome, Progress } from "../../train/job.ts";
import type { RunOptions } from "../../train/run-job.ts";
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

export interface TrainingPool<Result extends Outcome = Outcome> {
  /** @throws WorkerDeath, JobTimeout, an error of the training's, or the signal's reason. */
  run(job: Job, options?: TrainOptions): Promise<Result>;
  close(): Promise<void>;
}

/** What trains: nothing else of lossc can be asked of its processes. */
export interface TrainingProgram<Result extends Outcome> {
  /** Where the program of worker processes may lie: in TypeScript or built, or beside the bundled executable. */
  readonly places: readonly URL[];
  /** The same in this process, loaded when it is needed: it loads all of tfjs. */
  readonly load: () => Promise<(job: Job, options: RunOptions) => Promise<Result>>;
}

const PROGRAM: TrainingProgram<Outcome> = {
  places: ["./entry.ts", "./entry.js", "./worker.js", "../worker.js"].map((path) => new URL(path, import.meta.url)),
  load: async () => (await import("../../train/run-job.ts")).runJob,
};

interface PoolSettings {
  readonly size: number;
  readonly folders: readonly string[];
  /** How many workers may die of a training before it is given up. */
  readonly attempts?: number;
}

/** `size` 0 trains in this process; the outcomes are the same. */
export const createTrainingPool = (settings: PoolSettings): TrainingPool => createPoolOf(PROGRAM, settings);

export function createPoolOf<Result extends Outcome>(
  program: TrainingProgram<Result>,
  { size, folders, attempts }: PoolSettings,
): TrainingPool<Result> {
  if (size === 0) {
    return { run: (job, options = {}) => trainHere(program, job, folders, options), close: releaseHere };
  }
  const pool = createPool<TrainingInput, TrainingUpdate, Result>({
    size,
    start: () => startWorker(program.places),
    ...(attempts === undefined ? {} : { attempts }),
  });
  const run = (job: Job, { onProgress, onEpoch, onRestart, signal, timeLimit }: TrainOptions = {}): Promise<Result> =>
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

async function trainHere<Result extends Outcome>(
  { load }: TrainingProgram<Result>,
  job: Job,
  folders: readonly string[],
  options: TrainOptions,
): Promise<Result> {
  const train = await load();
  const { onProgress, onEpoch, signal } = options;
  const outcome = await train(job, {
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

function startWorker(places: readonly URL[]): ChildProcess {
  const program = places.map((place) => fileURLToPath(place)).find(existsSync);
  if (program === undefined) throw new Error(`found no program for worker processes near ${places[0]}`);
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
