/** `lossc evolve` as a user types it: what it finds, leaves in its folder, and refuses. */

import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { journalOf, linesOf, reportOf, TINY, TRAINER } from "./evolve-runs.ts";
import { contents, FAULTY, put } from "./files.ts";
import { EXAMPLES, lossc, scratchFolder } from "./run.ts";

const search = (folder: string, ...more: readonly string[]) =>
  lossc("evolve", "--seed", "3", "--evaluations", "8", "--trainer", TRAINER, "-o", folder, ...more);

const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe("real trainings", () => {
  test("one worker and one seed: the same journal, byte for byte, but for times", async () => {
    const at = scratchFolder();
    const run = (folder: string) =>
      lossc("evolve", "--seed", "5", "--workers", "1", "--evaluations", "4", ...TINY, "-o", folder, "--json");
    const [one, other] = [join(at, "one"), join(at, "other")];
    const first = await run(one);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(await run(other)).toMatchObject({ code: 0 });
    expect(linesOf(one).length).toBeGreaterThanOrEqual(5);
    expect(linesOf(other)).toEqual(linesOf(one));
    expect(reportOf(other)).toBe(reportOf(one));

    const result = JSON.parse(first.out) as Record<string, unknown> & { best: Record<string, unknown>[] };
    expect(result).toMatchObject({ folder: one, space: "nlfs", seed: 5, evaluations: 4, ended: "evaluations" });
    expect(result.best[0]!.metrics).toMatchObject({ accuracy: result.best[0]!.fitness, nll: expect.any(Number) });
    // The best are files that compile, and that say where they come from.
    expect(Object.keys(contents(join(one, "best")))).toHaveLength(result.best.length);
    const id = result.best[0]!.id as number;
    const file = join(one, "best", `found_${id}.loss`);
    expect(readFileSync(file, "utf8")).toContain(`/// Found by lossc evolve: candidate ${id} of the run one`);
    expect(await lossc("compile", file, "-o", join(at, "best.ts"))).toMatchObject({ code: 0 });
  });

  test("a metric that is better when lower is minimized, complexity priced", async () => {
    const folder = join(scratchFolder(), "run");
    const objective = ["--metric", "nll", "--objective", "fitness - 0.01 * complexity"];
    const args = ["evolve", "--evaluations", "3", ...TINY, ...objective, "--workers", "1", "-o", folder, "--json"];
    const { code, out } = await lossc(...args);
    expect(code).toBe(0);
    const { best, objective: words } = JSON.parse(out) as {
      objective: string;
      best: { fitness: number; complexity: number; rungs: number[]; metrics: { nll: number } }[];
    };
    expect(words).toBe("nll + 0.01 * complexity");
    for (const { fitness, complexity, metrics } of best)
      expect(fitness).toBeCloseTo(metrics.nll + 0.01 * complexity, 12);
    const top = best.filter(({ rungs }) => rungs.length === best[0]!.rungs.length).map(({ fitness }) => fitness);
    expect(top).toEqual([...top].sort((a, b) => a - b));
  });
});

describe("which epoch counts", () => {
  const NOISY = [...TINY, "--label-noise", "0.4"];

  interface Line {
    readonly seed: number;
    readonly rungs: readonly number[];
    readonly details: Readonly<Record<string, number>>;
  }

  /** Of the first loss, which is the same whatever counts. */
  async function searched(folder: string, ...more: readonly string[]): Promise<Line> {
    const args = ["evolve", "--seed", "5", "--evaluations", "1", "--workers", "1", ...NOISY, "-o", folder];
    expect(await lossc(...args, ...more)).toMatchObject({ code: 0 });
    const line = jsonLines(journalOf(folder)).find(({ kind, id }) => kind === "individual" && id === 1);
    return line as unknown as Line;
  }

  /** The accuracies of every epoch, by seed. */
  async function trained(file: string, at: string, epochs: string, seeds: string, seed: number): Promise<number[][]> {
    const args = ["train", file, "--baseline", file, ...NOISY, "--epochs", epochs, "--seeds", seeds];
    expect(await lossc(...args, "--seed", String(seed), "-o", at)).toMatchObject({ code: 0 });
    return Object.entries(contents(join(at, "history")))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, text]) => jsonLines(text).map(({ validation }) => (validation as { accuracy: number }).accuracy));
  }

  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  test("the best of every training, or its last: as lossc train has them with the same seeds", async () => {
    const at = scratchFolder();
    const [best, last] = [await searched(join(at, "best")), await searched(join(at, "last"), "--epoch", "last")];
    const [file] = Object.keys(contents(join(at, "last", "best")));
    const loss = join(at, "last", "best", file!);
    const short = await trained(loss, join(at, "short"), "2", "1", last.seed);
    const long = await trained(loss, join(at, "long"), "15", "2", last.seed);
    const lastOf = (runs: readonly number[][]): number => mean(runs.map((epochs) => epochs.at(-1)!));
    const bestOf = (runs: readonly number[][]): number => mean(runs.map((epochs) => Math.max(...epochs)));
    expect([last.rungs[0], last.rungs[2]]).toEqual([lastOf(short), lastOf(long)]);
    expect([best.rungs[0], best.rungs[2]]).toEqual([bestOf(short), bestOf(long)]);
    expect(last.details.accuracy).toBe(lastOf(long));
    // Under wrong labels the last epoch is not the best.
    expect(last.rungs[2]).toBeLessThan(best.rungs[2]!);
    const report = readFileSync(join(at, "last", "report.txt"), "utf8");
    expect(report).toContain("fitness is accuracy of the last epoch, on the validation part of digits.");
    const config = (name: string) => JSON.parse(readFileSync(join(at, name, "config.json"), "utf8"));
    expect([config("best").epoch, config("last").epoch]).toEqual([undefined, "last"]);
  });
});

