/** `lossc train` as a user types it: what it refuses, what it prints, what lies in the run's folder. */

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { PRESETS } from "../../src/train/presets.ts";
import { contents, GOOD, put, WARNS } from "./files.ts";
import { EXAMPLES, lossc, scratchFolder } from "./run.ts";

const FOCAL = join(EXAMPLES, "focal.loss");
const NAN = "loss bad(y: target, p: probs) = -sum(y * log(p - 1))\n";
const FLAT = "loss flat(y: target, p: probs) = sum(y) + 0 * sum(p)\n";
/** A training of a second or less. */
const SHORT = ["--model", "mlp", "--train-size", "96", "--epochs", "1", "--backend", "wasm"] as const;

/** A trainer that needs no network: its accuracy follows from the seed and the loss's name. */
const INSTANT = `echo "{\\"accuracy\\": 0.9$LOSSC_SEED$(echo $LOSSC_NAME | wc -c)}"`;

function json(text: string) {
  return JSON.parse(text) as {
    folder: string;
    results: {
      loss: string;
      accuracy: { mean: number | null; interval: [number, number] | null; perSeed: (number | null)[] };
      baseline: { difference: number; p: number | null; pHolm: number | null } | null;
      failed: { seed: number; reason: string }[];
      weights: (string | null)[];
      verdict?: string;
    }[];
  };
}

/** The working folder, while a test that makes folders of its own runs. */
function inScratch(): string {
  const [at, before] = [scratchFolder(), process.cwd()];
  process.chdir(at);
  onTestFinished(() => process.chdir(before));
  return at;
}

