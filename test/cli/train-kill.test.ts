/** Runs that are killed at random moments: nothing recorded is lost, and what comes out in the end is what an undisturbed run gives. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createRandom } from "../../src/random/index.ts";
import { contents, GOOD, put } from "./files.ts";
import { childrenOf, isRunning, until } from "./processes.ts";
import { buildExecutable, type Running, scratchFolder, start } from "./run.ts";

let built: ReturnType<typeof buildExecutable>;
beforeAll(() => {
  built = buildExecutable();
});
afterAll(() => built.remove());

function lossc(args: readonly string[], cwd: string): Running {
  const running = start(built.path, ["train", ...args], { cwd });
  onTestFinished(() => {
    running.child.kill("SIGKILL");
  });
  return running;
}

const recorded = (folder: string): string => {
  const file = join(folder, "results.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};
const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf("\n") + 1);

/** Everything that a run gives, but for times, the order in which trainings ended, and what a trainer printed. */
function results(folder: string): Record<string, unknown> {
  const kept = Object.entries(contents(folder)).filter(([name]) =>
    /^(history\/.*|report\.json|curves\.svg)$/.test(name),
  );
  const lines = recorded(folder).trim().split("\n");
  return { ...Object.fromEntries(kept), results: lines.map((line) => line.replace(/,"seconds":[\d.]+/, "")).sort() };
}

const TWO = `${GOOD}${GOOD.replace("ce(", "other(")}`;

/** A tenth of a second, two epochs, and an accuracy that follows from the seed and the loss. */
const TRAINER = [
  "echo $$ >> pids",
  `echo '{"epoch": 1, "loss": 2, "accuracy": 0.25}'`,
  "sleep 0.1",
  `echo '{"epoch": 2, "loss": 1, "accuracy": 0.5}'`,
  `echo "{\\"accuracy\\": 0.$(( ({seed} * 7919 + $(echo {name} | wc -c) * 104729) % 9000 + 1000 ))}"`,
].join("; ");

