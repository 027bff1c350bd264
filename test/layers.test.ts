/** Imports in `src/` run one way, and every third-party package has one home. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { GUARDED, HOMES, importsOf, SHARED_BY_TARGETS, violations } from "./support/layers.ts";

const root = fileURLToPath(new URL("../src/", import.meta.url));
const paths = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".ts"));
const sources = new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));

test("imports follow the layers", () => {
  expect(sources.size).toBeGreaterThan(100);
  expect(violations(sources)).toEqual([]);
});

test("what targets share is shared by several", () => {
  const targetOf = (path: string): string => path.split("/").slice(0, 2).join("/");
  for (const folder of SHARED_BY_TARGETS) {
    const users = paths.filter(
      (path) =>
        /^codegen\/[^/]+\//.test(path) &&
        !path.startsWith(folder) &&
        importsOf(path, sources.get(path)!).some(({ to }) => to.startsWith(folder)),
    );
    expect(new Set(users.map(targetOf)).size, folder).toBeGreaterThan(1);
  }
});

test("packages with a home are dependencies", () => {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "../package.json"), "utf8"));
  const { dependencies } = manifest as { dependencies: Record<string, string> };
  expect(Object.keys(HOMES).filter((name) => !(name in dependencies))).toEqual([]);
});

test("what is guarded is there, and each way to it is taken", () => {
  for (const [path, importers] of Object.entries(GUARDED)) {
    expect(sources.has(path), path).toBe(true);
    for (const importer of importers)
      expect(
        importsOf(importer, sources.get(importer) ?? "").map(({ to }) => to),
        `${importer} imports ${path}`,
      ).toContain(path);
  }
});

describe("a violation is told in words", () => {
  test.each([
    ["ir/node.ts", 'import { a } from "../rewrite/facts.ts";', "rewrite is not below ir"],
    ["search/evolve.ts", 'import type { A } from "../train/fit.ts";', "train is not below search"],
    ["ops/a.ts", 'import { parse } from "../syntax/parse.ts";', "syntax is not below ops"],
    [
      "codegen/tfjs/emit.ts",
      'import { a } from "../module/emit.ts";',
      "target tfjs reads the internals of target module",
    ],
    ["check/check.ts", 'import { readFileSync } from "node:fs";', "node:fs is for cli/, bin/, train/data/"],
    ["ir/graph.ts", 'const tf = await import("@tensorflow/tfjs");', "@tensorflow/tfjs is for codegen/tfjs/, train/"],
    ["ir/graph.ts", 'import { z } from "left-pad";', "left-pad has no home among the layers"],
    ["train/fit.ts", "const t = Date.now();", "for cli/ alone"],
    ["nowhere/a.ts", 'import "../ops/index.ts";', "nowhere has no layer"],
    ["train/run-job.ts", 'import { openTestPart } from "./data/test-part.ts";', "it is for train/transfer-job.ts"],
    ["train/data/index.ts", 'export { openTestPart } from "./test-part.ts";', "it is for train/transfer-job.ts"],
    [
      "cli/evolve/fitness.ts",
      'await import("../../train/transfer-job.ts");',
      "it is for cli/transfer/transfer-worker.ts,",
    ],
    [
      "cli/training/preflight.ts",
      'import { findParts } from "../../train/data/parts.ts";',
      "it is for train/data/open.ts,",
    ],
    [
      "cli/eliminate/run.ts",
      'import { createTransferEvaluator } from "../transfer/pool.ts";',
      "it is for cli/transfer/run.ts",
    ],
    ["cli/workers/training.ts", 'const place = "../transfer/transfer-worker.ts";', "names transfer-worker"],
    ["cli/commands/doctor.ts", 'import { loadDigits } from "../../train/index.ts";', "nothing in src/ may import it"],
  ])("%s: %s", (path, text, reason) => {
    expect(violations(new Map([[path, text]]))).toEqual([expect.stringContaining(reason)]);
  });

  test.each([
    ["rewrite/facts.ts", 'import { a } from "../ir/node.ts";'],
    ["cli/main.ts", 'import { readFileSync } from "node:fs"; const t = Date.now();'],
    ["codegen/tfjs/emit.ts", 'import { a } from "../naming.ts"; import * as tf from "@tensorflow/tfjs";'],
    ["codegen/tfjs/emit.ts", 'import { a } from "../javascript/rows.ts";'],
    ["ops/a.ts", "// Date.now() is not called here"],
  ])("%s: %s is fine", (path, text) => expect(violations(new Map([[path, text]]))).toEqual([]));
});
