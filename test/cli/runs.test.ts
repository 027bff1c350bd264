/** `lossc runs` and `lossc show --lineage`: what they tell of runs that are done, stopped, damaged or not there. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalOf, TRAINER } from "./evolve-runs.ts";
import { contents, GOOD, put } from "./files.ts";
import { lossc, scratchFolder } from "./run.ts";

const EVALUATIONS = 12;

async function aRun(at = scratchFolder()): Promise<string> {
  const folder = join(at, "found");
  const args = ["evolve", "--seed", "2", "--evaluations", String(EVALUATIONS), "--trainer", TRAINER, "-o", folder];
  expect(await lossc(...args)).toMatchObject({ code: 0 });
  return folder;
}

interface Line {
  readonly id: number;
  readonly parents: readonly number[];
  readonly fitness: number;
  readonly program: string;
}

const individuals = (folder: string): Line[] =>
  journalOf(folder)
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => JSON.parse(line) as Line);

test("list: every run of a folder, with its state", async () => {
  const at = scratchFolder();
  const done = await aRun(at);
  const journal = journalOf(done);
  put(at, "stopped/config.json", readFileSync(join(done, "config.json"), "utf8"));
  put(at, "stopped/journal.jsonl", journal.split("\n").slice(0, 6).join("\n"));
  put(at, "broken/config.json", "{");
  put(at, "newer/config.json", '{"format": 99, "kind": "evolve"}');
  put(at, "no run/file", "");
  const training = ["train", put(at, "ce.loss", GOOD), "--baseline", "none", "--seeds", "2"];
  expect(await lossc(...training, "--trainer", "echo '{\"accuracy\": 0.5}'", "-o", join(at, "compared"))).toMatchObject(
    {
      code: 0,
    },
  );
  const { code, out } = await lossc("runs", "list", at);
  expect(code).toBe(0);
  const rows = new Map(out.split("\n").map((line) => [line.slice(at.length + 1).split(" ")[0], line]));
  const best = Math.max(...individuals(done).map(({ fitness }) => fitness)).toFixed(4);
  expect(rows.get("found")).toMatch(
    new RegExp(`evolve +done +12 of 12 +${best} +accuracy +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d$`),
  );
  expect(rows.get("stopped")).toMatch(/evolve +stopped +4 of 12 /);
  expect(rows.get("compared")).toMatch(/train +done +2 of 2 +- +accuracy/);
  expect(rows.get("broken")).toMatch(/unreadable .* is damaged: it is not JSON$/);
  expect(rows.get("newer")).toMatch(/unreadable .* was written by a newer lossc/);
  expect(rows.has("no")).toBe(false);

  const json = JSON.parse((await lossc("runs", "list", at, "--json")).out) as {
    runs: { path: string; state: string }[];
  };
  expect(json.runs.map(({ path, state }) => [path.slice(at.length + 1), state])).toEqual(
    expect.arrayContaining([
      ["found", "done"],
      ["stopped", "stopped"],
    ]),
  );
  expect(await lossc("runs", "list", join(at, "none"))).toMatchObject({
    code: 0,
    out: `no runs in ${join(at, "none")}\n`,
  });
});

describe("one run", () => {
  test("show: the best first, and the front", async () => {
    const folder = await aRun();
    const { code, out } = await lossc("runs", "show", folder, "--top", "3");
    expect(code).toBe(0);
    const ranked = individuals(folder).sort((a, b) => b.fitness - a.fitness);
    const table = out.slice(out.indexOf("The best losses:"), out.indexOf("The front"));
    const ids = [...table.matchAll(/^ *\d+ +(\d+) /gm)].map(([, id]) => Number(id));
    expect(ids).toEqual(ranked.slice(0, 3).map(({ id }) => id));
    const json = JSON.parse((await lossc("runs", "show", folder, "--json")).out) as {
      best: Line[];
      front: { fitness: number; complexity: number }[];
    };
    expect(json.best.map(({ id }) => id)).toEqual(ranked.map(({ id }) => id));
    // Along the front, more operations are better.
    json.front.slice(1).forEach((one, i) => {
      expect(one.complexity).toBeGreaterThan(json.front[i]!.complexity);
      expect(one.fitness).toBeGreaterThan(json.front[i]!.fitness);
    });
  });

  test("export: formatted files without warnings, each with its origin", async () => {
    const folder = await aRun();
    const into = join(folder, "..", "exported");
    expect(await lossc("runs", "export", folder, "-o", into, "--top", "12")).toMatchObject({
      code: 0,
      out: `12 losses -> ${into}\n`,
    });
    const byId = new Map(individuals(folder).map((one) => [one.id, one]));
    const files = contents(into);
    expect(Object.keys(files)).toHaveLength(12);
    for (const [name, text] of Object.entries(files)) {
      const id = Number(/^found_(\d+)\.loss$/.exec(name)![1]);
      const { parents, fitness } = byId.get(id)!;
      expect(text).toContain(`/// Found by lossc evolve: candidate ${id} of the run found (space nlfs, seed 2);`);
      expect(text).toContain(parents.length === 0 ? "; drawn at random." : `; child of ${parents[0]} by `);
      expect(text).toContain(`/// Fitness ${fitness.toPrecision(6)} (accuracy) on rung 1 of 1`);
    }
    const paths = Object.keys(files).map((name) => join(into, name));
    expect(await lossc("check", ...paths)).toMatchObject({ code: 0, err: "" });
    expect(await lossc("fmt", "--check", ...paths)).toMatchObject({ code: 0 });
    expect(await lossc("compile", paths[0]!, "--target", "tfjs")).toMatchObject({ code: 0 });
  });

  test("lineage: from the first ancestor to the loss", async () => {
    const folder = await aRun();
    const byId = new Map(individuals(folder).map((one) => [one.id, one]));
    const child = [...byId.values()].reverse().find(({ parents }) => parents.length > 0)!;
    const expected: number[] = [];
    for (let one: Line | undefined = child; one !== undefined; one = byId.get(one.parents[0] ?? 0))
      expected.unshift(one.id);
    const { code, out } = await lossc("show", folder, "--lineage", String(child.id));
    expect(code).toBe(0);
    expect([...out.matchAll(/^ *(\d+) /gm)].map(([, id]) => Number(id))).toEqual(expected);
    expect(out.endsWith(`\n\n${child.program}`)).toBe(true);
    const json = JSON.parse((await lossc("show", folder, "--lineage", String(child.id), "--json")).out) as {
      lineage: Line[];
    };
    expect(json.lineage.map(({ id }) => id)).toEqual(expected);
    expect(await lossc("show", folder, "--lineage", "99")).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${folder} has no candidate 99\nHint: its candidates are 1 to 12`),
    });
  });

  test("what cannot be shown", async () => {
    const at = scratchFolder();
    expect(await lossc("runs", "show", at)).toMatchObject({ code: 1, err: expect.stringContaining("cannot read") });
    expect(await lossc("runs", "show", at, "--top", "none")).toMatchObject({ code: 2 });
    const folder = await aRun(at);
    put(at, "empty/config.json", readFileSync(join(folder, "config.json"), "utf8"));
    expect(await lossc("runs", "export", join(at, "empty"), "-o", join(at, "best"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("has no trained loss yet"),
    });
    expect(existsSync(join(at, "best"))).toBe(false);
    expect(await lossc("runs", "show", join(at, "empty"))).toMatchObject({ code: 0 });
  });
});
