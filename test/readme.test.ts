/** The README shows what really comes out. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile, renderAll } from "../src/index.ts";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const readme = read("README.md");

/** Blocks of code fenced with the given language. */
const blocks = (language: string): string[] =>
  Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm")), ([, text]) => text.trimEnd());

test("the code shown for focal loss is what lossc writes for examples/focal.loss", () => {
  const [focal] = compile(read("examples/focal.loss")).losses;
  const [shown] = blocks("ts");
  expect(shown).toContain("export function lossAndGrad(");
  expect(focal.emit("module")).toContain(shown);
});

test("the loss shown is the example's, and the error shown is what a slip gives", () => {
  const shown = blocks("").find((text) => text.includes("loss focal("))!;
  const [fromReadme, fromExample] = [shown, read("examples/focal.loss")].map((text) => compile(text).losses[0]);
  expect(fromReadme.formula).toBe(fromExample.formula);
  const error = blocks("").find((text) => text.startsWith("error["))!;
  const slip = "loss focal(y: target, p: probs, w: weight) {\n  let pt = sum(y * p)\n\n  return lgo(pt) * w\n}";
  expect(renderAll(compile(slip, { fileName: "focal.loss" }).diagnostics).trimEnd()).toBe(error);
});

test("every file that the README links to is there", () => {
  const links = Array.from(readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g), ([, path]) => path);
  expect(links.length).toBeGreaterThan(5);
  for (const link of links)
    expect(() => readFileSync(new URL(`../${link}`, import.meta.url)), link).not.toThrow(/ENOENT/);
});