describe("with a trainer", () => {
  test("lines for evaluations, a report, the folder", async () => {
    const folder = join(scratchFolder(), "run");
    const { code, out, err } = await search(folder);
    expect(code).toBe(0);
    expect(err).toMatch(/^\[1\/8\] #1: 0\.\d{4} on rung 1 of 1; best 0\.\d{4}/);
    expect(out).toContain("8 candidates in ");
    expect(out).toContain("The front of fitness and complexity:");
    expect(out).toContain(`Run folder: ${folder} (the best are in best/)\n`);
    expect(existsSync(join(folder, "lock"))).toBe(false);
    const lines = jsonLines(journalOf(folder));
    expect(lines[0]).toMatchObject({ lossc: "evolve", format: 1, seed: 3 });
    expect(lines.slice(1).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(Object.keys(contents(join(folder, "best"))).length).toBe(8);
    expect(readFileSync(join(folder, "report.txt"), "utf8")).toContain("The best losses:");
  });

  test("several workers find what one finds", async () => {
    const at = scratchFolder();
    expect(await search(join(at, "one"))).toMatchObject({ code: 0 });
    expect(await search(join(at, "three"), "--workers", "3")).toMatchObject({ code: 0 });
    expect(linesOf(join(at, "three")).sort()).toEqual(linesOf(join(at, "one")).sort());
  });

  test("a candidate whose training fails is recorded with the reason, and the others go on", async () => {
    const folder = join(scratchFolder(), "run");
    const trainer = `case {name} in candidate-2) echo no memory >&2; exit 3;; candidate-3) sleep 60;; esac; ${TRAINER}`;
    const { code } = await lossc(
      ...["evolve", "--evaluations", "5", "--trainer", trainer, "--time-limit", "1", "-o", folder],
    );
    expect(code).toBe(0);
    const byId = new Map(jsonLines(journalOf(folder)).map((line) => [line.id, line]));
    expect(byId.get(2)).toMatchObject({
      fitness: null,
      failed: { reason: "training", detail: "it ended with exit code 3: no memory" },
    });
    expect(byId.get(3)).toMatchObject({
      fitness: null,
      failed: { detail: "it took longer than the time limit of 1 s" },
    });
    expect(byId.get(5)).toMatchObject({ fitness: expect.any(Number) });
  });

  test("a trainer that cannot work ends the run", async () => {
    const folder = join(scratchFolder(), "run");
    const { code, err } = await lossc("evolve", "--trainer", "no-such-trainer {loss}", "--workers", "4", "-o", folder);
    expect(code).toBe(1);
    expect(err).toMatch(/error: the first \d+ trainings have failed, the last: its command was not found/);
  });

  test("a population that begins with files; exported losses come back as what they were", async () => {
    const at = scratchFolder();
    expect(await search(join(at, "first"))).toMatchObject({ code: 0 });
    const found = Object.keys(contents(join(at, "first/best"))).slice(0, 2);
    const from = found.flatMap((name) => ["--from", join(at, "first/best", name)]);
    expect(await search(join(at, "second"), "--population", "2", ...from)).toMatchObject({ code: 0 });
    const [, one, other] = jsonLines(journalOf(join(at, "second")));
    const before = new Map(jsonLines(journalOf(join(at, "first"))).map((line) => [line.id, line]));
    found.forEach((name, i) => {
      const original = before.get(Number(/\d+/.exec(name)![0]))!;
      expect([one, other][i]).toMatchObject({ mutation: "seed", parents: [], fingerprint: original.fingerprint });
    });
  });

  test("cross-entropy is a loss of the space tree, whatever its inputs are called", async () => {
    const folder = join(scratchFolder(), "run");
    const from = ["--space", "tree", "--from", join(EXAMPLES, "cross_entropy.loss")];
    expect(await search(folder, ...from)).toMatchObject({ code: 0 });
    expect(jsonLines(journalOf(folder))[1]).toMatchObject({
      mutation: "seed",
      program: "loss candidate(y: target, yhat: probs) {\n  return -sum(y * log(yhat))\n}\n",
    });
  });

  test("a budget of time", async () => {
    const folder = join(scratchFolder(), "run");
    const args = ["evolve", "--time", "2s", "--trainer", `sleep 0.2; ${TRAINER}`, "-o", folder, "--json"];
    const { code, out } = await lossc(...args);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ended: "seconds" });
  });
});

