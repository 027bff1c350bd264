/** Jobs go in; each is done by one of a few worker processes, and its result comes out, though workers may die. */

import type { ChildProcess } from "node:child_process";
import { type FromWorker, revivedError, type ToWorker } from "./messages.ts";

export interface PoolOptions {
  /** Worker processes at most; they are started when there is work for them. */
  readonly size: number;
  /** Forks a process that calls `serve`, its standard error piped. */
  readonly start: () => ChildProcess;
  /** How many workers may die of a job before it is given up; 3 if left out. */
  readonly attempts?: number;
}

export interface RunOptions<Update> {
  readonly onUpdate?: (update: Update) => void;
  /** The worker has died, and another one begins the job anew. */
  readonly onRestart?: () => void;
  readonly signal?: AbortSignal;
  /** Milliseconds that a worker has for the job; then the worker is killed. */
  readonly timeLimit?: number;
}

export interface Pool<Input, Update, Output> {
  /**
   * Jobs begin in the order in which they are given.
   *
   * @throws WorkerDeath after too many deaths, JobTimeout, the error that the job threw, or the signal's reason.
   */
  run(input: Input, options?: RunOptions<Update>): Promise<Output>;
  /** Ends the workers; jobs that are not done are rejected. */
  close(): Promise<void>;
}

/** A job's worker processes have died, one after the other. */
export class WorkerDeath extends Error {
  override readonly name = "WorkerDeath";
}

/** A job was not done when its time was over. */
export class JobTimeout extends Error {
  override readonly name = "JobTimeout";
}

interface Task<Input, Update, Output> {
  readonly id: number;
  readonly input: Input;
  readonly options: RunOptions<Update>;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
  deaths: number;
  timer?: NodeJS.Timeout;
}

interface Worker<Input, Update, Output> {
  readonly child: ChildProcess;
  /** Nothing while the worker waits. */
  task: Task<Input, Update, Output> | undefined;
  /** The end of what it wrote on standard error: its last words. */
  words: string;
  readonly gone: Promise<void>;
}

const LAST_WORDS = 2_000;

export function createPool<Input, Update, Output>(options: PoolOptions): Pool<Input, Update, Output> {
  type PoolTask = Task<Input, Update, Output>;
  type PoolWorker = Worker<Input, Update, Output>;
  const { size, start, attempts = 3 } = options;
  const waiting: PoolTask[] = [];
  const workers = new Set<PoolWorker>();
  /** Tasks that are not settled, by their numbers. */
  const open = new Map<number, PoolTask>();
  let nextId = 0;
  let closed = false;

  const settle = (task: PoolTask, how: () => void): void => {
    if (open.delete(task.id)) how();
  };

  const assign = (): void => {
    while (!closed && waiting.length > 0) {
      const idle = [...workers].find(({ task }) => task === undefined);
      if (idle === undefined && workers.size >= size) return;
      give(idle ?? hire(), waiting.shift()!);
    }
  };

  const give = (worker: PoolWorker, task: PoolTask): void => {
    worker.task = task;
    const { timeLimit } = task.options;
    if (timeLimit !== undefined) {
      task.timer = setTimeout(() => {
        settle(task, () => task.reject(new JobTimeout(`it took longer than ${timeLimit / 1000} s`)));
        worker.child.kill("SIGKILL");
      }, timeLimit);
    }
    const message: ToWorker<Input> = { kind: "run", id: task.id, input: task.input };
    // A worker that cannot be written to is gone, or about to be: its exit is what counts.
    worker.child.send(message, () => {});
  };

  const hire = (): PoolWorker => {
    const child = start();
    const gone = new Promise<void>((resolve) => {
      child.once("close", () => resolve());
      child.once("error", () => resolve());
    });
    const worker: PoolWorker = { child, task: undefined, words: "", gone };
    workers.add(worker);
    child.stderr?.on("data", (chunk) => {
      worker.words = `${worker.words}${chunk}`.slice(-LAST_WORDS);
    });
    child.on("message", (message) => hear(worker, message as FromWorker<Update, Output>));
    child.once("error", (error) => lose(worker, error.message));
    child.once("close", (code, signal) => lose(worker, signal ?? `exit code ${code}`));
    return worker;
  };

  const hear = (worker: PoolWorker, message: FromWorker<Update, Output>): void => {
    const task = worker.task;
    if (task === undefined || task.id !== message.id) return;
    if (message.kind !== "update") clearTimeout(task.timer);
    if (message.kind === "update") {
      if (open.has(task.id)) task.options.onUpdate?.(message.update);
      return;
    }
    worker.task = undefined;
    settle(task, () => {
      if (message.kind === "done") task.resolve(message.output);
      else task.reject(revivedError(message.error));
    });
    assign();
  };

  const lose = (worker: PoolWorker, how: string): void => {
    if (!workers.delete(worker)) return;
    const { task } = worker;
    clearTimeout(task?.timer);
    if (!closed && task !== undefined && open.has(task.id)) {
      task.deaths++;
      if (task.deaths >= attempts)
        settle(task, () => task.reject(new WorkerDeath(epitaph(task.deaths, how, worker.words))));
      else {
        task.options.onRestart?.();
        waiting.unshift(task);
      }
    }
    assign();
  };

  const run = (input: Input, runOptions: RunOptions<Update> = {}): Promise<Output> =>
    new Promise((resolve, reject) => {
      const { signal } = runOptions;
      if (closed) return reject(new Error("the pool is closed"));
      if (signal?.aborted) return reject(signal.reason);
      const release = (): void => signal?.removeEventListener("abort", abort);
      const task: PoolTask = {
        id: nextId++,
        input,
        options: runOptions,
        resolve: (output) => {
          release();
          resolve(output);
        },
        reject: (error) => {
          release();
          reject(error);
        },
        deaths: 0,
      };
      const abort = (): void => {
        const place = waiting.indexOf(task);
        if (place >= 0) waiting.splice(place, 1);
        const worker = [...workers].find((one) => one.task === task);
        // The worker stays with the task until it says that it has stopped.
        worker?.child.send({ kind: "abort", id: task.id } satisfies ToWorker<Input>, () => {});
        settle(task, () => task.reject(signal?.reason));
      };
      signal?.addEventListener("abort", abort, { once: true });
      open.set(task.id, task);
      waiting.push(task);
      assign();
    });

  const close = async (): Promise<void> => {
    closed = true;
    const last = [...workers];
    for (const { child, task } of last) {
      clearTimeout(task?.timer);
      child.kill("SIGKILL");
    }
    for (const task of [...open.values()]) settle(task, () => task.reject(new Error("the pool was closed")));
    await Promise.all(last.map(({ gone }) => gone));
  };

  return { run, close };
}

function epitaph(deaths: number, how: string, words: string): string {
  const said = words
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^(FATAL ERROR|Error|\w+Error)\b/.test(line))
    .at(-1);
  const times = deaths === 1 ? "its worker process died" : `${deaths} worker processes died of it`;
  return `${times} (${how}${said === undefined ? "" : `: ${said}`})`;
}
