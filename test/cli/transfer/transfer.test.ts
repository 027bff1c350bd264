/** `lossc transfer` as a user types it: what it refuses, what it prints, what lies in the run's folder, and what a kill costs. */

import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { TransferConfig } from "../../../src/cli/transfer/config.ts";
import { createRandom } from "../../../src/random/index.ts";
import type { TransferReport } from "../../../src/report/transfer/result.ts";
import { folderOf, idxImages, idxLabels, someLevels } from "../../train/data/encode.ts";
import { contents, GOOD, put } from "../files.ts";
import { childrenOf, isRunning, until } from "../processes.ts";
import { buildExecutable, EXAMPLES, lossc, scratchFolder, start } from "../run.ts";

const FOCAL = join(EXAMPLES, "focal.loss");
const NAN = "loss bad(y: target, p: probs) = -sum(y * log(p - 1))\n";
/** A training of half a second or less. */
const SHORT = ["--models", "mlp", "--train-size", "96", "--epochs", "1", "--backend", "wasm"] as const;

/** The working folder, while a test that makes folders of its own runs. */
function inScratch(): string {
  const [at, before] = [scratchFolder(), process.cwd()];
  process.chdir(at);
  onTestFinished(() => process.chdir(before));
  return at;
}

const reportIn = (folder: string): TransferReport =>
  JSON.parse(readFileSync(join(folder, "transfer.json"), "utf8")) as TransferReport;