describe("going on", () => {
  test("the same command does nothing again; a larger budget goes on where the run ended", async () => {
    const at = scratchFolder();
    const folder = join(at, "run");
    expect(await search(folder)).toMatchObject({ code: 0 });
    const before = journalOf(folder);
    expect(await search(folder)).toMatchObject({ code: 0 });
    expect(journalOf(folder)).toBe(before);
    expect(await lossc("evolve", "--resume", folder, "--evaluations", "12")).toMatchObject({ code: 0 });
    expect(journalOf(folder).startsWith(before)).toBe(true);
    expect(journalOf(folder).trim().split("\n")).toHaveLength(13);
  });

  test("another configuration in the same folder is refused with what differs", async () => {
    const folder = join(scratchFolder(), "run");
    expect(await search(folder)).toMatchObject({ code: 0 });
    const { code, err } = await search(folder, "--metric", "ece");
    expect(code).toBe(1);
    expect(err).toContain(`error: ${folder} holds a run of another configuration; different are: `);
    expect(err).toContain("metric");
  });

  test.each<[string, (folder: string) => void, string]>([
    [
      "of a newer lossc",
      (folder) => {
        const file = join(folder, "journal.jsonl");
        writeFileSync(file, readFileSync(file, "utf8").replace('"format":1', '"format":99'));
      },
      "the journal was written by a newer lossc: its format is 99",
    ],
    [
      "that is none",
      (folder) => writeFileSync(join(folder, "journal.jsonl"), "hello\n"),
      "this is no journal of lossc evolve",
    ],
    [
      "that is damaged in the middle",
      (folder) => appendFileSync(join(folder, "journal.jsonl"), "{ torn\n{}\n"),
      "the journal is damaged: line 10",
    ],
    [
      "of another search",
      (folder) => {
        const file = join(folder, "journal.jsonl");
        writeFileSync(file, readFileSync(file, "utf8").replace('"seed":3', '"seed":4'));
      },
      "is of another search than its config.json tells of",
    ],
  ])("a journal %s is refused, and left as it is", async (_, spoil, message) => {
    const folder = join(scratchFolder(), "run");
    expect(await search(folder)).toMatchObject({ code: 0 });
    spoil(folder);
    const before = journalOf(folder);
    const { code, err } = await lossc("evolve", "--resume", folder, "--evaluations", "9");
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(journalOf(folder)).toBe(before);
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });

  test("a configuration of a newer lossc, of a training, and none", async () => {
    const at = scratchFolder();
    const folder = join(at, "run");
    mkdirSync(folder);
    const config = (text: string): string => put(folder, "config.json", text);
    config('{"format": 99, "kind": "evolve"}');
    expect((await lossc("evolve", "--resume", folder)).err).toContain("was written by a newer lossc (format 99,");
    config('{"format": 1, "kind": "train"}');
    expect((await lossc("evolve", "--resume", folder)).err).toContain("something other than a search");
    config('{"format": 1, "kind": "evolve"}');
    expect((await lossc("evolve", "--resume", folder)).err).toContain("is damaged: it lacks");
    const none = await lossc("evolve", "--resume", join(at, "none"));
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining("no such file or folder") });
  });
});