describe("wrong usage: exit code 2", () => {
  test.each([
    [[], "name one .loss file at least"],
    [[FOCAL, "--seeds", "0"], "--seeds: 0 is not a whole number from 1 to"],
    [[FOCAL, "--seeds", "many"], '--seeds: "many" is not a number'],
    [[FOCAL, "--seed", "-1"], "--seed: -1 is not a whole number"],
    [[FOCAL, "--epochs", "1.5"], "--epochs: 1.5 is not a whole number"],
    [[FOCAL, "--epochs", "1", "--steps", "100"], "--epochs and --steps exclude each other"],
    [[FOCAL, "--batch-size", "0"], "--batch-size: 0 is not a whole number"],
    [[FOCAL, "--learning-rate", "0"], "--learning-rate: 0 is not a positive number"],
    [[FOCAL, "--metric", "acuracy"], "did you mean `accuracy`?"],
    [[FOCAL, "--model", "resnet9"], "did you mean `resnet9v2`?"],
    [[FOCAL, "--dataset", "digts"], "did you mean `digits`?"],
    [[FOCAL, "--preset", "nlfs-screaning"], "did you mean `nlfs-screening`?"],
    [[FOCAL, "--backend", "wsam"], "did you mean `wasm`?"],
    [[FOCAL, "--augment", "mixdown"], '--augment: there is no augmentation "mixdown"'],
    [[FOCAL, "--label-noise", "2"], "--label-noise must be from 0 to 1"],
    [[FOCAL, "--noise-kind", "symmetric"], "--noise-kind goes with --label-noise"],
    [[FOCAL, "--label-noise", "0.1", "--noise-kind", "odd"], "--noise-kind takes symmetric, asymmetric"],
    [[FOCAL, "--imbalance", "0"], "--imbalance must be above 0"],
    [[FOCAL, "--validation", "1"], "--validation must be above 0 and below 1"],
    [[FOCAL, "--train-size", "1000000"], "--train-size must be at most"],
    [[FOCAL, "--workers", "-1"], "--workers: -1 is not a whole number"],
    [[FOCAL, "--baseline", "cros_entropy"], "did you mean `cross_entropy`?"],
    [[FOCAL, "--param", "gamma"], "is not of the form name=value"],
    [[FOCAL, "--time-limit", "5"], "--time-limit goes with --trainer"],
    [[FOCAL, "--trainer", " "], "--trainer is empty"],
    [[FOCAL, "--trainer", "true", "--epochs", "3"], "--epochs and --trainer exclude each other"],
    [[FOCAL, "--trainer", "true", "--time-limit", "0"], "--time-limit: 0 is not a positive number"],
    [[FOCAL, "--trainer", "true", "--trainer-target", "wasm"], "--trainer-target takes module, tfjs"],
    [[FOCAL, "--resume", "somewhere"], "--resume takes no files"],
    [["--resume", "somewhere", "--batch-size", "3"], "--resume takes no --batch-size"],
    [["--resume", "somewhere", "-o", "elsewhere"], "--resume takes no -o"],
  ])("%j", async (args, message) => {
    const at = inScratch();
    const { code, out, err } = await lossc("train", ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(contents(at)).toEqual({});
  });
});

describe("input at fault: exit code 1", () => {
  test.each([
    ["loss a(y: value, p: value) = (p - y)^2", "it is a loss for regression"],
    ["loss a(y: target, z: logits) = -sum(y * log_softmax(z))", "it wants logits"],
    ["loss a(p: probs) = sum(p^2)", "`a` of a.loss takes (p: probs)"],
    [WARNS, "`ce` of a.loss takes (y: target, p: probs, w: weight)"],
    ["fn f(x) = x", "a.loss declares no loss"],
  ])("%s", async (text, message) => {
    put(inScratch(), "a.loss", text);
    const { code, err } = await lossc("train", "a.loss");
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  test("more examples to a batch than there are, images too small, parameters out of range", async () => {
    inScratch();
    const train = (...args: string[]) => lossc("train", FOCAL, ...args);
    expect(await train("--train-size", "20")).toMatchObject({
      code: 1,
      err: expect.stringContaining("the 20 examples to train on do not fill a batch of 32"),
    });
    expect(await train("--model", "efficientnetv2-s")).toMatchObject({
      code: 1,
      err: expect.stringContaining("needs images of at least 32x32 pixels, and those of digits have 8x8"),
    });
    expect(await train("--param", "gamma=11")).toMatchObject({
      code: 1,
      err: "error: --param gamma is 11, outside [0, 10] of `focal`\n",
    });
    expect(await train("--param", "beta=1")).toMatchObject({ code: 1, err: "error: no loss has a parameter `beta`\n" });
  });

  test("a folder that is no run, or one of a newer lossc", async () => {
    const at = inScratch();
    const resume = (): ReturnType<typeof lossc> => lossc("train", "--resume", at);
    expect((await resume()).err).toContain("config.json: no such file or folder");
    put(at, "config.json", "{");
    expect((await resume()).err).toContain("config.json is damaged: it is not JSON");
    put(at, "config.json", "{}");
    expect((await resume()).err).toContain("is not the configuration of a run");
    put(at, "config.json", '{ "format": 2 }');
    expect(await resume()).toMatchObject({ code: 1, err: expect.stringContaining("was written by a newer lossc") });
    expect(await lossc("train", FOCAL, "--trainer", "true", "-o", put(at, "x/y", "").slice(0, -2))).toMatchObject({
      code: 1,
      err: expect.stringContaining("is not empty, and holds no run"),
    });
  });
});

describe("a comparison by the user's trainer", () => {
  test("the table, the verdict, and the folder's name", async () => {
    inScratch();
    const { code, out, err } = await lossc("train", FOCAL, "--trainer", INSTANT, "--seeds", "3");
    expect(code).toBe(0);
    expect(out).toMatch(/^loss +accuracy \(%\) +95 % interval +difference +95 % interval +p\ncross_entropy +92\.14 /);
    expect(out).toMatch(/^focal is (better|worse) than cross_entropy by \d\.\d\d points \(p (<|=) 0\.\d+\)\.$/m);
    expect(out).toMatch(/^Run folder: runs\/train-focal-1$/m);
    expect(err).toBe(
      [
        "[1/6] cross_entropy, seed 1: accuracy 0.9114",
        "[2/6] focal, seed 1: accuracy 0.9160",
        "[3/6] cross_entropy, seed 2: accuracy 0.9214",
        "[4/6] focal, seed 2: accuracy 0.9260",
        "[5/6] cross_entropy, seed 3: accuracy 0.9314",
        "[6/6] focal, seed 3: accuracy 0.9360",
        "",
      ].join("\n"),
    );
    expect((await lossc("train", FOCAL, "--trainer", INSTANT, "--seeds", "3")).out).toContain("focal-2\n");
  });

  test("--json, with losses of one name, parameters and a baseline from a file", async () => {
    const at = inScratch();
    const [one, two] = [
      put(at, "one.loss", GOOD),
      put(at, "two.loss", `// another\n${GOOD.replace("-sum", "-2 * sum")}`),
    ];
    const args = ["train", one, two, FOCAL, "--baseline", one, "--param", "gamma=1", "--seeds", "2", "--seed", "4"];
    const { code, out, err } = await lossc(...args, "--trainer", INSTANT, "-o", "run", "--json");
    expect([code, err]).toEqual([0, ""]);
    const { results, folder } = json(out);
    expect(folder).toBe("run");
    expect(results.map(({ loss }) => loss)).toEqual([`ce (${one})`, `ce (${two})`, "focal"]);
    expect(results.map(({ accuracy }) => accuracy.perSeed)).toEqual([
      [0.943, 0.953],
      [0.945, 0.955],
      [0.946, 0.956],
    ]);
    expect(results[0]!.baseline).toBeNull();
    expect(results[1]!.baseline!.difference).toBeCloseTo(0.002, 12);
    expect(results[1]!.baseline!.p).toBeLessThan(0.001);
    expect(results[1]!.accuracy.mean).toBeCloseTo(0.95, 12);
    expect(results[1]!.accuracy.interval![0]).toBeLessThan(0.95);
    const { losses, seeds, baseline } = JSON.parse(readFileSync("run/config.json", "utf8"));
    expect([seeds, baseline]).toEqual([[4, 5], "ce"]);
    expect(losses.map(({ id }: { id: string }) => id)).toEqual(["ce", "ce-2", "focal"]);
    expect(losses[2].text).toContain("gamma = 1 in [0, 10]");
    expect(JSON.parse(readFileSync("run/report.json", "utf8")).results).toEqual(results);
  });

  test("the same command goes on in the same folder, another one is refused", async () => {
    inScratch();
    const train = (...more: string[]) => lossc("train", FOCAL, "--trainer", INSTANT, "-o", "a run", ...more);
    const first = await train();
    const again = await train();
    expect([again.code, again.err, again.out]).toEqual([0, "", first.out]);
    expect((await lossc("train", "--resume", "a run")).out).toBe(first.out);
    const other = await train("--seeds", "6", "--metric", "ece");
    expect(other.code).toBe(1);
    expect(other.err).toContain("a run holds a run of another configuration; different are: metric, the seeds\n");
  });

  test("a loss of the folder that no longer compiles: a diagnostic, and exit code 1", async () => {
    inScratch();
    await lossc("train", FOCAL, "--trainer", INSTANT, "--seeds", "2", "-o", "run");
    const config = readFileSync("run/config.json", "utf8");
    writeFileSync("run/config.json", config.replace("log(pt)", "lgo(pt)"));
    const { code, err } = await lossc("train", "--resume", "run");
    expect(code).toBe(1);
    expect(err).toMatch(/^error\[unknown-[a-z]+\]: .*\n +┌─ .*focal\.loss:/);
    writeFileSync("run/config.json", config);
    expect(await lossc("train", "--resume", "run")).toMatchObject({ code: 0 });
  });

  test("what a dead worker left undone is done again when the run is resumed", async () => {
    inScratch();
    const args = ["train", FOCAL, "--trainer", INSTANT, "--seeds", "2", "-o", "run"];
    const first = await lossc(...args);
    const lines = readFileSync("run/results.jsonl", "utf8").trimEnd().split("\n");
    const dead = { loss: "focal", seed: 2, status: "failed", cause: "worker", reason: "3 worker processes died of it" };
    writeFileSync("run/results.jsonl", `${[...lines.slice(0, 3), JSON.stringify(dead)].join("\n")}\n`);
    const again = await lossc("train", "--resume", "run");
    expect(again.err).toBe("[4/4] focal, seed 2: accuracy 0.9260\n");
    expect(again.out).toBe(first.out);
  });

  test("only the loss that is asked for, without a baseline", async () => {
    const at = inScratch();
    const file = put(at, "two.loss", `${GOOD}${GOOD.replace("ce(", "other(")}`);
    const args = ["train", file, "--loss", "other", "--baseline", "none", "--seeds", "2", "--json"];
    const { results } = json((await lossc(...args, "--trainer", INSTANT)).out);
    expect(results.map(({ loss, baseline }) => [loss, baseline])).toEqual([["other", null]]);
    expect((await lossc(...args.with(3, "third"), "--trainer", INSTANT)).out).toContain("no file has a loss `third`");
  });

  test("imports: the loss is handed over whole", async () => {
    const at = inScratch();
    put(at, "lib/deep.loss", "fn g(x) = log(x) + h(x)\nfn h(x) = 0 * x\n");
    put(at, "lib/lib.loss", 'import { g } from "./deep.loss"\nfn f(x) = g(x) * h(1)\nfn h(x) = x\nfn unused(x) = x\n');
    const text =
      'import { f } from "./lib/lib.loss"\nfn h(x) = -x\nloss whole(y: target, p: probs) = h(sum(y * f(p)))\n';
    put(at, "whole.loss", text);
    const trainer = `cat {source} >&2; echo '{"accuracy": 0.5}'`;
    const { code } = await lossc(
      "train",
      "whole.loss",
      "--baseline",
      "none",
      "--seeds",
      "1",
      "--trainer",
      trainer,
      "-o",
      "run",
    );
    expect(code).toBe(0);
    const source = readFileSync("run/losses/whole.loss", "utf8");
    expect(source).toBe(
      [
        "fn h(x) = -x",
        "fn h_2(x) = 0 * x",
        "fn g(x) = log(x) + h_2(x)",
        "fn h_3(x) = x",
        "fn f(x) = g(x) * h_3(1)",
        "loss whole(y: target, p: probs) = h(sum(y * f(p)))",
        "",
      ]
        .join("\n\n")
        .trimEnd()
        .concat("\n"),
    );
    const evaluated = async (file: string) =>
      (await lossc("eval", file, "--labels", "1", "--p", "0.25,0.75", "--json")).out;
    expect(JSON.parse(await evaluated("run/losses/whole.loss"))).toEqual(JSON.parse(await evaluated("whole.loss")));
  });
});

describe("real trainings", () => {
  test("options, presets and defaults come to one setup", async () => {
    inScratch();
    const setupOf = async (...args: string[]) => {
      await lossc("train", FOCAL, "--baseline", "none", "--seeds", "1", "--workers", "0", ...args, "-o", "run");
      const { setup } = JSON.parse(readFileSync("run/config.json", "utf8"));
      rmSync("run", { recursive: true });
      return setup;
    };
    const noisy = ["--label-noise", "0.3", "--noise-kind", "asymmetric", "--imbalance", "0.5"];
    const { doc: _, ...defaults } = PRESETS.default;
    expect(await setupOf(...SHORT, ...noisy, "--split-seed", "7", "--validation", "0.5", "--augment", "shift")).toEqual(
      {
        ...defaults,
        problem: {
          dataset: "digits",
          splitSeed: 7,
          validation: 0.5,
          trainSize: 96,
          imbalance: 0.5,
          labelNoise: { rate: 0.3, kind: "asymmetric" },
        },
        model: "mlp",
        epochs: 1,
        augment: "shift",
        backend: "wasm",
      },
    );
    const steps = ["--model", "mlp", "--train-size", "16", "--batch-size", "8", "--learning-rate", "0.001"];
    expect(await setupOf("--preset", "nlfs-screening", ...steps, "--steps", "251")).toMatchObject({
      model: "mlp",
      epochs: 3,
      stepsPerEpoch: 84,
      batchSize: 8,
      learningRate: 0.001,
      thresholds: PRESETS["nlfs-screening"].thresholds,
      backend: "auto",
    });
  });

  test("losses are paired: the same loss under two names trains to the same weights", async () => {
    const at = inScratch();
    const file = put(at, "twins.loss", `${GOOD}${GOOD.replace("ce(", "twin(")}`);
    const { code, out, err } = await lossc(
      "train",
      file,
      "--baseline",
      "ce",
      "--seeds",
      "2",
      ...SHORT,
      "--workers",
      "0",
      "--json",
    );
    expect([code, err]).toEqual([0, ""]);
    const [ce, twin] = json(out).results;
    expect(ce!.weights[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(ce!.weights[0]).not.toBe(ce!.weights[1]);
    expect(twin!.weights).toEqual(ce!.weights);
    expect(twin!.accuracy).toEqual(ce!.accuracy);
    expect(twin!.baseline).toMatchObject({ difference: 0, p: 1 });
    expect(twin!.verdict).toBe("twin: no difference to ce shown (p = 1.00).");
  });

  test("any number of workers gives the same results, and a loss that breaks disturbs no other", async () => {
    const at = inScratch();
    const file = put(at, "all.loss", `${GOOD}${NAN}${FLAT}`);
    const setup = ["--model", "mlp", "--train-size", "96", "--steps", "12", "--backend", "wasm", "--seeds", "2"];
    const run = (workers: string) =>
      lossc("train", file, "--baseline", "ce", ...setup, "--workers", workers, "-o", `run-${workers}`);
    const here = await run("0");
    expect(here.code).toBe(0);
    expect(here.out).toMatch(/^bad: 2 of 2 failed: the loss was not finite \(NaN\) at step 1$/m);
    expect(here.out).toMatch(/^flat: 2 of 2 failed: the gradient was zero up to step \d/m);
    expect(here.out).toContain("bad failed with every seed.");
    for (const workers of ["1", "2", "3"]) {
      expect((await run(workers)).out).toBe(here.out.replace("run-0", `run-${workers}`));
      for (const name of ["report.json", "curves.svg", "history/ce-1.jsonl", "history/ce-2.jsonl"])
        expect(readFileSync(`run-${workers}/${name}`, "utf8")).toBe(readFileSync(`run-0/${name}`, "utf8"));
    }
    const alone = await lossc(
      "train",
      put(at, "ce.loss", GOOD),
      "--baseline",
      "none",
      ...setup,
      "--workers",
      "0",
      "--json",
    );
    expect(json(alone.out).results[0]!.weights).toEqual(
      JSON.parse(readFileSync("run-0/report.json", "utf8")).results[0].weights,
    );
  });
});
