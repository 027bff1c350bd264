/** Eliminations that are killed at random moments: what comes out in the end is what an undisturbed one gives. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { contents, put } from "../files.ts";
import { childrenOf, isRunning, until } from "../processes.ts";
import { buildExecutable, type Running, scratchFolder, start } from "../run.ts";
import { example, linesIn, PROTOCOL, resultIn } from "./runs.ts";

let built: ReturnType<typeof buildExecutable>;
beforeAll(() => {
  built = buildExecutable();
});
afterAll(() => built.remove());

function eliminate(args: readonly string[], cwd: string): Running {
  const running = start(built.path, ["eliminate", ...args], { cwd });
  onTestFinished(() => {
    running.child.kill("SIGKILL");
  });
  return running;
}

const LOSSES = ["focal", "brier", "gce", "poly"].map(example);
const argsIn = (at: string): string[] => [
  ...LOSSES,
  "--protocol",
  put(at, "tiny.jsonc", PROTOCOL),
  "--backend",
  "wasm",
];

const remains = (folder: string) => ({
  result: resultIn(folder),
  lines: linesIn(folder)
    .map((line) => JSON.stringify(line))
    .sort(),
  survivors: contents(join(folder, "survivors")),
});

const recorded = (folder: string): string => {
  const file = join(folder, "journal.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

test("by kill -9, again and again: what is recorded stays, and the end is the same", async () => {
  const at = scratchFolder();
  const args = argsIn(at);
  expect(await eliminate([...args, "--workers", "1", "-o", "undisturbed"], at).ended).toMatchObject({ code: 0 });
  const random = createRandom("eliminations");

  /** An elimination in `folder`, killed until it ends or `wanted` kills are done: how many it took. */
  async function disturbed(folder: string, wanted: number): Promise<number> {
    let kills = 0;
    let code: number | null = null;
    for (let attempt = 0; code !== 0; attempt++) {
      expect(attempt).toBeLessThan(20);
      const text = recorded(folder);
      const before = text.slice(0, text.lastIndexOf("\n") + 1);
      const resume = attempt % 2 === 1 && existsSync(join(folder, "config.json"));
      // With two workers the lines come in another order, and say the same.
      const run = eliminate(resume ? ["--resume", folder, "--workers", "2"] : [...args, "-o", folder], at);
      if (kills < wanted) {
        const [least, more] = [recorded(folder).length, random.integer(3)];
        const enough = (): boolean => recorded(folder).slice(least).split("\n").length > more;
        await Promise.race([until(enough).then(() => sleep(random.integer(300))), run.ended]);
        if (run.child.exitCode === null) {
          run.child.kill("SIGKILL");
          kills++;
        }
      }
      const ended = await run.ended;
      code = ended.code;
      if (code !== 0) expect([code, ended.err.includes("error")]).toEqual([null, false]);
      expect(recorded(folder).startsWith(before)).toBe(true);
    }
    return kills;
  }

  // A fast machine may be done before the fourth kill: then another elimination takes the rest.
  let kills = 0;
  for (let round = 0; kills < 4; round++) {
    expect(round).toBeLessThan(8);
    const folder = join(at, `disturbed-${round}`);
    kills += await disturbed(folder, 4 - kills);
    expect(remains(folder)).toEqual(remains(join(at, "undisturbed")));
  }
});

test("Ctrl-C ends it at once, says how to go on, and leaves no worker", async () => {
  const at = scratchFolder();
  const long = [...argsIn(at), "--epochs", "200", "--workers", "1", "-o", "a run"];
  const running = eliminate(long, at);
  await until(() => childrenOf(running.child.pid!).length > 0 && existsSync(join(at, "a run/journal.jsonl")));
  const workers = childrenOf(running.child.pid!);
  running.child.kill("SIGINT");
  const { code, out, err } = await running.ended;
  expect([code, out]).toEqual([130, ""]);
  expect(err).toMatch(
    /error: stopped by Ctrl-C; \d+ trainings are done, and kept\nHint: go on with: lossc eliminate --resume 'a run'\n$/,
  );
  await until(() => !workers.some(isRunning));
  expect(existsSync(join(at, "a run/lock"))).toBe(false);
});
