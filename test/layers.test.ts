/** Imports in `src/` run one way, and every third-party package has one home. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { HOMES, importsOf, SHARED_BY_TARGETS, violations } from "./support/layers.ts";

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
