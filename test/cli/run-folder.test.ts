/** What a run's folder rests on: lines that survive a kill, and a lock that dies with its owner. */

import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../../src/cli/files.ts";
import { readJsonLines, writeJsonLines } from "../../src/cli/run-folder/json-lines.ts";
import { lockFolder } from "../../src/cli/run-folder/lock.ts";
import { put } from "./files.ts";
import { EXAMPLES, lossc, ROOT, scratchFolder, start } from "./run.ts";

const LINES = [{ a: 1 }, { text: "é\n😀" }, [3]];

function written(): string {
  const path = join(scratchFolder(), "lines.jsonl");
  const writer = writeJsonLines(path);
  for (const line of LINES) writer.append(line);
  writer.close();
  return path;
}

test("lines come back; no file has none", () => {
  expect(readJsonLines(written()).values).toEqual(LINES);
  expect(readJsonLines(join(scratchFolder(), "none"))).toEqual({ values: [], wholeBytes: 0 });
});

test("a file cut anywhere has its whole lines, and is written on after them", () => {
  const bytes = readFileSync(written());
  const ends = [...bytes.keys()].filter((i) => bytes[i] === 10).map((i) => i + 1);
  const path = join(scratchFolder(), "cut.jsonl");
  for (let length = 0; length <= bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length));
    const whole = ends.filter((end) => end <= length).length;
    const { values, wholeBytes } = readJsonLines(path);
    expect(values).toEqual(LINES.slice(0, whole));
    const writer = writeJsonLines(path, wholeBytes);
    for (const line of LINES.slice(whole)) writer.append(line);
    writer.close();
    expect(readFileSync(path)).toEqual(bytes);
  }
});

test("a damaged line that is not the last one is no torn line", () => {
  const path = written();
  appendFileSync(path, "{ torn\n[4]\n");
  expect(() => readJsonLines(path)).toThrow(`${path} is damaged: line 4 is not JSON`);
});

test("NaN and infinities are texts", () => {
  const path = join(scratchFolder(), "lines.jsonl");
  const writer = writeJsonLines(path);
  writer.append({ loss: Number.NaN, other: [Number.NEGATIVE_INFINITY] });
  writer.close();
  expect(readJsonLines(path).values).toEqual([{ loss: "NaN", other: ["-Infinity"] }]);
});

test("a file that cannot be written is a failure in words", () => {
  const file = put(scratchFolder(), "file", "");
  expect(() => writeJsonLines(join(file, "a.jsonl"))).toThrow("a part of its path is not a folder");
});

const FOCAL = join(EXAMPLES, "focal.loss");

describe("a place where no folder can be: exit code 1, in words", () => {
  const COMMANDS = [["evolve"], ["train", FOCAL]];
  const file = (): string => put(scratchFolder(), "file", "");

  test.each<[string, () => string, string]>([
    ["within a file", () => join(file(), "run"), "a part of its path is not a folder"],
    ["deep within a file", () => join(file(), "a", "run"), "a part of its path is not a folder"],
    ["a file", file, "what is there is not a folder"],
  ])("%s", async (_, place, reason) => {
    const path = place();
    for (const command of COMMANDS) {
      const { code, err } = await lossc(...command, "--trainer", "true", "-o", path);
      expect([code, err]).toEqual([1, `error: cannot make ${path}: ${reason}\n`]);
    }
  });

  test("Linux says of a new folder in /proc that there is no such folder", ({ skip }) => {
    skip(!existsSync("/proc/self"), "this system has no /proc");
    for (const command of COMMANDS) {
      const args = ["--import", "tsx", "src/bin/lossc.ts", ...command, "--trainer", "true", "-o", "/proc/lossc/run"];
      // In a process of its own: what tries for ever can only be killed.
      const ended = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8", timeout: 60_000 });
      expect(ended.stderr).toBe("error: cannot make /proc/lossc/run: no folder can be made there\n");
      expect(ended.status).toBe(1);
    }
  });
});

test("folders are made with those that they lie in; those that are there stay", () => {
  const at = scratchFolder();
  for (let time = 0; time < 2; time++) {
    makeFolder(join(at, "a", "b", "c"));
    makeFolder(`${join(at, "d")}/`);
    makeFolder(at);
    put(join(at, "a", "b"), "kept", "");
  }
  expect(readdirSync(at).sort()).toEqual(["a", "d"]);
  expect(readdirSync(join(at, "a", "b")).sort()).toEqual(["c", "kept"]);
  symlinkSync(join(at, "a"), join(at, "link"));
  makeFolder(join(at, "link", "b", "e"));
  expect(readdirSync(join(at, "a", "b")).sort()).toEqual(["c", "e", "kept"]);
});

test("results that may not grow: what was written before is kept, and the run goes on from there", async () => {
  const folder = join(scratchFolder(), "run");
  const trainer = `echo '{"accuracy": 0.9}'`;
  const args = ["--import", "tsx", "src/bin/lossc.ts", "train", FOCAL, "--seeds", "60", "--trainer", trainer];
  const command = `ulimit -f 8; exec "$@"`;
  const small = spawnSync("bash", ["-c", command, "bash", process.execPath, ...args, "-o", folder], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const results = join(folder, "results.jsonl");
  expect(small.status).toBe(1);
  expect(small.stderr).toContain(`error: cannot write ${results}: the file would become larger than is allowed`);
  const { values } = readJsonLines(results);
  expect(values.length).toBeGreaterThan(50);
  expect(values.length).toBeLessThan(120);
  expect(await lossc("train", "--resume", folder)).toMatchObject({ code: 0 });
  const all = readJsonLines(results).values;
  expect(all.length).toBe(120);
  expect(all.slice(0, values.length)).toEqual(values);
});

test("a folder has one owner at a time", () => {
  const folder = scratchFolder();
  const unlock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(`another lossc (process ${process.pid}) is at work in this folder`);
  unlock();
  lockFolder(folder)();
});

test("the lock of a process that was killed is taken over", async () => {
  const folder = scratchFolder();
  const program = `import { lockFolder } from ${JSON.stringify(join(ROOT, "src/cli/run-folder/lock.ts"))};
lockFolder(process.argv[2]); console.log("locked"); setInterval(() => {}, 1000);`;
  const owner = start(put(folder, "owner.mts", program), [folder], {
    env: { ...process.env, NODE_OPTIONS: "--import tsx" },
    cwd: ROOT,
  });
  await new Promise((resolve) => owner.child.stdout!.once("data", resolve));
  expect(() => lockFolder(folder)).toThrow(`process ${owner.child.pid}`);
  owner.child.kill("SIGKILL");
  await owner.ended;
  lockFolder(folder)();
});

test.each([
  ["a text that no lossc wrote", "what"],
  ["half a lock", '{"pid":'],
  ["a number that is used again", JSON.stringify({ pid: process.pid, host: hostname(), began: "1" })],
])("%s is no lock", (_, text) => {
  const folder = scratchFolder();
  put(folder, "lock", text);
  lockFolder(folder)();
});

test("another machine's lock is left alone", () => {
  const folder = scratchFolder();
  put(folder, "lock", JSON.stringify({ pid: 1, host: "elsewhere", began: null }));
  expect(() => lockFolder(folder)).toThrow("is held by process 1 of the machine elsewhere");
});
