/** Searches that are killed at random moments: nothing recorded is lost or done twice, and they end as if nothing had been. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRandom } from "../../src/random/index.ts";
import { journalOf, linesOf, reportOf, TINY, TRAINER } from "./evolve-runs.ts";
import { contents } from "./files.ts";
import { childrenOf, isRunning, until } from "./processes.ts";
import { buildExecutable, type Running, scratchFolder, start } from "./run.ts";

let built: ReturnType<typeof buildExecutable>;
beforeAll(() => {
  built = buildExecutable();
});
afterAll(() => built.remove());

function evolve(args: readonly string[], cwd: string): Running {
  const running = start(built.path, ["evolve", ...args], { cwd });
  onTestFinished(() => {
    running.child.kill("SIGKILL");
  });
  return running;
}

const recorded = (folder: string): string => (existsSync(join(folder, "journal.jsonl")) ? journalOf(folder) : "");
const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf("\n") + 1);

interface Killing {
  readonly seed: string;
  readonly kills: number;
  /** Milliseconds to a kill, at least and at most. */
  readonly after: readonly [number, number];
}

/** Begins, is killed, and goes on, until it ends by itself; gives how often it was killed. */
async function killed(
  args: readonly string[],
  at: string,
  { seed, kills, after: [least, most] }: Killing,
): Promise<number> {
  const random = createRandom(seed);
  const folder = join(at, "disturbed");
  let done = 0;
  for (let attempt = 0; attempt < 3 * kills; attempt++) {
    const before = wholeLines(recorded(folder));
    const resume = existsSync(join(folder, "config.json"));
    const run = evolve(resume ? ["--resume", folder] : [...args, "-o", folder], at);
    if (done < kills) {
      await Promise.race([sleep(least + random.integer(most - least)), run.ended]);
      if (run.child.exitCode === null) {
        run.child.kill("SIGKILL");
        done++;
      }
    }
    const { code, err } = await run.ended;
    expect(recorded(folder).startsWith(before)).toBe(true);
    if (code === 0) return done;
    expect([code, err.includes("error")]).toEqual([null, false]);
  }
  return expect.fail("it does not end");
}

/** Everything that a search leaves, but for times and the order in which workers ended. */
const remains = (folder: string) => ({
  journal: linesOf(folder).sort(),
  report: reportOf(folder),
  best: Object.keys(contents(join(folder, "best"))),
});

test("one worker: the journal of the undisturbed run, line by line; no training that was recorded is done again", async () => {
  const at = scratchFolder();
  const trainer = `echo {name} >> trained; sleep 0.05; ${TRAINER}`;
  const args = ["--seed", "7", "--evaluations", "16", "--trainer", trainer];
  expect(await evolve([...args, "-o", "undisturbed"], at).ended).toMatchObject({ code: 0 });
  const trainings = (): string[] => readFileSync(join(at, "trained"), "utf8").trim().split("\n");
  const undisturbed = trainings().length;
  expect(undisturbed).toBe(16);
  const kills = await killed(args, at, { seed: "one", kills: 4, after: [300, 1_000] });
  expect(kills).toBeGreaterThanOrEqual(2);
  expect(linesOf(join(at, "disturbed"))).toEqual(linesOf(join(at, "undisturbed")));
  expect(remains(join(at, "disturbed"))).toEqual({
    ...remains(join(at, "undisturbed")),
    report: expect.any(String),
  });
  expect(reportOf(join(at, "disturbed"))).toBe(reportOf(join(at, "undisturbed")));
  // At most the one in flight is done again after each kill.
  expect(trainings().length - undisturbed).toBeLessThanOrEqual(16 + kills);
});

test("three workers: the same individuals", async () => {
  const at = scratchFolder();
  const args = ["--seed", "8", "--evaluations", "18", "--workers", "3", "--trainer", `sleep 0.1; ${TRAINER}`];
  expect(await evolve([...args, "-o", "undisturbed"], at).ended).toMatchObject({ code: 0 });
  const kills = await killed(args, at, { seed: "three", kills: 3, after: [300, 900] });
  expect(kills).toBeGreaterThanOrEqual(2);
  expect(remains(join(at, "disturbed"))).toEqual(remains(join(at, "undisturbed")));
});

test("real trainings: the same fitness on every rung, and no worker is left", async () => {
  const at = scratchFolder();
  const args = ["--seed", "9", "--evaluations", "4", "--workers", "1", ...TINY];
  expect(await evolve([...args, "-o", "undisturbed"], at).ended).toMatchObject({ code: 0 });
  expect(await killed(args, at, { seed: "real", kills: 2, after: [1_000, 2_500] })).toBeGreaterThanOrEqual(1);
  expect(remains(join(at, "disturbed"))).toEqual(remains(join(at, "undisturbed")));
});

test("a worker that is killed is replaced, and its candidate trained anew", async () => {
  const at = scratchFolder();
  const args = ["--seed", "9", "--evaluations", "3", "--workers", "1", ...TINY];
  const running = evolve([...args, "-o", "run"], at);
  await until(() => childrenOf(running.child.pid!).length > 0 && existsSync(join(at, "run/journal.jsonl")));
  const [first] = childrenOf(running.child.pid!);
  process.kill(first!, "SIGKILL");
  expect(await running.ended).toMatchObject({ code: 0 });
  const lines = linesOf(join(at, "run"));
  expect(lines.filter((line) => line.includes('"kind":"individual"'))).toHaveLength(3);
  expect(lines.filter((line) => line.includes('"failed"'))).toEqual([]);
});

test.each([
  ["SIGINT", 130, "stopped by Ctrl-C"],
  ["SIGTERM", 143, "stopped by SIGTERM"],
] as const)(
  "%s: ends at once with exit code %i, keeps what is done, says how to go on",
  async (signal, code, words) => {
    const at = scratchFolder();
    const trainer = `[ {name} = candidate-3 ] && { echo $$ > pid; sleep 60; }; ${TRAINER}`;
    const running = evolve(["--evaluations", "9", "--trainer", trainer, "-o", "a run"], at);
    await until(() => existsSync(join(at, "pid")) && readFileSync(join(at, "pid"), "utf8").endsWith("\n"));
    running.child.kill(signal);
    const { code: actual, out, err } = await running.ended;
    expect([actual, out]).toEqual([code, ""]);
    expect(err).toContain(
      `error: ${words}; 2 of 9 evaluations are done, and kept\nHint: go on with: lossc evolve --resume 'a run'\n`,
    );
    const pid = Number(readFileSync(join(at, "pid"), "utf8"));
    await until(() => !isRunning(pid));
    const left = Object.keys(contents(join(at, "a run")));
    expect(left).not.toContain("lock");
    expect(left.filter((name) => name.startsWith("best/"))).toHaveLength(2);
  },
);
