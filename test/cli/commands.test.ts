/** Each command on sound input, with every option. */

import { chmodSync, readFileSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contents, GOOD, put, SEVERAL, UNTIDY, WARNS, WEIGHTED } from "./files.ts";
import { EXAMPLES, lossc, scratchFolder } from "./run.ts";

const example = (name: string): string => join(EXAMPLES, `${name}.loss`);

describe("check", () => {
  test("says of each file what it holds", async () => {
    const at = scratchFolder();
    const files = [put(at, "one.loss", GOOD), put(at, "two.loss", SEVERAL), put(at, "none.loss", "")];
    const { code, out, err } = await lossc("check", ...files);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(
      `${files[0]}: 1 loss, no mistakes\n${files[1]}: 2 losses, no mistakes\n${files[2]}: 0 losses, no mistakes\n`,
    );
  });

  test("warnings are told and do not fail", async () => {
    const file = put(scratchFolder(), "a.loss", WARNS);
    const { code, out, err } = await lossc("check", file);
    expect([code, out]).toEqual([0, `${file}: 1 warning\n`]);
    expect(err).toMatch(/^warning\[unused/);
    const json = JSON.parse((await lossc("check", file, "--json")).out);
    expect(json).toMatchObject({ losses: [{ file, name: "ce" }], diagnostics: [{ severity: "warning" }] });
  });

  test("goes on after a file that cannot be read", async () => {
    const at = scratchFolder();
    const [good, missing] = [put(at, "a.loss", GOOD), join(at, "b.loss")];
    const { code, out, err } = await lossc("check", missing, good);
    expect([code, out]).toEqual([1, `${good}: 1 loss, no mistakes\n`]);
    expect(err).toContain(missing);
    const json = JSON.parse((await lossc("check", missing, good, "--json")).out);
    expect(json.losses).toEqual([{ file: good, name: "ce" }]);
    expect(json.unreadable).toMatchObject([
      { file: missing, error: { message: expect.stringContaining("no such file") } },
    ]);
  });

  test("file names with blanks, quotes, accents and line ends", async () => {
    const at = scratchFolder();
    for (const name of [
      "a b.loss",
      "it's.loss",
      "損失.loss",
      "a\nb.loss",
      "-x.loss",
      "back\\slash.loss",
      "100%.loss",
    ]) {
      const file = put(at, name, GOOD);
      expect(await lossc("check", file)).toEqual({ code: 0, out: `${file}: 1 loss, no mistakes\n`, err: "" });
    }
  });
});

describe("fmt", () => {
  test("rewrites in place and keeps the permissions", async () => {
    const at = scratchFolder();
    const file = put(at, "a.loss", UNTIDY);
    chmodSync(file, 0o640);
    expect(await lossc("fmt", file)).toEqual({ code: 0, out: "", err: `formatted ${file}\n` });
    expect(contents(at)).toEqual({ "a.loss": GOOD });
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  test("leaves a tidy file alone", async () => {
    const file = put(scratchFolder(), "a.loss", GOOD);
    utimesSync(file, 1, 1);
    const before = statSync(file);
    expect(await lossc("fmt", file)).toEqual({ code: 0, out: "", err: "" });
    expect([statSync(file).mtimeMs, statSync(file).ino]).toEqual([before.mtimeMs, before.ino]);
  });

  test("writes through a link and keeps it", async () => {
    const at = scratchFolder();
    const file = put(at, "real/a.loss", UNTIDY);
    const link = join(at, "link.loss");
    symlinkSync(file, link);
    expect((await lossc("fmt", link)).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(GOOD);
    expect(readFileSync(link, "utf8")).toBe(GOOD);
    expect(contents(join(at, "real"))).toEqual({ "a.loss": GOOD });
  });

  test("--check changes nothing and exits with 1", async () => {
    const at = scratchFolder();
    const [tidy, untidy] = [put(at, "a.loss", GOOD), put(at, "b.loss", UNTIDY)];
    const { code, out, err } = await lossc("fmt", "--check", tidy, untidy);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toBe(`${untidy} is not formatted; run: lossc fmt ${untidy}\n`);
    expect(contents(at)).toEqual({ "a.loss": GOOD, "b.loss": UNTIDY });
    expect((await lossc("fmt", "--check", tidy)).code).toBe(0);
    const json = await lossc("fmt", "--check", tidy, untidy, "--json");
    expect([json.code, json.err]).toEqual([1, ""]);
    expect(JSON.parse(json.out)).toEqual({
      files: [
        { file: tidy, changed: false },
        { file: untidy, changed: true },
      ],
    });
  });

  test("one faulty or missing file does not keep the others from being formatted", async () => {
    const at = scratchFolder();
    const files = [put(at, "a.loss", "loss ("), join(at, "none.loss"), put(at, "b.loss", UNTIDY)];
    const { code, out } = await lossc("fmt", ...files, "--json");
    expect(code).toBe(1);
    expect(contents(at)).toEqual({ "a.loss": "loss (", "b.loss": GOOD });
    expect(JSON.parse(out).files).toMatchObject([
      { changed: false, diagnostics: expect.arrayContaining([expect.objectContaining({ severity: "error" })]) },
      { changed: false, error: { message: expect.stringContaining("none.loss") } },
      { file: files[2], changed: true },
    ]);
  });
});

describe("compile", () => {
  test.each([["module"], ["tfjs"]])("%s: the same text to standard output, a file and a folder", async (target) => {
    const at = scratchFolder();
    const file = put(at, "ce.loss", GOOD);
    const printed = await lossc("compile", file, "-t", target);
    expect([printed.code, printed.err]).toEqual([0, ""]);
    expect(printed.out).toContain("export ");
    expect(await lossc("compile", file, "-t", target, "-o", "-")).toEqual(printed);
    const out = join(at, "made/ce.ts");
    expect(await lossc("compile", file, "--target", target, "-o", out)).toEqual({
      code: 0,
      out: "",
      err: `ce -> ${out}\n`,
    });
    expect((await lossc("compile", file, "-t", target, "-o", `${at}/folder/`)).code).toBe(0);
    expect(contents(at)).toEqual({ "ce.loss": GOOD, "made/ce.ts": printed.out, "folder/ce.ts": printed.out });
  });

  test("several losses go to a folder, one file each; --loss picks one", async () => {
    const at = scratchFolder();
    const file = put(at, "all.loss", SEVERAL);
    expect((await lossc("compile", file, "-o", `${at}/out/`)).code).toBe(0);
    expect(Object.keys(contents(at))).toEqual(["all.loss", "out/brier.ts", "out/ce.ts"]);
    const { out } = await lossc("compile", file, "--loss", "brier");
    expect(out).toBe(contents(at)["out/brier.ts"]);
  });

  test("--with and --from-logits reach the code", async () => {
    const features = "label-smoothing,class-weights,example-weights,ignore-index";
    const { code, out } = await lossc("compile", example("cross_entropy"), "--from-logits", "--with", features);
    expect(code).toBe(0);
    for (const word of ["labelSmoothing", "classWeights", "exampleWeights", "ignoreIndex", "pLogits"])
      expect(out).toContain(word);
    const plain = await lossc("compile", example("cross_entropy"));
    for (const word of ["labelSmoothing", "classWeights", "exampleWeights", "ignoreIndex", "pLogits"])
      expect(plain.out).not.toContain(word);
  });

  test("--kernels puts kernels beside tfjs's own ops, and is for tfjs alone", async () => {
    const [plain, fused] = [
      await lossc("compile", example("focal"), "-t", "tfjs"),
      await lossc("compile", example("focal"), "-t", "tfjs", "--kernels"),
    ];
    expect([plain.code, fused.code]).toEqual([0, 0]);
    for (const word of ["WebAssembly", "runWebGPUProgram"]) {
      expect(plain.out).not.toContain(word);
      expect(fused.out).toContain(word);
    }
    expect([...fused.out.matchAll(/^import .*$/gm)].map(([line]) => line)).toEqual([
      'import * as tf from "@tensorflow/tfjs";',
    ]);
    expect(await lossc("compile", example("focal"), "--kernels")).toEqual({
      code: 2,
      out: "",
      err: "error: --kernels is for --target tfjs, not for module\n",
    });
  });

  test.each([
    [["--from-logits"], "from-logits"],
    [["--with", "label-smoothing"], "label-smoothing"],
    [["--with", "class-weights"], "class-weights"],
    [["--with", "ignore-index"], "ignore-index"],
  ])("%j of a regression loss: exit code 1", async (options, word) => {
    const { code, out, err } = await lossc("compile", example("huber"), ...options);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(new RegExp(`^error: \`huber\` cannot have ${word}: .*\n$`));
  });

  test("--json: the code, or where it went; with warnings", async () => {
    const at = scratchFolder();
    const file = put(at, "ce.loss", WARNS);
    const code = (await lossc("compile", file)).out;
    const printed = await lossc("compile", file, "--json");
    expect([printed.code, printed.err]).toEqual([0, ""]);
    expect(JSON.parse(printed.out)).toMatchObject({
      outputs: [{ loss: "ce", target: "module", path: "-", code }],
      diagnostics: [{ severity: "warning" }],
    });
    const out = join(at, "ce.ts");
    const written = JSON.parse((await lossc("compile", file, "-o", out, "--json")).out);
    expect(written.outputs).toEqual([{ loss: "ce", target: "module", path: out, bytes: Buffer.byteLength(code) }]);
  });

  test("code does not take the place of the program, whatever the program is called", async () => {
    const at = scratchFolder();
    const file = put(at, "program.txt", GOOD);
    symlinkSync(file, join(at, "same"));
    for (const out of [file, join(at, "same"), join(at, "other.loss")])
      expect((await lossc("compile", file, "-o", out)).code).toBe(2);
    expect(contents(at)).toEqual({ "program.txt": GOOD, same: GOOD });
  });

  test("where it cannot write: exit code 1, what was there stays, nothing else appears", async () => {
    const at = scratchFolder();
    const file = put(at, "ce.loss", GOOD);
    put(at, "folder/ce.ts/kept", "kept");
    put(at, "plain", "kept");
    const before = contents(at);
    for (const out of [join(at, "folder"), join(at, "plain/ce.ts"), join(at, `${"x".repeat(300)}.ts`)]) {
      const { code, err } = await lossc("compile", file, "-o", out);
      expect(code).toBe(1);
      expect(err).toMatch(/^error: cannot write .+: (it is a folder|.* is not a folder|its name is too long)\n$/);
      expect((await lossc("compile", file, "-o", out, "--json")).code).toBe(1);
    }
    expect(contents(at)).toEqual(before);
  });

  test("a device is written to, not replaced", async () => {
    const { ino } = statSync("/dev/null");
    expect((await lossc("compile", example("focal"), "-o", "/dev/null")).code).toBe(0);
    expect(statSync("/dev/null").ino).toBe(ino);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });
});

describe("show", () => {
  test("the summary has signature, formula and every derivative", async () => {
    const { code, out, err } = await lossc("show", example("focal"));
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^focal\n {2}Focal loss\./);
    for (const line of [
      "inputs      y: target, p: probs",
      "pt = sum(y * p)",
      "loss = ",
      "d loss / d p = ",
      "d loss / d gamma = ",
    ])
      expect(out).toContain(`  ${line}`);
  });

  test.each([
    ["ir", /^# for labels as rows\n +%1 = .*# for integer labels\n/s],
    ["gradient", /^d loss \/ d p = -y \/ p\n$/],
    ["latex", /^\\begin\{align\*\}.*\\frac\{\\partial L\}.*\\end\{align\*\}\n$/s],
    ["dot", /^digraph "cross_entropy" \{.*\}\n$/s],
    ["schedule", /^labels as rows: 1 pass .*\n\ninteger labels: no pass .*\n$/s],
  ])("--emit %s", async (form, pattern) => {
    const { code, out } = await lossc("show", example("cross_entropy"), "-e", form);
    expect(code).toBe(0);
    expect(out).toMatch(pattern);
    const json = JSON.parse((await lossc("show", example("cross_entropy"), "-e", form, "--json")).out);
    expect(json).toMatchObject({
      name: "cross_entropy",
      inputs: [
        { name: "y", kind: "target" },
        { name: "p", kind: "probs" },
      ],
      parameters: [],
      formulas: { "d loss / d p": "-y / p" },
      emit: form,
      text: out.trimEnd(),
      diagnostics: [],
    });
  });

  test("--emit schedule: for integer labels alone, with its cost, with features, as data", async () => {
    const args = ["show", example("cross_entropy"), "--emit", "schedule", "--labels"];
    const plain = (await lossc(...args)).out;
    expect(plain).toMatch(/^integer labels: no pass over the classes\n {2}nothing is read but the label's class/);
    expect(plain).not.toContain("bytes");
    expect((await lossc(...args, "--explain")).out).toContain("12 bytes from and to memory");
    expect((await lossc(...args, "--with", "class-weights")).out).toContain("classWeights[label]");
    const { schedule } = JSON.parse((await lossc(...args, "--json")).out);
    expect(schedule).toMatchObject([{ labels: "integers", passes: [], spared: { elementsAtLabel: 1 } }]);
    expect(schedule[0].cost.perElement.bytes).toBe(4);
  });

  test("--emit ast is JSON with places", async () => {
    const { code, out } = await lossc("show", example("cross_entropy"), "--emit", "ast");
    expect(code).toBe(0);
    const [declaration] = JSON.parse(out).declarations;
    expect(declaration).toMatchObject({ kind: "loss", name: { name: "cross_entropy" } });
    expect(declaration.name.span.start).toBeGreaterThan(0);
    expect(declaration.name.span.file).toBeUndefined();
  });

  test("--from-logits shows the loss of the softmax", async () => {
    const { out } = await lossc("show", example("cross_entropy"), "--from-logits", "--emit", "gradient");
    expect(out).toContain("d loss / d pLogits = ");
    const { code, err } = await lossc("show", example("huber"), "--from-logits");
    expect([code, err]).toEqual([1, "error: `huber` cannot have from-logits: its prediction is not `probs`\n"]);
  });
});

describe("eval", () => {
  const evaluate = async (file: string, ...options: string[]) => {
    const { code, out, err } = await lossc("eval", file, ...options, "--json");
    expect([code, err]).toEqual([0, ""]);
    return JSON.parse(out);
  };
  const two = ["--p", "0.25,0.75,0.5,0.5", "--classes", "2"];

  test("prints the loss, its gradient and that by each parameter", async () => {
    const { code, out, err } = await lossc(
      "eval",
      example("huber"),
      "--y",
      "-1,2",
      "--p",
      "-1.5,4",
      "--reduction",
      "sum",
    );
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe("huber = 1.625\ngradient = -0.5, 1\nd/d delta = 1\n");
    const none = await lossc("eval", example("huber"), "--y=-1,2", "--p=-1.5,4", "--reduction=none");
    expect(none.out).toMatch(/^huber = 0.125, 1.5\ngradient = -0.5, 1\n/);
  });

  test("labels are one-hot rows", async () => {
    const rows = await evaluate(example("focal"), "--y", "0,1,1,0", ...two);
    expect(await evaluate(example("focal"), "--labels", "1,0", ...two)).toEqual(rows);
    expect(rows.loss).toBeCloseTo((-0.25 * 0.25 ** 2 * Math.log(0.75) - 0.25 * 0.5 ** 2 * Math.log(0.5)) / 2, 12);
    expect(Object.keys(rows)).toEqual(["name", "loss", "grad", "paramGrads", "diagnostics"]);
  });

  test("every option counts", async () => {
    const ce = (...options: string[]) => evaluate(example("cross_entropy"), "--labels", "1,0", ...two, ...options);
    const [first, second] = [-Math.log(0.75), -Math.log(0.5)];
    expect((await ce()).loss).toBeCloseTo((first + second) / 2, 12);
    expect((await ce("--reduction", "sum")).loss).toBeCloseTo(first + second, 12);
    expect((await ce("--class-weights", "3,2", "--reduction", "none")).loss).toEqual([2 * first, 3 * second]);
    expect((await ce("--example-weights", "0.5,0", "--reduction", "sum")).loss).toBeCloseTo(first / 2, 12);
    expect((await ce("--ignore-index", "0")).loss).toBeCloseTo(first, 12);
    const smooth = -(0.95 * Math.log(0.75) + 0.05 * Math.log(0.25));
    expect((await ce("--label-smoothing", "0.1", "--reduction", "none")).loss[0]).toBeCloseTo(smooth, 12);
    const logits = await evaluate(example("cross_entropy"), "--labels", "0", "--p", "-1,1", "--from-logits");
    expect(logits.loss).toBeCloseTo(Math.log(1 + Math.exp(2)), 12);
    const gamma = await evaluate(
      example("focal"),
      "--labels",
      "0",
      "--p",
      "0.5,0.5",
      "--param",
      "gamma=0",
      "--param",
      "alpha=1",
    );
    expect(gamma.loss).toBeCloseTo(Math.log(2), 12);
    const weighted = put(scratchFolder(), "w.loss", WEIGHTED);
    const w = await evaluate(weighted, "--labels", "0,0", ...two, "--input", "w=2,0", "--reduction", "sum");
    expect(w.loss).toBeCloseTo(2 * Math.log(4), 12);
  });

  test("numbers that JSON does not have are written as text", async () => {
    const { loss, grad } = await evaluate(example("cross_entropy"), "--y", "1,0", "--p", "0,1");
    expect([loss, grad[0]]).toEqual(["Infinity", "-Infinity"]);
  });

  test.each([
    [["--p", "0.5,0.5"], "--y is missing"],
    [["--y", "1", "--p", "0.5,0.5"], "--y has 1 numbers where 2 are expected"],
    [["--labels", "2", "--p", "0.5,0.5"], "--labels has 2 at 0"],
    [["--labels", "0.5", "--p", "0.5,0.5"], "--labels has 0.5 at 0"],
    [["--y", "1,0,0", "--p", "0.2,0.3,0.5", "--classes", "2"], "--p has 3 numbers"],
    [["--y", "1,0", "--p", "0.5,0.5", "--param", "gama=1"], "--param gama is unknown: the loss has `gamma`, `alpha`"],
    [["--y", "1,0", "--p", "0.5,0.5", "--param", "__proto__=1"], "--param __proto__ is unknown"],
    [["--y", "1,0", "--p", "0.5,0.5", "--param", "gamma=11"], "--param gamma is 11, outside [0, 10]"],
    [["--y", "1,0", "--p", "0.5,0.5", "--param", "alpha=nan"], "--param alpha is NaN, not a finite number"],
    [["--y", "1,0", "--p", "0.5,0.5", "--label-smoothing", "2"], "--label-smoothing is 2, outside [0, 1]"],
    [["--y", "1,0", "--p", "0.5,0.5", "--class-weights", "1"], "--class-weights has 1 numbers where 2 are expected"],
    [["--y", "1,0", "--p", "0.5,0.5", "--example-weights", "1,2"], "--example-weights has 2 numbers where 1"],
    [["--y", "1,0", "--p", "0.5,0.5", "--ignore-index", "7"], "--ignore-index is 7"],
    [["--y", "1,0", "--p", "0.5,0.5", "--input", "w=1"], "--input w is unknown"],
  ])("%j: exit code 1", async (options, message) => {
    const { code, out, err } = await lossc("eval", example("focal"), ...options);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(`error: ${message}`);
  });

  test("an input that is needed and not given is named", async () => {
    const file = put(scratchFolder(), "w.loss", WEIGHTED);
    const { code, err } = await lossc("eval", file, "--labels", "0", "--p", "0.5,0.5");
    expect([code, err]).toEqual([1, "error: --input w is missing\n"]);
  });

  test.each([
    [["--y", "1,0", "--labels", "0", "--p", "1,0"], "--y and --labels exclude each other"],
    [["--y", "1,x", "--p", "1,0"], '--y: "x" is not a number'],
    [["--y", "1", "--p", ","], "--p has no numbers"],
    [["--y", "1,0", "--p", "1,0", "--reduction", "median"], "unknown reduction median"],
    [["--y", "1,0", "--p", "1,0", "--classes", "0"], "--classes: 0 is not a whole number of at least 1"],
    [["--y", "1,0", "--p", "1,0", "--classes", "1.5"], "--classes: 1.5 is not a whole number"],
    [["--y", "1,0", "--p", "1,0", "--param", "=1"], '--param: "=1" is not of the form name=value'],
    [["--y", "1,0", "--p", "1,0", "--param", "gamma="], '--param gamma: "" is not a number'],
  ])("%j: exit code 2", async (options, message) => {
    const { code, out, err } = await lossc("eval", example("focal"), ...options);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`error: ${message}`);
  });
});
