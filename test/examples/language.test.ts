/** docs/language.md against the compiler: its programs, its tables and what it says of precedence, shapes and kinks. */

import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { CODES, compile, format, type LoadSource, prepareTarget, renderAll, TARGET_NAMES } from "../../src/index.ts";
import { CONSTANTS } from "../../src/ops/index.ts";
import { FEATURE_NAMES } from "../../src/pipeline/options.ts";
import { INPUT_KINDS } from "../../src/syntax/ast.ts";
import { parse } from "../../src/syntax/parse.ts";
import { withoutSpans } from "../support/arbitrary-program.ts";
import { tables } from "./language-tables.ts";

beforeAll(() => prepareTarget("wasm"));

/** Table cells without the padding that aligns them. */
const page = readFileSync(new URL("../../docs/language.md", import.meta.url), "utf8").replace(/^\|.*$/gm, (row) =>
  row.replace(/ +/g, " ").replace(/-{3,}/g, "---"),
);

interface Block {
  readonly title: string;
  readonly text: string;
  readonly fileName: string | undefined;
  /** The code of the error that the program is there to show. */
  readonly error: string | undefined;
}

const blocks: readonly Block[] = [...page.matchAll(/^```loss(.*)\n([\s\S]*?)^```$/gm)].map(([, info, text]) => ({
  title: text.split("\n").find((line) => /^(loss|fn)/.test(line)) ?? "",
  text,
  fileName: /file=(\S+)/.exec(info)?.[1],
  error: /error=(\S+)/.exec(info)?.[1],
}));

const load: LoadSource = (name) => {
  const block = blocks.find(({ fileName }) => fileName === name);
  return block && { name, text: block.text };
};

const right = blocks.filter(({ error }) => error === undefined);
const wrong = blocks.filter(({ error }) => error !== undefined);

describe.each(right.map((block) => [block.title, block] as const))("%s", (_, { text, fileName }) => {
  test("compiles without a word, in the formatter's layout", () => {
    const { losses, diagnostics } = compile(text, { load });
    expect(renderAll(diagnostics)).toBe("");
    expect(losses).toHaveLength(text.match(/^loss /gm)?.length ?? 0);
    expect(losses.length > 0 || fileName !== undefined).toBe(true);
    expect(format({ name: "block.loss", text })).toEqual({ text });
  });

  test("is generated for every target", () => {
    for (const loss of compile(text, { load }).losses)
      for (const target of TARGET_NAMES) expect(loss.emit(target)).toContain("export");
  });
});

test.each(wrong.map((block) => [block.title, block] as const))("%s is the error that the page shows", (_, block) => {
  const { losses, diagnostics } = compile(block.text, { load });
  expect(Object.keys(CODES)).toContain(block.error);
  expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([`error ${block.error}`]);
  expect(losses).toEqual([]);
});

test("shows programs that are right and programs that are wrong", () => {
  expect(right.length).toBeGreaterThan(10);
  expect(wrong.length).toBeGreaterThan(3);
});

test.each(Object.entries(tables))("has the table of %s as the registry has it", (_, expected) => {
  expect(page).toContain(`\n\n${expected}\n\n`);
});

test("has a row for every kind of input and every option, and names the constants", () => {
  for (const kind of INPUT_KINDS) expect(page).toContain(`\n| \`${kind}\` | `);
  for (const feature of FEATURE_NAMES) expect(page).toContain(`\n| \`${feature}\` | `);
  for (const name of CONSTANTS.keys()) expect(page).toContain(`\`${name}\``);
});

const pairs = [...(page.split("| written | means |")[1] ?? "").matchAll(/^\| `(.+)` \| `(.+)` \|$/gm)].slice(0, 7);

test.each(pairs.map(([, written, meant]) => [written, meant] as const))("%s means %s", (written, meant) => {
  const tree = (expression: string): unknown =>
    withoutSpans(parse({ name: "pair", text: `loss l(p: probs) = ${expression}` }).program);
  expect(tree(written)).toEqual(tree(meant));
});

/** The gradient of a regression loss at y = 0. */
function slope(body: string, p: number): number {
  const [loss] = compile(`loss l(y: value, p: value) = 0 * y + ${body}`).losses;
  return loss.lossAndGrad([0], [p]).grad[0];
}

describe("says what holds", () => {
  test.each([
    ["abs(p)", 0, -1],
    ["sign(p)", 0, 0],
    ["relu(p)", 0, 0],
    ["max(p, 3 * p)", 0, 1],
    ["min(p, 3 * p)", 0, 1],
    ["clamp(p, 0, 1)", 0, 1],
    ["clamp(p, 0, 1)", 1, 1],
    ["bessel_i0e(p)", 0, 0],
    ["(if p > 0 then log(p) else 2 * p)", 0, 2],
    ["3 * detach(p) * p", 2, 6],
  ])("of the slope of %s at %d", (body, p, expected) => {
    expect(slope(body, p)).toBeCloseTo(expected, 12);
  });

  test("of classes that an example lacks", () => {
    const [dense] = compile("loss l(y: target, p: probs) = -sum(y * log(p) + (1 - y) * log(1 - p))").losses;
    const certain = dense.lossAndGrad([0, 1], [0, 1]);
    expect(certain.loss).toBeCloseTo(0, 12);
    expect([...certain.grad]).toEqual([1, -1]);
    const [bare] = compile("loss l(p: probs) = sum(p * log(p))").losses;
    expect(bare.lossAndGrad([], [0, 1]).loss).toBeNaN();
  });

  test("of the mean, weights and smoothing", () => {
    const [loss] = compile("loss l(y: target, p: probs) = -sum(y * log(p))").losses;
    const y = [1, 0, 0, 1];
    const p = [0.5, 0.5, 0.75, 0.25];
    const at = (i: number): number => -Math.log([0.5, 0.25][i]);
    const weights = { exampleWeights: [2, 0.5], classWeights: [3, 5] };
    expect(loss.lossAndGrad(y, p, { classes: 2, ...weights }).loss).toBeCloseTo((6 * at(0) + 2.5 * at(1)) / 2, 12);
    expect(loss.lossAndGrad(y, p, { classes: 2, ignoreIndex: 0 }).loss).toBeCloseTo(at(1), 12);
    const smoothed = loss.lossAndGrad(y.slice(2), p.slice(2), { labelSmoothing: 0.2, classWeights: [3, 5] });
    expect(smoothed.loss).toBeCloseTo(5 * (0.9 * at(1) - 0.1 * Math.log(0.75)), 12);
  });
});
