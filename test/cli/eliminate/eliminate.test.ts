/** `lossc eliminate` as a user types it: inputs, phases, folder, report; and what it refuses. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PROTOCOLS } from "../../../src/cli/eliminate/presets.ts";
import { TINY, TRAINER } from "../evolve-runs.ts";
import { contents, put } from "../files.ts";
import { lossc, scratchFolder } from "../run.ts";
import { example, linesIn, PROTOCOL, type Result, resultIn } from "./runs.ts";

const LEARNS_NOTHING = "loss backwards(y: target, p: probs) = sum(y * log(p))\n";
const BREAKS = "loss breaks(y: target, p: probs) = sum(y * log(p - 2))\n";

describe("losses of files", () => {
  test("the phases, their journal, the result and the report", async () => {
    const at = scratchFolder();
    const files = [example("focal"), put(at, "backwards.loss", LEARNS_NOTHING), put(at, "breaks.loss", BREAKS)];
    const protocol = put(at, "tiny.jsonc", PROTOCOL);
    const folder = join(at, "run");
    const args = [...files, example("brier"), "--protocol", protocol, "--baseline", "gce", "--backend", "wasm"];
    const { code, out, err } = await lossc("eliminate", ...args, "--workers", "0", "-o", folder);
    expect(code).toBe(0);
    expect(err).toContain("Phase 1 of 2, first: 4 losses and 2 baselines\n[1/6] ");
    expect(err).toContain("Phase 2 of 2, second: 2 losses and 2 baselines, 2 seeds each\n");

    const { phases, survivors, complete, sources } = resultIn(folder);
    expect(complete).toBe(true);
    const [first, second] = phases;
    expect([first!.trainings, second!.trainings]).toEqual([6, 8]);
    expect(first!.setup.problem).toEqual({ dataset: "digits", splitSeed: 0, validation: 0.2, trainSize: 200 });
    const namesOf = (phase: Result["phases"][number], which: "kept" | "baseline") =>
      phase.results.filter((one) => one[which]).map(({ loss }) => loss);
    expect(namesOf(first!, "kept").sort()).toEqual(["brier", "focal"]);
    expect(namesOf(second!, "baseline").sort()).toEqual(["cross_entropy", "gce"]);
    expect(namesOf(second!, "kept")).toEqual(survivors);
    const breaks = first!.results.find(({ loss }) => loss === "breaks");
    expect(breaks).toMatchObject({ mean: null, rank: 4, kept: false });
    expect(breaks!.failed).toEqual([{ seed: 1, reason: expect.stringContaining("the loss was not finite") }]);
    expect(first!.rankCorrelationWithLast).toEqual(expect.any(Number));
    expect(second!.rankCorrelationWithLast).toBeNull();

    const lines = linesIn(folder);
    expect(lines).toHaveLength(14);
    for (const { loss, scores } of second!.results) {
      const own = lines.filter((line) => line.phase === "second" && line.loss === loss);
      expect(own.map(({ seed }) => seed).sort()).toEqual([2, 3]);
      expect(scores).toEqual(own.map(({ metrics }) => metrics!.accuracy));
      for (const { curve, metrics } of own) expect(Math.max(...curve)).toBe(metrics!.accuracy);
    }

    expect(Object.keys(contents(join(folder, "survivors")))).toEqual(survivors.map((name) => `${name}.loss`));
    expect(readFileSync(join(folder, `survivors/${survivors[0]}.loss`), "utf8")).toBe(sources[survivors[0]!]);
    expect(await lossc("check", join(folder, `survivors/${survivors[0]}.loss`))).toMatchObject({ code: 0 });
    expect(out).toMatch(
      /^Phase first: mlp on digits, 200 examples, 1 epoch, 1 seed; best accuracy on the validation part\.\n/,
    );
    expect(out).toMatch(/^ {3}- {2}gce .* baseline$/m);
    expect(out).toMatch(/^breaks failed: the loss was not finite/m);
    expect(out).toContain("Rank correlation (Spearman) of each phase's means with those of second: first ");
    expect(out).toMatch(new RegExp(`^${survivors[0]} .*sum\\(`, "m"));

    // All is done: the same command and --resume give the same at once.
    const again = await lossc("eliminate", "--resume", folder, "--json");
    expect(again).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(again.out)).toMatchObject({ folder, ...JSON.parse(JSON.stringify({ survivors, phases })) });
    expect(linesIn(folder)).toEqual(lines);
    const other = await lossc("eliminate", ...args, "--epochs", "3", "-o", folder);
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining("holds a run of another configuration") });
    expect((await lossc("runs", "list", at)).out).toMatch(/run +elimination +done +14 +- +accuracy/);
  });

  test("options hold in all phases, and the last epoch counts where it is asked for", async () => {
    const at = scratchFolder();
    const folder = join(at, "run");
    const options = ["--epoch", "last", "--epochs", "3", "--label-noise", "0.4", "--train-size", "250", "--seed", "7"];
    const args = [example("focal"), "--protocol", put(at, "tiny.jsonc", PROTOCOL), "--backend", "wasm", ...options];
    expect(await lossc("eliminate", ...args, "--workers", "0", "-o", folder)).toMatchObject({ code: 0 });
    const { phases } = resultIn(folder);
    expect(phases.map(({ seeds }) => seeds)).toEqual([[7], [8, 9]]);
    for (const { setup } of phases)
      expect(setup.problem).toMatchObject({ trainSize: 250, labelNoise: { rate: 0.4, kind: "symmetric" } });
    for (const { curve, metrics } of linesIn(folder)) {
      expect(curve).toHaveLength(3);
      expect(metrics!.accuracy).toBe(curve[2]);
    }
  });

  test("where none survives: exit code 1, and the result says so", async () => {
    const at = scratchFolder();
    const args = [put(at, "breaks.loss", BREAKS), "--protocol", put(at, "tiny.jsonc", PROTOCOL), "--backend", "wasm"];
    const { code, out, err } = await lossc("eliminate", ...args, "--workers", "0", "-o", join(at, "run"));
    expect([code, err.endsWith("error: no loss has survived\n")]).toEqual([1, true]);
    expect(out).toContain("No loss has survived.");
    expect(resultIn(join(at, "run"))).toMatchObject({ complete: true, survivors: [] });
    expect(resultIn(join(at, "run")).phases).toHaveLength(1);
  });
});

describe("losses of searches", () => {
  /** As a search leaves it, with trainings that need no time. */
  const search = async (at: string, name: string, seed: string, ...options: string[]): Promise<string> => {
    const folder = join(at, name);
    const how = options.length === 0 ? ["--trainer", TRAINER] : options;
    const args = [
      "--seed",
      seed,
      "--evaluations",
      options.length === 0 ? "6" : "2",
      "--workers",
      "1",
      ...how,
      "-o",
      folder,
    ];
    expect(await lossc("evolve", ...args)).toMatchObject({ code: 0 });
    return folder;
  };

  test("the best of several, each once, with where it comes from; not one that is a baseline", async () => {
    const at = scratchFolder();
    const one = await search(at, "one", "1");
    const copy = await search(at, "2nd", "1");
    const other = await search(at, "other", "2");
    const folder = join(at, "run");
    const args = [
      one,
      copy,
      other,
      "--protocol",
      put(at, "tiny.jsonc", PROTOCOL),
      "--backend",
      "wasm",
      "--epochs",
      "1",
    ];
    const { code, err } = await lossc("eliminate", ...args, "--workers", "0", "--top", "8", "-o", folder);
    expect(err).toMatch(/^left out: \d+ losses of the runs, the same as others or baselines\n/);
    expect([0, 1]).toContain(code);
    const { origins, sources } = resultIn(folder);
    const found = Object.entries(origins);
    expect(found).toHaveLength(8);
    expect(new Set(found.map(([, { run }]) => run))).toEqual(new Set([one, other]));
    const fitness = found.map(([, origin]) => origin.fitness);
    expect(fitness).toEqual([...fitness].sort((a, b) => b - a));
    for (const [name, { candidate, run }] of found) {
      expect(name).toBe(`${run === one ? "one" : "other"}_${candidate}`);
      expect(sources[name]).toContain(`loss ${name}(y: target, yhat: probs)`);
      expect(sources[name]).toContain(`candidate ${candidate} of the run ${run === one ? "one" : "other"} `);
    }
  });

  test("what the protocol does not say is as the search had it; searches that differ need a word", async () => {
    const at = scratchFolder();
    const noisy = [...TINY, "--label-noise", "0.3", "--batch-size", "50", "--epoch", "last"];
    const one = await search(at, "one", "1", ...noisy);
    const other = await search(at, "other", "1", ...TINY);
    const args = ["--protocol", put(at, "tiny.jsonc", PROTOCOL), "--backend", "wasm", "--workers", "0"];
    const differ = await lossc("eliminate", one, other, ...args, "-o", join(at, "run"));
    expect(differ).toMatchObject({
      code: 2,
      err: expect.stringContaining("the runs differ in their epoch\nHint: say with --epoch"),
    });
    const noise = await lossc("eliminate", one, other, ...args, "--epoch", "best", "--batch-size", "32");
    expect(noise).toMatchObject({
      code: 2,
      err: expect.stringContaining("the runs differ in their label noise\nHint: say with --label-noise"),
    });
    await lossc("eliminate", one, ...args, "--top", "1", "--epochs", "1", "-o", join(at, "run"));
    expect(JSON.parse(readFileSync(join(at, "run/config.json"), "utf8"))).toMatchObject({
      kind: "elimination",
      epoch: "last",
      phases: [
        { setup: { model: "mlp", batchSize: 50, problem: { trainSize: 200, labelNoise: { rate: 0.3 } } } },
        { setup: { model: "mlp", batchSize: 50, problem: { trainSize: 300, labelNoise: { rate: 0.3 } } } },
      ],
    });
  });
});

