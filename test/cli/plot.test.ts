/** `lossc plot` on sound input, with every option. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contents, GOOD, put, SEVERAL } from "./files.ts";
import { EXAMPLES, lossc, scratchFolder } from "./run.ts";

const example = (name: string): string => join(EXAMPLES, `${name}.loss`);

describe("plot", () => {
  const SVG = /^<svg .*<\/svg>\n?$/s;

  test("to SVG, several losses in one figure", async () => {
    const at = scratchFolder();
    const out = join(at, "Losses.SVG");
    const files = [example("cross_entropy"), example("focal")];
    expect(await lossc("plot", ...files, "-o", out)).toEqual({
      code: 0,
      out: "",
      err: `cross_entropy, focal -> ${out}\n`,
    });
    const svg = readFileSync(out, "utf8");
    expect(svg).toMatch(SVG);
    for (const text of ["cross_entropy", "focal", "predicted probability of the true class"])
      expect(svg).toContain(text);
    expect((await lossc("plot", ...files, "-o", "-")).out.trimEnd()).toBe(svg.trimEnd());
  });

  test("to PNG, of the size asked for", async () => {
    const at = scratchFolder();
    const out = join(at, "a.png");
    expect((await lossc("plot", example("huber"), "-o", out, "--width", "900", "--height", "600")).code).toBe(0);
    const png = readFileSync(out);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1800, 1200]);
    expect(Object.keys(contents(at))).toEqual(["a.png"]);
  });

  test("to the terminal", async () => {
    const { code, out, err } = await lossc("plot", example("huber"), example("huber"));
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("prediction, for a target of 0");
    expect(out).toMatch(/[\u2801-\u28ff]/u);
  });

  test("as JSON, beside the picture", async () => {
    const at = scratchFolder();
    const out = join(at, "a.svg");
    const {
      code,
      out: text,
      err,
    } = await lossc("plot", example("cross_entropy"), "--json", "--points", "4", "-o", out);
    expect([code, err]).toEqual([0, ""]);
    const [curve] = JSON.parse(text).curves;
    expect(curve.x).toEqual([0.125, 0.375, 0.625, 0.875]);
    expect(curve.loss[0]).toBeCloseTo(-Math.log(0.125), 12);
    expect(curve.gradient[3]).toBeCloseTo(-1 / 0.875, 12);
    expect(Object.keys(contents(at))).toEqual(["a.svg"]);
    expect(JSON.parse((await lossc("plot", example("focal"), "--json", "-o", "-")).out).curves).toHaveLength(1);
  });

  test("--scaled: neither a constant nor a factor shows; cross-entropy's gradient by the logit is p - 1", async () => {
    const at = scratchFolder();
    const curves = async (...args: string[]) =>
      JSON.parse((await lossc("plot", ...args, "--scaled", "--json", "--points", "8")).out).curves;
    const body = "-sum(y * log(p))";
    const file = put(
      at,
      "a.loss",
      `loss a(y: target, p: probs) = ${body}\nloss b(y: target, p: probs) = 1 + 30 * ${body}\n`,
    );
    for (const classes of ["2", "5"]) {
      const [a, b] = await curves(file, "--classes", classes);
      expect([Math.min(...a.loss), Math.max(...a.loss)]).toEqual([0, 1]);
      a.x.forEach((p: number, i: number) => {
        expect(a.gradient[i]).toBeCloseTo((p - 1) / (1 - a.x[0]), 12);
        expect(b.gradient[i]).toBeCloseTo(a.gradient[i], 12);
        expect(b.loss[i]).toBeCloseTo(a.loss[i], 12);
      });
    }
    const [logits] = await curves(
      put(at, "z.loss", "loss z(y: target, z: logits) = logsumexp(z) - sum(y * z)\n"),
      "--classes",
      "5",
    );
    const [probs] = await curves(file, "--classes", "5");
    for (const [i, value] of logits.gradient.entries()) expect(value).toBeCloseTo(probs.gradient[i], 12);
    const [huber] = await curves(example("huber"));
    expect(Math.max(...huber.gradient)).toBe(1);
    const [flat] = await curves(put(at, "flat.loss", "loss flat(y: target, p: probs) = sum(y)\n"));
    expect(new Set([...flat.loss, ...flat.gradient.map(Math.abs)])).toEqual(new Set([1, 0]));
  });

  test("--param, --classes, --log, --theme and --loss", async () => {
    const at = scratchFolder();
    const file = put(at, "several.loss", SEVERAL);
    const curves = async (...args: string[]) => JSON.parse((await lossc("plot", ...args, "--json")).out).curves;
    expect((await curves(file)).map((curve: { label: string }) => curve.label)).toEqual(["ce", "brier"]);
    expect((await curves(file, "--loss", "brier")).map((curve: { label: string }) => curve.label)).toEqual(["brier"]);
    const [ten] = await curves(file, "--loss", "brier", "--classes", "10", "--points", "2");
    expect(ten.loss[0]).toBeCloseTo(0.75 ** 2 + 0.75 ** 2 / 9, 12);
    const [one] = await curves(example("focal"), "--param", "gamma=0", "--param", "alpha=1", "--points", "2");
    expect(one.loss[0]).toBeCloseTo(-Math.log(0.25), 12);
    const pictures = [];
    for (const options of [[], ["--log"], ["--theme", "dark"], ["--theme", "light"]])
      pictures.push((await lossc("plot", file, "-o", "-", ...options)).out);
    expect(new Set(pictures).size).toBe(4);
  });

  test("logits are plotted over the probability that they give", async () => {
    const file = put(scratchFolder(), "z.loss", "loss z(y: target, p: logits) = -sum(y * log_softmax(p))\n");
    const [curve] = JSON.parse((await lossc("plot", file, "--json", "--points", "2", "--classes", "3")).out).curves;
    expect(curve.loss[0]).toBeCloseTo(-Math.log(0.25), 12);
  });

  test("two files with a loss of one name: the curves say which is which", async () => {
    const at = scratchFolder();
    const files = [put(at, "a.loss", GOOD), put(at, "b.loss", GOOD)];
    const { curves } = JSON.parse((await lossc("plot", ...files, "--json")).out);
    expect(curves.map((curve: { label: string }) => curve.label)).toEqual(files.map((file) => `ce (${file})`));
  });

  test("a loss that is nowhere finite still gives a figure", async () => {
    const file = put(scratchFolder(), "nan.loss", "loss nan(y: value, p: value) = log(-1 - (p - y)^2)\n");
    for (const output of [[], ["-o", "-"]]) {
      const { code, err } = await lossc("plot", file, ...output);
      expect([code, err]).toEqual([0, ""]);
    }
  });

  test.each([
    [["cross_entropy", "huber"], [], "`cross_entropy` and `huber` have no axis in common"],
    [["focal"], ["--param", "delta=1"], "no loss has a parameter `delta`"],
    [["focal"], ["--param", "gamma=-1"], "--param gamma is -1, outside [0, 10]"],
    [["focal"], ["--loss", "huber"], "no file has a loss `huber`"],
  ])("%j %j: exit code 1", async (names, options, message) => {
    const { code, out, err } = await lossc("plot", ...names.map(example), ...options);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(`error: ${message}`);
  });

  test("a loss with further inputs than a target and a prediction has no curve", async () => {
    const file = put(scratchFolder(), "three.loss", "loss three(y: value, p: value, q: value) = y + p + q\n");
    const { code, err } = await lossc("plot", file);
    expect([code, err]).toEqual([1, "error: `three` has 3 inputs; a curve needs a target and a prediction alone\n"]);
  });
});
