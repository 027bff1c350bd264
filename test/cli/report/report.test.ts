/** `lossc report` on a real search of a few candidates, a comparison, and sample results of an elimination and a transfer. */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { ReportData } from "../../../src/report/page/data.ts";
import { EXAMPLES, lossc, ROOT, scratchFolder } from "../run.ts";

const TINY = ["--model", "mlp", "--train-size", "120", "--backend", "wasm"];
const runs = join(ROOT, "node_modules", ".cache", "lossc-report-test");

beforeAll(async () => {
  rmSync(runs, { recursive: true, force: true });
  mkdirSync(runs, { recursive: true });
  cpSync(join(ROOT, "test/fixtures/report"), runs, { recursive: true });
  const search = await lossc("evolve", ...TINY, "--evaluations", "6", "--workers", "1", "-o", join(runs, "search"));
  expect(search.code, search.err).toBe(0);
  const focal = join(EXAMPLES, "focal.loss");
  const train = await lossc(
    "train",
    focal,
    ...TINY,
    "--epochs",
    "2",
    "--seeds",
    "2",
    "--workers",
    "0",
    "-o",
    join(runs, "compared"),
  );
  expect(train.code, train.err).toBe(0);
  return () => rmSync(runs, { recursive: true, force: true });
}, 180_000);

const dataOf = async (...folders: string[]): Promise<ReportData> =>
  JSON.parse((await lossc("report", ...folders, "--json")).out) as ReportData;

test("JSON has every run, and the journal's numbers", async () => {
  const data = await dataOf(runs);
  expect([data.searches, data.eliminations, data.transfers, data.comparisons].map(({ length }) => length)).toEqual([
    1, 1, 1, 1,
  ]);
  const [search] = data.searches;
  const shown = JSON.parse((await lossc("runs", "show", join(runs, "search"), "--json")).out) as {
    readonly best: readonly { readonly id: number; readonly fitness: number }[];
    readonly rejections: Readonly<Record<string, number>>;
  };
  expect(search!.winners.map(({ id, fitness }) => [id, fitness])).toEqual(
    shown.best.slice(0, 5).map(({ id, fitness }) => [id, fitness]),
  );
  expect(Object.fromEntries(search!.rejections.map(({ reason, count }) => [reason, count]))).toEqual(shown.rejections);
  const best = search!.winners[0]!;
  expect(best.lineage.at(-1)!.id).toBe(best.id);
  // Four hidden nodes, the root, and the leaves that they read.
  expect(best.graph!.nodes.filter(({ kind }) => kind !== "leaf")).toHaveLength(5);
});

test("commands are those that were given, or are rebuilt where a run did not keep its own", async () => {
  const before = await dataOf(join(runs, "search"), join(runs, "compared"));
  const [given] = before.searches;
  expect(given!.source.command).toMatch(/^lossc evolve .*--evaluations 6/);
  for (const name of ["search", "compared"]) {
    const file = join(runs, name, "config.json");
    const config = JSON.parse(readFileSync(file, "utf8")) as { about: { command?: string } };
    delete config.about.command;
    writeFileSync(file, JSON.stringify(config));
  }
  const after = await dataOf(join(runs, "search"), join(runs, "compared"));
  expect(after.searches[0]!.source.command).toMatch(
    /^lossc evolve .*--train-size 120 .*--evaluations 6 --seed 1 --backend wasm/,
  );
  expect(after.comparisons[0]!.source.command).toMatch(
    /^lossc train .*focal.loss --train-size 120 --model mlp --epochs 2 --backend wasm --seeds 2$/,
  );
});

test("one HTML file, the same each time, that asks for nothing", async () => {
  const folder = scratchFolder();
  const [one, other] = [join(folder, "one.html"), join(folder, "other.html")];
  for (const output of [one, other]) expect((await lossc("report", runs, "-o", output)).code).toBe(0);
  const html = readFileSync(one, "utf8");
  expect(html === readFileSync(other, "utf8").replaceAll("other.html", "one.html")).toBe(true);
  expect(html.match(/<figure /g)!.length).toBeGreaterThan(15);
  expect(html).not.toMatch(/<script|<link|@import|https?:\/\/(?!www\.w3\.org)/);
  expect(html).not.toMatch(/NaN|undefined|\[object/);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  // A cell that failed is there, with its reason.
  expect(html).toContain("the loss became not a number");
});

test("Markdown has its figures beside it", async () => {
  const folder = scratchFolder();
  expect((await lossc("report", runs, "-o", join(folder, "r.md"), "--title", "Ours")).code).toBe(0);
  const text = readFileSync(join(folder, "r.md"), "utf8");
  expect(text).toMatch(/^# Ours\n/);
  const shown = [...text.matchAll(/!\[.*?\]\(([^)]+)\)/g)].map(([, path]) => path!);
  expect(shown.length).toBeGreaterThan(15);
  for (const path of shown) expect(existsSync(join(folder, path)), path).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(["r-figures", "r.md"]);
});

test("the forms of mistakes", async () => {
  const folder = scratchFolder();
  const empty = await lossc("report", folder);
  expect([empty.code, empty.err]).toEqual([1, expect.stringContaining("holds no runs")]);
  const form = await lossc("report", runs, "-o", "x.pdf");
  expect([form.code, form.err]).toEqual([2, expect.stringContaining("cannot write a report as x.pdf")]);
  cpSync(join(runs, "transferred"), join(folder, "t"), { recursive: true });
  rmSync(join(folder, "t", "transfer.json"));
  const unfinished = await lossc("report", folder);
  expect([unfinished.code, unfinished.err]).toEqual([1, expect.stringContaining("lossc transfer --resume")]);
  writeFileSync(join(folder, "t", "transfer.json"), "{");
  expect((await lossc("report", folder)).err).toContain("transfer.json is damaged: it is not JSON");
  writeFileSync(join(folder, "t", "transfer.json"), '{"kind":"transfer","metric":"accuracy"}');
  expect((await lossc("report", folder)).err).toContain("it lacks losses");
});