describe("wrong usage: exit code 2", () => {
  test.each([
    [[], "name one .loss file at least, or the folder of an elimination"],
    [[FOCAL, "--models", "mlp,"], "--models has an empty place"],
    [[FOCAL, "--models", "mlp,mlp"], "--models names mlp twice"],
    [[FOCAL, "--models", "mlp,resnet9"], "did you mean `resnet9v2`?"],
    [[FOCAL, "--datasets", "digits,digts"], "did you mean `digits`?"],
    [[FOCAL, "--augment", "none,mixdown"], '--augment: there is no augmentation "mixdown"'],
    [[FOCAL, "--label-noise", "0,2"], "--label-noise must be from 0 to 1"],
    [[FOCAL, "--label-noise", "odd:0.1"], "--label-noise: unknown kind odd"],
    [[FOCAL, "--validation", "1"], "--validation must be at least 0 and below 1"],
    [[FOCAL, "--train-size", "1000000"], "--train-size must be at most 1438"],
    [[FOCAL, "--seeds", "0"], "--seeds: 0 is not a whole number"],
    [[FOCAL, "--baseline", "cros_entropy"], "did you mean `cross_entropy`?"],
    [[FOCAL, "--baseline", "none"], "a transfer compares with a baseline"],
    [[join(EXAMPLES, "cross_entropy.loss")], "there is nothing to compare"],
    [[FOCAL, "--resume", "somewhere"], "--resume takes no files"],
    [["--resume", "somewhere", "--batch-size", "3"], "--resume takes no --batch-size"],
    [["--resume", "somewhere", "-o", "elsewhere"], "--resume takes no -o"],
    [[FOCAL, "--trainer", "true"], "unknown option '--trainer'"],
  ])("%j", async (args, message) => {
    const at = inScratch();
    const { code, out, err } = await lossc("transfer", ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(message);
    expect(contents(at)).toEqual({});
  });
});

test("no other command judges on the test part", async () => {
  inScratch();
  expect(await lossc("train", FOCAL, "--test")).toMatchObject({ code: 2, err: expect.stringContaining("'--test'") });
  expect(await lossc("data", "show", "digits", "--part", "test")).toMatchObject({
    code: 2,
    err: expect.stringContaining("it is read by `lossc transfer` alone"),
  });
});

describe("input at fault: exit code 1", () => {
  test("a folder that is no elimination, or one that is damaged or without survivors", async () => {
    const at = inScratch();
    const transfer = (): ReturnType<typeof lossc> => lossc("transfer", at);
    expect(await transfer()).toMatchObject({ code: 1, err: expect.stringContaining("has no elimination.json") });
    put(at, "elimination.json", "{");
    expect(await transfer()).toMatchObject({ code: 1, err: expect.stringContaining("it is not JSON") });
    put(at, "elimination.json", "{}");
    expect(await transfer()).toMatchObject({ code: 1, err: expect.stringContaining("it has no survivors") });
    put(at, "elimination.json", '{ "survivors": [] }');
    expect(await transfer()).toMatchObject({ code: 1, err: expect.stringContaining("no loss has survived") });
  });

  test("a folder of another run, or of a newer lossc", async () => {
    const at = inScratch();
    const resume = (): ReturnType<typeof lossc> => lossc("transfer", "--resume", at);
    put(at, "config.json", '{ "format": 1, "kind": "train" }');
    expect((await resume()).err).toContain("something other than a transfer");
    put(at, "config.json", '{ "format": 2, "kind": "transfer" }');
    expect(await resume()).toMatchObject({ code: 1, err: expect.stringContaining("written by a newer lossc") });
    put(at, "config.json", '{ "format": 1, "kind": "transfer" }');
    expect((await resume()).err).toContain("it lacks losses, baselines, seeds, a metric or settings");
  });
});

describe("a grid", () => {
  test("has a cell for each loss in each setting, and a failed one is told with its reason", async () => {
    const at = inScratch();
    const args = ["transfer", put(at, "two.loss", `${GOOD.replace("ce(", "twin(")}${NAN}`), ...SHORT];
    const grid = ["--augment", "none,shift+cutout:2", "--label-noise", "0,asymmetric:0.3", "--seeds", "2"];
    const { code, out, err } = await lossc(...args, ...grid, "--workers", "0", "-o", "run");
    expect([code, err.trim().split("\n").length]).toEqual([0, 24]);
    expect(err).toContain("[1/24] cross_entropy, mlp, digits, seed 1: accuracy 0.");
    expect(out).toMatch(/^mlp, digits, shift\+cutout:2, 30 % asymmetric noise:\nloss +accuracy/m);
    expect(out).toMatch(/^bad: 2 of 2 failed: the loss was not finite \(NaN\) at step 1$/m);
    expect(out).toMatch(/^bad +0 +0 +0 +4$/m);
    expect(out).toMatch(/^twin +0 +0 +4 +0$/m);
    const report = reportIn("run");
    expect(report).toMatchObject({
      kind: "transfer",
      baseline: "cross_entropy",
      seeds: [1, 2],
      setup: { trainSize: 96, validation: 0, epochs: 1, backend: "wasm" },
      losses: [{ name: "cross_entropy" }, { name: "twin", formula: expect.stringContaining("log") }, { name: "bad" }],
    });
    expect(report.command).toMatch(/^lossc transfer .*two\.loss'? --models mlp .* --label-noise 0,asymmetric:0\.3 /);
    expect(report.cells.map(({ augment, labelNoise, loss }) => [augment, labelNoise?.rate ?? 0, loss])).toEqual(
      [0, 0.3].flatMap((rate) =>
        ["none", "shift,cutout:2"].flatMap((augment) =>
          ["cross_entropy", "twin", "bad"].map((loss) => [augment, rate, loss]),
        ),
      ),
    );
    for (const { loss, scores, failed, difference, verdict } of report.cells) {
      if (loss === "bad") expect([scores, failed.length, verdict]).toEqual([[null, null], 2, "failed"]);
      // Pairs share weights and batches: the same loss gives the same, to the bit.
      if (loss === "twin") expect([difference!.mean, verdict]).toEqual([0, "undecided"]);
      // 359 digits are the test part.
      for (const score of scores) if (score !== null) expect(score * 359).toBeCloseTo(Math.round(score * 359), 9);
    }
  });

  test("of several data sets takes all examples of one that has fewer than are asked for", async () => {
    const at = inScratch();
    const images = (count: number): Buffer => idxImages(someLevels(count * 64), 8, 8);
    const labels = (count: number): Buffer => idxLabels(Array.from({ length: count }, (_, i) => i % 3));
    const small = folderOf({
      "train-images-idx3-ubyte": images(64),
      "train-labels-idx1-ubyte": labels(64),
      "t10k-images-idx3-ubyte": images(30),
      "t10k-labels-idx1-ubyte": labels(30),
    });
    const args = ["transfer", put(at, "ce.loss", GOOD), ...SHORT, "--seeds", "2", "--workers", "0", "-o", "run"];
    expect(await lossc(...args, "--datasets", `${small},digits`)).toMatchObject({ code: 0 });
    const { settings } = JSON.parse(readFileSync("run/config.json", "utf8")) as TransferConfig;
    expect(settings.map(({ setup }) => setup.problem.trainSize)).toEqual([undefined, 96]);
    expect(reportIn("run").setup).toMatchObject({ trainSize: 96 });
  });

  test("any number of workers gives the same", async () => {
    const at = inScratch();
    const args = ["transfer", put(at, "ce.loss", GOOD), ...SHORT, "--seeds", "2", "--label-noise", "0.2"];
    const [here, there] = [
      await lossc(...args, "--workers", "0", "-o", "run-0"),
      await lossc(...args, "--workers", "2", "-o", "run-2"),
    ];
    expect([here.code, there.code]).toEqual([0, 0]);
    expect(there.out.replace("run-2", "run-0")).toBe(here.out);
    expect(reportIn("run-2").cells).toEqual(reportIn("run-0").cells);
  });

  test("takes the survivors of an elimination, several baselines, and prints JSON", async () => {
    const at = inScratch();
    put(at, "out/elimination.json", '{ "kind": "elimination", "survivors": ["second", "first"] }');
    put(at, "out/survivors/first.loss", GOOD.replace("ce(", "first("));
    put(at, "out/survivors/second.loss", GOOD.replace("ce(", "second("));
    put(at, "out/survivors/eliminated.loss", GOOD.replace("ce(", "eliminated("));
    const baselines = ["--baseline", "cross_entropy", "--baseline", FOCAL];
    const { code, out, err } = await lossc("transfer", "out", ...baselines, ...SHORT, "--seeds", "2", "--json");
    expect([code, err]).toEqual([0, ""]);
    const { folder, ...report } = JSON.parse(out) as TransferReport & { folder: string };
    expect(folder).toBe("runs/transfer-second-first-1");
    expect(reportIn(folder)).toEqual(report);
    expect(report.losses.map(({ name }) => name)).toEqual(["cross_entropy", "focal", "second", "first"]);
    expect(report.overall.map(({ loss }) => loss)).toEqual(["focal", "second", "first"]);
    expect(report.against.map(({ baseline, overall }) => [baseline, overall.map(({ loss }) => loss)])).toEqual([
      ["focal", ["second", "first"]],
    ]);
  });

  test("in which no training goes well is at fault", async () => {
    const at = inScratch();
    const files = [put(at, "bad.loss", NAN), "--baseline", put(at, "worse.loss", NAN.replace("bad", "worse"))];
    const { code, err } = await lossc("transfer", ...files, ...SHORT, "--seeds", "1", "--workers", "0", "-o", "run");
    expect(code).toBe(1);
    expect(err).toContain("no training went well");
    expect(reportIn("run").cells.map(({ verdict }) => verdict)).toEqual(["baseline", "failed"]);
  });
});

describe("a run that is stopped", () => {
  test("goes on with what is not done, drops a torn line, and refuses another configuration", async () => {
    const at = inScratch();
    const args = ["transfer", put(at, "ce.loss", GOOD), ...SHORT, "--seeds", "3", "--workers", "0"];
    expect((await lossc(...args, "-o", "whole")).code).toBe(0);
    const { seconds: _, ...whole } = reportIn("whole");
    cpSync("whole", "torn", { recursive: true });
    const lines = readFileSync("torn/trainings.jsonl", "utf8");
    const kept = lines.slice(0, lines.indexOf("\n", lines.length / 2) + 1);
    writeFileSync("torn/trainings.jsonl", `${kept}{"setting":"mlp, dig`);
    const resumed = await lossc("transfer", "--resume", "torn", "--workers", "0");
    expect(resumed.code).toBe(0);
    expect(resumed.err.match(/^\[\d\/6\]/gm)).toHaveLength(6 - kept.trim().split("\n").length);
    const { seconds, ...report } = reportIn("torn");
    expect(report).toEqual(whole);
    expect(seconds).toBeGreaterThan(0);
    expect(readFileSync("torn/trainings.jsonl", "utf8").startsWith(kept)).toBe(true);
    // The same command goes on too, with nothing left to do.
    expect(await lossc(...args, "-o", "torn")).toMatchObject({ code: 0, err: "" });
    expect(await lossc(...args, "--batch-size", "16", "-o", "torn")).toMatchObject({
      code: 1,
      err: expect.stringContaining("different are:"),
    });
  });

  test("by kill -9, again and again, ends as if nothing had been", async () => {
    const built = buildExecutable();
    onTestFinished(() => built.remove());
    const at = scratchFolder();
    const args = ["transfer", put(at, "ce.loss", GOOD), ...SHORT, "--seeds", "6", "--augment", "none,shift"];
    const transfer = (...more: string[]) => start(built.path, [...args, ...more], { cwd: at });
    expect(await transfer("--workers", "1", "-o", "undisturbed").ended).toMatchObject({ code: 0 });
    const random = createRandom("transfers");
    const file = join(at, "disturbed", "trainings.jsonl");
    const linesNow = (): number => (existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0);
    for (let kill = 0; kill < 3; kill++) {
      const before = linesNow();
      const run = transfer("--workers", "2", "-o", "disturbed");
      await until(() => linesNow() > before || run.child.exitCode !== null);
      await sleep(random.integer(150));
      const workers = childrenOf(run.child.pid!);
      run.child.kill("SIGKILL");
      await run.ended;
      await until(() => !workers.some(isRunning));
      expect(existsSync(join(at, "disturbed", "transfer.json"))).toBe(false);
    }
    expect(linesNow()).toBeGreaterThanOrEqual(3);
    expect(await transfer("--workers", "2", "-o", "disturbed").ended).toMatchObject({ code: 0 });
    const decisive = (folder: string): object => {
      const { seconds: _, command: __, ...report } = reportIn(join(at, folder));
      return report;
    };
    expect(decisive("disturbed")).toEqual(decisive("undisturbed"));
  });
});
