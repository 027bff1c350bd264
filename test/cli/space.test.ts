/** `lossc space` as a user types it: looking at spaces, drawing losses, checking genotypes, and what is said of files that are wrong. */

import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/pipeline/compile.ts";
import { lossc, ROOT, scratchFolder } from "./run.ts";

const FIXTURE = join(ROOT, "test", "fixtures", "nlfs-genotypes.json");

function fileWith(text: string): string {
  const path = join(scratchFolder(), "given.json");
  writeFileSync(path, text);
  return path;
}

const NODE = '{"kind": "unary", "op": 1, "args": [1]}';
const ROOT_NODE = '{"kind": "binary", "op": 2, "args": [4, 5]}';

test("a space is printed with every operator, and as JSON in the form of a space file", async () => {
  const { code, out } = await lossc("space", "nlfs");
  expect(code).toBe(0);
  expect(out).toContain("log(abs(x) + eps) / log(10)");
  const json = await lossc("space", "nlfs", "--json");
  const space = JSON.parse(json.out);
  expect(space.operators).toHaveLength(34);
  const again = await lossc("space", fileWith(json.out), "--json");
  expect([again.code, JSON.parse(again.out)]).toEqual([0, space]);
});

describe("--sample", () => {
  test.each(["nlfs", "tree"])("%s: losses that compile, the same for the same seed", async (name) => {
    const first = await lossc("space", name, "--sample", "4", "--seed", "7");
    const second = await lossc("space", name, "--sample", "4", "--seed", "7");
    const other = await lossc("space", name, "--sample", "4", "--seed", "8");
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(second.out).toBe(first.out);
    expect(other.out).not.toBe(first.out);
    const { losses, diagnostics } = compile(first.out);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(losses.map((loss) => loss.name)).toEqual(["sample1", "sample2", "sample3", "sample4"]);
  });

  test("as JSON, with what was refused", async () => {
    const { out } = await lossc("space", "nlfs", "--sample", "3", "--json");
    const { losses, tried, rejected } = JSON.parse(out);
    expect(losses).toHaveLength(3);
    expect(new Set(losses.map((loss: { fingerprint: string }) => loss.fingerprint)).size).toBe(3);
    const refused = Object.values<number>(rejected).reduce((sum, count) => sum + count, 0);
    expect(refused).toBe(tried - 3);
  });
});

describe("--check", () => {
  test("one line of JSON a row", async () => {
    const { code, out, err } = await lossc("space", "nlfs", "--check", FIXTURE, "--json");
    expect([code, err]).toEqual([0, ""]);
    const rows = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(300);
    for (const { verdict, flip, phenotype, loss } of rows) {
      if (verdict === "cycle" || verdict === "missing-input") {
        expect([flip, phenotype, loss]).toEqual([null, null, null]);
        continue;
      }
      expect(phenotype).toHaveLength(1000);
      expect(compile(loss).losses).toHaveLength(1);
      expect(typeof flip).toBe(verdict === "valid" ? "boolean" : "object");
      if (flip === true) expect(loss).toContain("return -sum(");
    }
  });

  test("counted for people, beside the file's own verdicts", async () => {
    const copy = join(scratchFolder(), "copy.json");
    copyFileSync(FIXTURE, copy);
    const { code, out } = await lossc("space", "nlfs", "--check", copy);
    expect(code).toBe(0);
    expect(out).toMatch(/cycle +38\n.*missing-input +133\n.*integrity +61\n.*valid +68\n/);
    expect(out).toContain("300 agree");
  });

  test.each([
    ["no JSON", '{"rows": [', "is missing"],
    ["no rows", "{}", "lacks `rows`"],
    ["an empty list", '{"rows": []}', "there are no genotypes"],
    ["a row that is no object", '{"rows": [3]}', "a genotype is an object"],
    ["no root", `{"rows": [{"nodes": [${NODE}, ${NODE}, ${NODE}, ${NODE}]}]}`, "lacks `root`"],
    ["too few nodes", `{"rows": [{"nodes": [${NODE}], "root": ${ROOT_NODE}}]}`, "has 4 hidden nodes"],
    [
      "an operator that is not there",
      `{"rows": [{"nodes": [], "root": {"kind": "binary", "op": 7, "args": [4, 5]}}]}`,
      "a whole number from 0 to 6",
    ],
    [
      "an argument that is not there",
      `{"rows": [{"nodes": [], "root": {"kind": "unary", "op": 7, "args": [8]}}]}`,
      "a whole number from 0 to 7",
    ],
    [
      "too many arguments",
      `{"rows": [{"nodes": [], "root": {"kind": "unary", "op": 7, "args": [4, 5]}}]}`,
      "a unary node has 1 argument",
    ],
    ["a kind that is not there", `{"rows": [{"nodes": [], "root": {"kind": "x", "op": 7, "args": []}}]}`, '"binary"'],
  ])("%s: where and what", async (_what, text, message) => {
    const path = fileWith(text);
    const { code, out, err } = await lossc("space", "nlfs", "--check", path);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(message);
    expect(err).toMatch(/given\.json:1:\d+/);
    const json = await lossc("space", "nlfs", "--check", path, "--json");
    expect([json.code, json.err]).toEqual([1, ""]);
    expect(JSON.parse(json.out).diagnostics.length).toBeGreaterThan(0);
  });

  test("a file that is not there", async () => {
    const { code, err } = await lossc("space", "nlfs", "--check", "nowhere.json");
    expect(code).toBe(1);
    expect(err).toContain("cannot read nowhere.json: no such file or folder");
  });
});

test.each([
  [["space", "nfls"], 2, "nlfs"],
  [["space", "tree", "--check", FIXTURE], 2, "no graph space"],
  [["space", "nlfs", "--check", FIXTURE, "--sample", "2"], 2, "cannot be had together"],
  [["space", "nlfs", "--seed", "2"], 2, "--sample"],
  [["space", "nlfs", "--sample", "0"], 2, "--sample: 0 is not a whole number"],
])("wrong usage: %j", async (args, expected, message) => {
  const { code, out, err } = await lossc(...args);
  expect([code, out]).toEqual([expected, ""]);
  expect(err).toContain(message);
});

test("a space file with mistakes: all of them, with their places", async () => {
  const path = fileWith(
    '{ "kind": "tree", "name": "mine", "leaves": ["y"],\n  "operators": [{ "name": "f", "formula": "a +" }] }',
  );
  const { code, err } = await lossc("space", path);
  expect(code).toBe(1);
  expect(err).toMatch(/given\.json:1:/);
  expect(err).toMatch(/given\.json:2:/);
});