describe("the parent is killed", () => {
  test("by kill -9, again and again: resumed, it ends as if nothing had been", async () => {
    const at = scratchFolder();
    const file = put(at, "two.loss", TWO);
    const args = [file, "--baseline", "ce", "--seeds", "8", "--trainer", TRAINER, "--workers", "2"];
    const undisturbed = lossc([...args, "-o", "undisturbed"], at);
    expect(await undisturbed.ended).toMatchObject({ code: 0 });
    const all = recorded(join(at, "undisturbed")).trim().split("\n");
    expect(all).toHaveLength(16);

    const random = createRandom("parents");
    const folder = join(at, "disturbed");
    let kills = 0;
    let code: number | null = null;
    for (let attempt = 0; code !== 0; attempt++) {
      const before = wholeLines(recorded(folder));
      // The same command and --resume come to the same; a kill may come before there is anything to resume.
      const resume = attempt % 2 === 1 && existsSync(join(folder, "config.json"));
      const run = lossc(resume ? ["--resume", folder] : [...args, "-o", folder], at);
      if (attempt < 10) {
        await Promise.race([sleep(150 + random.integer(700)), run.ended]);
        if (run.child.exitCode === null) {
          run.child.kill("SIGKILL");
          kills++;
        }
      }
      const ended = await run.ended;
      code = ended.code;
      if (code !== 0) expect([code, ended.err.includes("error")]).toEqual([null, false]);
      expect(recorded(folder).startsWith(before)).toBe(true);
      expect(attempt).toBeLessThan(12);
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(results(folder)).toEqual(results(join(at, "undisturbed")));
    // The trainers of the killed ones have been killed as well.
    const pids = readFileSync(join(at, "pids"), "utf8").trim().split("\n").map(Number);
    expect(pids.length).toBeGreaterThanOrEqual(32);
    await until(() => !pids.some(isRunning));
  });

  test("between the bytes of a line: the torn line is dropped, and its training done again", async () => {
    const at = scratchFolder();
    const args = [put(at, "two.loss", TWO), "--baseline", "ce", "--seeds", "2", "--trainer", TRAINER];
    expect(await lossc([...args, "-o", "run"], at).ended).toMatchObject({ code: 0 });
    const expected = results(join(at, "run"));
    const whole = recorded(join(at, "run"));
    const random = createRandom("cuts");
    for (const cut of [whole.length - 1, random.integer(whole.length), random.integer(whole.length)]) {
      writeFileSync(join(at, "run/results.jsonl"), whole.slice(0, cut));
      expect(await lossc(["--resume", "run"], at).ended).toMatchObject({ code: 0 });
      expect(results(join(at, "run"))).toEqual(expected);
      expect(recorded(join(at, "run")).startsWith(wholeLines(whole.slice(0, cut)))).toBe(true);
    }
  });
});

describe("real trainings", () => {
  const SETUP = ["--baseline", "ce", "--seeds", "3", "--model", "mlp", "--train-size", "200", "--backend", "wasm"];

  test("workers and parents are killed: the same weights, curves and report in the end", async () => {
    const at = scratchFolder();
    const args = [put(at, "two.loss", TWO), ...SETUP, "--epochs", "12"];
    const undisturbed = lossc([...args, "--workers", "1", "-o", "undisturbed"], at);
    expect(await undisturbed.ended).toMatchObject({ code: 0 });

    const random = createRandom("workers");
    const folder = join(at, "disturbed");
    const history = join(folder, "history");
    const epochs = (): string => JSON.stringify(existsSync(history) ? contents(history) : {});
    let kills = 0;
    /** A little after some training has got on. */
    const killAWorker = async (run: Running): Promise<void> => {
      const before = epochs();
      await until(() => epochs() !== before || run.child.exitCode !== null);
      await sleep(random.integer(60));
      const workers = childrenOf(run.child.pid!);
      if (workers.length === 0) return;
      process.kill(workers[random.integer(workers.length)]!, "SIGKILL");
      kills++;
    };
    const first = lossc([...args, "--workers", "2", "-o", folder], at);
    await killAWorker(first);
    await until(() => recorded(folder) !== "");
    const orphans = childrenOf(first.child.pid!);
    first.child.kill("SIGKILL");
    await first.ended;
    await until(() => !orphans.some(isRunning));
    const kept = wholeLines(recorded(folder));

    const second = lossc(["--resume", folder, "--workers", "2"], at);
    await killAWorker(second);
    await killAWorker(second);
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(kills).toBeGreaterThanOrEqual(2);
    expect(kept.length).toBeGreaterThan(0);
    expect(recorded(folder).startsWith(kept)).toBe(true);
    expect(results(folder)).toEqual(results(join(at, "undisturbed")));
  });
});

describe("Ctrl-C and SIGTERM", () => {
  const SLOW = `[ {seed} = 1 ] || sleep 60; echo '{"accuracy": 0.5}'`;

  test.each([
    ["SIGINT", 130, "stopped by Ctrl-C"],
    ["SIGTERM", 143, "stopped by SIGTERM"],
  ] as const)(
    "%s: ends at once with exit code %i, keeps what is done, says how to go on",
    async (signal, code, words) => {
      const at = scratchFolder();
      const args = [put(at, "two.loss", TWO), "--baseline", "ce", "--seeds", "2", "-o", "a run"];
      const running = lossc([...args, "--trainer", `echo $$ >> pids; ${SLOW}`], at);
      await until(
        () =>
          recorded(join(at, "a run")).split("\n").length === 3 &&
          readFileSync(join(at, "pids"), "utf8").split("\n").length === 4,
      );
      running.child.kill(signal);
      const { code: actual, out, err } = await running.ended;
      expect([actual, out]).toEqual([code, ""]);
      expect(err).toContain(
        `error: ${words}; 2 of 4 trainings are done, and kept\nHint: go on with: lossc train --resume 'a run'\n`,
      );
      const pids = readFileSync(join(at, "pids"), "utf8").trim().split("\n").map(Number);
      await until(() => !pids.some(isRunning));
      expect(Object.keys(contents(join(at, "a run")))).not.toContain("lock");
    },
  );

  test("real trainings end too, and leave no worker", async () => {
    const at = scratchFolder();
    const running = lossc(
      [put(at, "ce.loss", GOOD), "--baseline", "none", "--seeds", "2", "--epochs", "500", "-o", "run"],
      at,
    );
    await until(
      () =>
        existsSync(join(at, "run/history/ce-1.jsonl")) && readFileSync(join(at, "run/history/ce-1.jsonl")).length > 0,
    );
    const workers = childrenOf(running.child.pid!);
    expect(workers.length).toBeGreaterThan(0);
    running.child.kill("SIGINT");
    expect(await running.ended).toMatchObject({ code: 130, err: expect.stringContaining("0 of 2 trainings are done") });
    await until(() => !workers.some(isRunning));
  });
});

test("a folder at which another lossc is at work is left alone", async () => {
  const at = scratchFolder();
  const args = [put(at, "ce.loss", GOOD), "--baseline", "none", "--seeds", "1", "-o", "run", "--trainer", "sleep 60"];
  const running = lossc(args, at);
  await until(() => existsSync(join(at, "run/config.json")));
  const { code, err } = await lossc(args, at).ended;
  expect(code).toBe(1);
  expect(err).toContain(`error: another lossc (process ${running.child.pid}) is at work in this folder: run/lock\n`);
  running.child.kill("SIGTERM");
  await running.ended;
});