describe("the protocol", () => {
  test.each(Object.keys(PROTOCOLS))("%s is printed as the file that it could be", async (name) => {
    expect(await lossc("eliminate", "--protocol", name, "--print")).toEqual({ code: 0, out: PROTOCOLS[name], err: "" });
  });

  test("its number of examples is an upper limit, that of the option is not", async () => {
    const at = scratchFolder();
    const protocol = put(at, "large.jsonc", PROTOCOL.replace('"trainSize": 300', '"trainSize": 300000'));
    const args = [example("focal"), "--protocol", protocol, "--epochs", "1", "--backend", "wasm", "--workers", "0"];
    expect(await lossc("eliminate", ...args, "-o", join(at, "run"))).toMatchObject({ code: 0 });
    expect(resultIn(join(at, "run")).phases[1]!.setup.problem).not.toHaveProperty("trainSize");
    const { code, err } = await lossc("eliminate", ...args, "--train-size", "300000", "-o", join(at, "other"));
    expect([code, err]).toEqual([2, expect.stringContaining("--train-size must be at most ")]);
    expect(existsSync(join(at, "other"))).toBe(false);
  });

  test("a file with mistakes is shown with their places", async () => {
    const at = scratchFolder();
    const file = put(at, "bad.jsonc", PROTOCOL.replace('"epochs": 1', '"epohcs": 1'));
    const { code, err } = await lossc("eliminate", example("focal"), "--protocol", file, "-o", join(at, "run"));
    expect(code).toBe(1);
    expect(err).toContain("bad.jsonc:7:");
    expect(err).toContain("a phase has no `epohcs`\nHint: did you mean `epochs`?");
    expect(existsSync(join(at, "run"))).toBe(false);
  });
});

test.each([
  [[], 2, "name the folder of a search, or .loss files"],
  [["no-such.loss"], 1, "cannot read no-such.loss"],
  [[example("focal"), "--protocol", "nlsf"], 2, 'there is no protocol and no file "nlsf"\nHint: did you mean `nlfs`?'],
  [[example("focal"), "--baseline", "none"], 2, "cross_entropy always runs along"],
  [[example("focal"), "--baseline", "ghost"], 2, "there is no loss ghost to compare with"],
  [[example("cross_entropy")], 1, "there is no loss to choose from"],
  [[example("huber")], 1, "it is a loss for regression"],
  [[example("focal"), "--model", "efficientnetv2-s"], 1, "efficientnetv2-s needs images of at least 32x32 pixels"],
  [["--resume", "no-such", "--top", "3"], 2, "--resume takes no --top"],
  [[example("focal"), "--resume", "no-such"], 2, "--resume takes no runs and no files"],
  [["--resume", "no-such"], 1, "cannot read no-such/config.json"],
])("%j is refused", async (args, code, words) => {
  const { code: actual, out, err } = await lossc("eliminate", ...args);
  expect([actual, out]).toEqual([code, ""]);
  expect(err).toContain(words);
  expect(err).not.toContain("    at ");
});