describe("a disk that takes no more", () => {
  test("files that may not grow: a clear message, an intact journal, and the same end when resumed", async () => {
    const at = scratchFolder();
    const args = ["evolve", "--seed", "3", "--evaluations", "8", "--trainer", TRAINER, "-o"];
    const program = ["--import", "tsx", "src/bin/lossc.ts", ...args, join(at, "small")];
    const command = `ulimit -f 8; exec "$@"`;
    const ended = spawnSync("bash", ["-c", command, "bash", process.execPath, ...program], { encoding: "utf8" });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toMatch(
      /error: cannot write .*: the file would become larger than is allowed\nHint: .*--resume/,
    );
    const kept = journalOf(join(at, "small"));
    expect(kept.endsWith("\n")).toBe(true);
    expect(await lossc("evolve", "--resume", join(at, "small"))).toMatchObject({ code: 0 });
    expect(journalOf(join(at, "small")).startsWith(kept)).toBe(true);
    expect(await lossc(...args, join(at, "large"))).toMatchObject({ code: 0 });
    expect(linesOf(join(at, "small"))).toEqual(linesOf(join(at, "large")));
  });

  test("results that cannot be written beside the journal", async () => {
    const folder = join(scratchFolder(), "run");
    expect(await search(folder)).toMatchObject({ code: 0 });
    const before = journalOf(folder);
    rmSync(join(folder, "report.txt"));
    mkdirSync(join(folder, "report.txt"));
    const { code, err } = await lossc("evolve", "--resume", folder);
    expect([code, err]).toEqual([1, `error: cannot write ${join(folder, "report.txt")}: it is a folder\n`]);
    expect(journalOf(folder)).toBe(before);
    expect(existsSync(join(folder, "lock"))).toBe(false);
  });

  test("a device in the place of the journal: it may have no end", async ({ skip }) => {
    skip(!existsSync("/dev/full"), "this system has no /dev/full, which stands for a full disk");
    const folder = join(scratchFolder(), "run");
    expect(await search(folder)).toMatchObject({ code: 0 });
    const journal = join(folder, "journal.jsonl");
    rmSync(journal);
    symlinkSync("/dev/full", journal);
    const { code, err } = await lossc("evolve", "--resume", folder);
    expect([code, err]).toEqual([1, `error: cannot read ${journal}: it is not a file\n`]);
  });
});

describe("what is refused", () => {
  const words = (...args: string[]) => lossc("evolve", ...args);

  test.each<[string[], string]>([
    [["--space", "nlsf"], '--space: there is no space and no file "nlsf"\nHint: did you mean `nlfs`?'],
    [["--preset", "nlf"], '--preset: there is no "nlf"'],
    [["--preset", "nlfs"], "--preset nlfs wants a data set"],
    [["--metric", "acc"], '--metric: there is no "acc"'],
    [["--objective", "accuracy"], '--objective: "accuracy" is no objective'],
    [["--evaluations", "0"], "--evaluations: 0 is not a whole number"],
    [["--population", "1"], "--population: 1 is not a whole number from 2"],
    [["--time", "soon"], '--time: "soon" is not a span of time'],
    [["--seed", "-1"], "--seed: -1 is not a whole number"],
    [["--workers", "0"], "--workers: 0 is not a whole number from 1"],
    [["--dataset", "digts"], "--dataset: there is no data set and no folder `digts`"],
    [["--trainer", "true", "--dataset", "digits"], "--dataset and --trainer exclude each other"],
    [["--trainer", "true", "--epoch", "last"], "--epoch and --trainer exclude each other"],
    [["--trainer", "true", "--epoch", "best"], "--epoch and --trainer exclude each other"],
    [["--epoch", "final"], '--epoch: there is no "final"'],
    [["--trainer", " "], "--trainer is empty"],
    [["--trainer-target", "tfjs"], "--trainer-target goes with --trainer"],
    [["--time-limit", "0"], "--time-limit: 0 is not a positive number"],
    [["--resume", "x", "--seed", "1"], "--resume takes no --seed"],
    [["--no-such"], "unknown option '--no-such'"],
  ])("%j", async (args, message) => {
    const { code, err } = await words(...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  test("files with mistakes, and losses that the space has not", async () => {
    const at = scratchFolder();
    const faulty = put(at, "faulty.loss", FAULTY);
    expect(await words("--from", faulty)).toMatchObject({ code: 1, err: expect.stringContaining("unknown-op") });
    const focal = join(EXAMPLES, "focal.loss");
    expect(await words("--from", focal)).toMatchObject({
      code: 1,
      err: expect.stringContaining("is no loss of the space `nlfs`"),
    });
    const space = put(at, "space.json", '{"kind": "tree"}');
    expect(await words("--space", space)).toMatchObject({ code: 1, err: expect.stringContaining("error[") });
    const full = put(at, "full/other.txt", "");
    expect(await words("--trainer", "true", "-o", join(full, ".."))).toMatchObject({
      code: 1,
      err: expect.stringContaining("is not empty, and holds no run"),
    });
  });
});
