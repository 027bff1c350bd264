/** The pool with real processes: what dies is replaced, what is aborted ends, nothing is left behind. */

import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { poolEvaluation } from "../../../src/cli/workers/evaluate.ts";
import { createPool, JobTimeout, type Pool, WorkerDeath } from "../../../src/cli/workers/pool.ts";
import { startProgram } from "../../../src/cli/workers/training.ts";
import { createRandom } from "../../../src/random/index.ts";
import type { Setup } from "../../../src/train/job.ts";
import { isRunning, until } from "../processes.ts";
import { ROOT, scratchFolder, start } from "../run.ts";
import type { OddJob } from "./odd-worker.ts";

const PROGRAM = join(ROOT, "test/cli/workers/odd-worker.ts");

function oddPool(size: number, attempts?: number): { pool: Pool<OddJob, string, number>; pids: number[] } {
  const pids: number[] = [];
  const pool = createPool<OddJob, string, number>({
    size,
    ...(attempts === undefined ? {} : { attempts }),
    start: () => {
      const child = startProgram(PROGRAM);
      pids.push(child.pid!);
      return child;
    },
  });
  onTestFinished(pool.close);
  return { pool, pids };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test("every job is done once, by as many workers as there is work for", async () => {
  const { pool, pids } = oddPool(2);
  const updates: string[] = [];
  const jobs = range(9).map((value) =>
    pool.run({ kind: "double", value }, { onUpdate: (update) => updates.push(update) }),
  );
  expect(await Promise.all(jobs)).toEqual(range(9).map((value) => 2 * value));
  expect(updates).toEqual(new Array(9).fill("double begins"));
  expect(pids).toHaveLength(2);
  expect(new Set([await pool.run({ kind: "who" })])).toEqual(new Set([pids[0]]));
});

test("NaN and infinities survive the way", async () => {
  const { pool } = oddPool(1);
  expect(await pool.run({ kind: "double", value: Number.NaN })).toBeNaN();
  expect(await pool.run({ kind: "double", value: Number.NEGATIVE_INFINITY })).toBe(Number.NEGATIVE_INFINITY);
});

test("an error of a job reaches its caller, and the worker goes on", async () => {
  const { pool, pids } = oddPool(1);
  const failed = pool.run({ kind: "throw", message: "no such thing" });
  await expect(failed).rejects.toMatchObject({ name: "RangeError", message: "no such thing" });
  expect(await pool.run({ kind: "double", value: 4 })).toBe(8);
  expect(pids).toHaveLength(1);
});

test("a job whose time is over is rejected, its worker killed and replaced", async () => {
  const { pool, pids } = oddPool(1);
  await pool.run({ kind: "who" });
  const late = pool.run({ kind: "spin" }, { timeLimit: 200 });
  const next = pool.run({ kind: "double", value: 4 }, { timeLimit: 60_000 });
  await expect(late).rejects.toBeInstanceOf(JobTimeout);
  await expect(late).rejects.toThrow("it took longer than 0.2 s");
  expect(await next).toBe(8);
  expect(pids).toHaveLength(2);
  await until(() => !isRunning(pids[0]!));
});

describe("a worker that dies", () => {
  test("has its job given to another one", async () => {
    const { pool, pids } = oddPool(1);
    const file = join(scratchFolder(), "died");
    const updates: string[] = [];
    const result = pool.run(
      { kind: "die-once", file },
      { onUpdate: (update) => updates.push(update), onRestart: () => updates.push("restart") },
    );
    expect(await result).toBe(1);
    expect(updates.filter((update) => update === "restart")).toHaveLength(1);
    expect(updates.at(-1)).toBe("die-once begins");
    expect(pids).toHaveLength(2);
  });

  test("three times over: the job is given up, others are not touched", async () => {
    const { pool, pids } = oddPool(1);
    const before = pool.run({ kind: "double", value: 1 });
    const doomed = pool.run({ kind: "die" });
    const after = pool.run({ kind: "double", value: 2 });
    await expect(doomed).rejects.toThrow(new WorkerDeath("3 worker processes died of it (SIGKILL)"));
    expect([await before, await after]).toEqual([2, 4]);
    expect(pids).toHaveLength(4);
  });

  test("leaves its last words", async () => {
    const { pool } = oddPool(1, 1);
    await expect(pool.run({ kind: "exhaust" })).rejects.toThrow(
      /^its worker process died \(exit code 134: FATAL ERROR: .*heap out of memory\)$/,
    );
  });

  test("at random moments: every result is there all the same", async () => {
    const random = createRandom("kills");
    const { pool, pids } = oddPool(2, 50);
    const jobs = Promise.all(range(24).map((value) => pool.run({ kind: "double", value, milliseconds: 25 })));
    let over = false;
    void jobs.finally(() => {
      over = true;
    });
    for (let kills = 0; kills < 6 && !over; kills++) {
      await sleep(100 + random.integer(350));
      const alive = pids.filter(isRunning);
      if (alive.length > 0) process.kill(alive[random.integer(alive.length)]!, "SIGKILL");
    }
    expect(await jobs).toEqual(range(24).map((value) => 2 * value));
  });
});

test("a training whose workers die has failed by no fault of its loss; other errors are passed on", async () => {
  const setup = {} as Setup;
  const trial = { loss: { name: "ce", source: "", code: "" }, seed: 1 };
  const poolThatThrows = (error: Error) => ({ run: () => Promise.reject(error), close: async () => {} });
  const dead = poolEvaluation(poolThatThrows(new WorkerDeath("gone")), setup);
  expect(await dead(trial, {})).toEqual({ status: "failed", cause: "worker", reason: "gone" });
  await expect(poolEvaluation(poolThatThrows(new RangeError("no")), setup)(trial, {})).rejects.toThrow("no");
});

describe("an abort", () => {
  test("ends a job that runs and one that waits; the worker is used again", async () => {
    const { pool, pids } = oddPool(1);
    const stop = new AbortController();
    const running = pool.run(
      { kind: "wait" },
      { signal: stop.signal, onUpdate: () => stop.abort(new Error("enough")) },
    );
    const waiting = pool.run({ kind: "double", value: 1 }, { signal: stop.signal });
    await expect(running).rejects.toThrow("enough");
    await expect(waiting).rejects.toThrow("enough");
    expect(await pool.run({ kind: "double", value: 3 })).toBe(6);
    expect(pids).toHaveLength(1);
    await expect(pool.run({ kind: "double", value: 1 }, { signal: stop.signal })).rejects.toThrow("enough");
  });
});

test("a pool that is closed ends its workers and rejects what is open", async () => {
  const { pool, pids } = oddPool(2);
  const open = [pool.run({ kind: "wait" }), pool.run({ kind: "wait" }), pool.run({ kind: "double", value: 1 })];
  const ends = Promise.allSettled(open);
  await pool.close();
  expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(pids.filter(isRunning)).toEqual([]);
  await expect(pool.run({ kind: "double", value: 1 })).rejects.toThrow("the pool is closed");
});

test("workers end when the process that started them is killed", async () => {
  const parent = start(join(ROOT, "test/cli/workers/parent.ts"), [], {
    cwd: ROOT,
    env: { ...process.env, NODE_OPTIONS: "--import tsx" },
  });
  const line = (): RegExpExecArray | null => /^workers (\d+) (\d+)$/m.exec(parent.printed().out);
  await until(() => line() !== null);
  const pids = line()!.slice(1).map(Number);
  expect(pids.map(isRunning)).toEqual([true, true]);
  parent.child.kill("SIGKILL");
  await parent.ended;
  await until(() => !pids.some(isRunning));
});
