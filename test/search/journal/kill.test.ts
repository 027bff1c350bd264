import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { decodeJournal, type Entry, type Journal } from "../../../src/search/journal/index.ts";

const EVALUATIONS = 100;
const RUNS = 50;

/** What it printed; nothing if it was killed. `until` is asked every few milliseconds. */
async function start(folder: string, workers: number, until?: () => boolean): Promise<string | undefined> {
  const child = spawn(process.execPath, [join(root, "run-toy.mjs"), folder, `${EVALUATIONS}`, `${workers}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  const ended = new Promise<string | undefined>((resolve) => {
    child.on("close", (code, signal) => resolve(code === 0 && signal === null ? printed : undefined));
  });
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (until !== undefined && !isOver) {
    if (until()) child.kill("SIGKILL");
    await setTimeout(2);
  }
  return ended;
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
const journalOf = (folder: string): Journal => decodeJournal(readFileSync(join(folder, "journal.jsonl"))) as Journal;
const begunIn = (folder: string): string[] =>
  existsSync(join(folder, "begun")) ? readFileSync(join(folder, "begun"), "utf8").split("\n").slice(0, -1) : [];
const trainingOf = (entry: Entry): string =>
  `${entry.id}/${entry.kind !== "rung" && entry.failed !== undefined ? entry.rungs.length : entry.rungs.length - 1}`;

let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "lossc-kill-"));
  await build({
    entryPoints: [fileURLToPath(new URL("run-toy.ts", import.meta.url))],
    outfile: join(root, "run-toy.mjs"),
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "error",
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test("fifty runs, killed with kill -9 and resumed until they end: the population of the undisturbed run", async () => {
  const folderOf = (name: string): string => mkdtempSync(join(root, name));
  const expected = await start(folderOf("whole"), 1);
  expect(JSON.parse(expected ?? "null")).toHaveLength(8);
  const random = createRandom(3);
  let allKills = 0;
  for (let run = 0; run < RUNS; run++) {
    const workers = run % 2 === 0 ? 1 : 3;
    const wanted = 1 + random.integer(2);
    const folder = folderOf(`killed-${run}-`);
    const path = join(folder, "journal.jsonl");
    let printed: string | undefined;
    let kills = 0;
    const endsAt = new Map<number, Set<string>>();
    while (printed === undefined) {
      const written = new Set(existsSync(path) ? journalOf(folder).entries.map(trainingOf) : []);
      const before = begunIn(folder).length;
      const limit = sizeOf(path) + random.integer(15_000);
      printed = await start(folder, workers, kills < wanted ? () => sizeOf(path) > limit : undefined);
      if (printed === undefined) kills++;
      endsAt.set(before, written);
    }
    allKills += kills;
    expect(printed).toBe(expected);
    // Nothing that was in the journal was begun again.
    const begun = begunIn(folder);
    const starts = [...endsAt.keys()];
    for (const [part, [from, written]] of [...endsAt].entries())
      for (const name of begun.slice(from, starts[part + 1])) expect(written).not.toContain(name);
    const entries = journalOf(folder).entries;
    expect(new Set(entries.map(trainingOf)).size).toBe(entries.length);
    expect(begun.length - entries.length).toBeLessThanOrEqual(kills * workers);
  }
  expect(allKills).toBeGreaterThanOrEqual(RUNS);
}, 120_000);
