/** What a run's folder rests on: lines that survive a kill, and a lock that dies with its owner. */

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readJsonLines, writeJsonLines } from "../../src/cli/run-folder/json-lines.ts";
import { lockFolder } from "../../src/cli/run-folder/lock.ts";
import { put } from "./files.ts";
import { ROOT, scratchFolder, start } from "./run.ts";

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
