/** The user's own trainer: what it is handed, and every way in which it can end. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { fillIn, quote } from "../../src/cli/trainer-command/command-line.ts";
import { commandEvaluation } from "../../src/cli/trainer-command/evaluate.ts";
import type { EpochLine, Evaluation } from "../../src/train/compare/index.ts";
import type { MetricName } from "../../src/train/job.ts";
import { put } from "./files.ts";
import { isRunning, until } from "./processes.ts";
import { EXAMPLES, lossc, scratchFolder } from "./run.ts";

const TRIAL = { loss: { name: "ce", source: "loss ce ...\n", code: "export const a = 1;\n" }, seed: 3 };

interface Settings {
  readonly metric?: MetricName;
  readonly timeLimit?: number;
  readonly onEpoch?: (line: EpochLine) => void;
  readonly signal?: AbortSignal;
  readonly folder?: string;
}

function evaluate(command: string, settings: Settings = {}): Promise<Evaluation> {
  const { metric = "accuracy", timeLimit, folder = scratchFolder(), onEpoch, signal } = settings;
  return commandEvaluation({ command, timeLimit, metric, folder })(TRIAL, {
    ...(onEpoch ? { onEpoch } : {}),
    ...(signal ? { signal } : {}),
  });
}

const failed = (reason: unknown) => ({ status: "failed", cause: "trainer", reason });
const done = (metrics: Record<string, number>) => ({ status: "done", metrics });

describe("how it ends", () => {
  test.each<[string, string, unknown]>([
    ["well", `echo '{"accuracy": 0.93}'`, done({ accuracy: 0.93 })],
    [
      "well, amid other lines",
      `echo begin; echo '{"accuracy": 0.1}'; echo '{"accuracy": 0.5}'; echo end`,
      done({ accuracy: 0.5 }),
    ],
    ["well, without a last line end", `printf '{"accuracy": 1}'`, done({ accuracy: 1 })],
    [
      "well, with more than was asked",
      `echo '{"nll": 2.5, "accuracy": 0, "note": "x"}'`,
      done({ accuracy: 0, nll: 2.5 }),
    ],
    ["with an exit code", "echo no memory >&2; exit 3", failed("it ended with exit code 3: no memory")],
    ["with an exit code, after a result", `echo '{"accuracy": 0.9}'; exit 1`, failed("it ended with exit code 1")],
    ["with many complaints", "seq 100 >&2; exit 1", failed("it ended with exit code 1: 98 | 99 | 100")],
    ["killed", "kill -9 $$", failed("it was killed by SIGKILL")],
    ["with a killed child", "sh -c 'kill -9 $$'; exit $?", failed(expect.stringMatching(/^it was killed by SIGKILL/))],
    [
      "without a command",
      "no-such-trainer {loss}",
      failed(expect.stringMatching(/^its command was not found: .*no-such-trainer/)),
    ],
    ["with what cannot be run", "/etc/passwd", failed(expect.stringMatching(/^its command cannot be run: /))],
    ["in silence", "true", failed("it printed nothing")],
    ["with prose", "echo accuracy: 0.9", failed("it printed no JSON line; its last line is accuracy: 0.9")],
    ["with half a line", `echo '{"accuracy": 0.'`, failed(`it printed no JSON line; its last line is {"accuracy": 0.`)],
    ["with a list", "echo '[0.9]'", failed("it printed no JSON line; its last line is [0.9]")],
    ["without the metric", `echo '{"acc": 0.9}'`, failed('its last JSON line has no "accuracy": {"acc": 0.9}')],
    ["with a text", `echo '{"accuracy": "0.9"}'`, failed('its "accuracy" is "0.9", not a finite number')],
    ["with null", `echo '{"accuracy": null}'`, failed('its "accuracy" is null, not a finite number')],
    [
      "with NaN, as Python writes it",
      `echo '{"accuracy": 0.9}'; echo '{"accuracy": NaN}'`,
      failed('its "accuracy" is "NaN", not a finite number'),
    ],
    ["with too large a number", `echo '{"accuracy": 1e999}'`, failed('its "accuracy" is null, not a finite number')],
    ["in percent", `echo '{"accuracy": 93}'`, failed('its "accuracy" is 93, not from 0 to 1')],
    ["below zero", `echo '{"accuracy": -0.1}'`, failed('its "accuracy" is -0.1, not from 0 to 1')],
    ["with garbage", "head -c 3000000 /dev/urandom", failed(expect.stringMatching(/^it printed no(thing| JSON line)/))],
    [
      "with a result after garbage",
      `head -c 3000000 /dev/zero; echo; echo '{"accuracy": 0.5}'`,
      done({ accuracy: 0.5 }),
    ],
  ])("%s", async (_, command, expected) => {
    expect(await evaluate(command)).toEqual(expected);
  });

  test("with another metric", async () => {
    expect(await evaluate(`echo '{"nll": 3.5}'`, { metric: "nll" })).toEqual(done({ nll: 3.5 }));
    expect(await evaluate(`echo '{"nll": -1}'`, { metric: "nll" })).toEqual(failed('its "nll" is -1, below 0'));
  });
});

describe("it is killed with all that it has started", () => {
  const STARTS = "sleep 60 & echo $! > pids; sleep 60 & echo $! >> pids; echo $$ >> pids; ";
  const pids = (folder: string): number[] => {
    const file = join(folder, "pids");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(Number) : [];
  };

  test("when its time is over", async () => {
    const folder = scratchFolder();
    const end = await evaluate(`cd ${quote(folder)}; ${STARTS} wait`, { timeLimit: 0.5 });
    expect(end).toEqual(failed("it took longer than the time limit of 0.5 s"));
    expect(pids(folder)).toHaveLength(3);
    await until(() => !pids(folder).some(isRunning));
  });

  test("when it is no longer wanted", async () => {
    const folder = scratchFolder();
    const stop = new AbortController();
    const reason = new Error("enough");
    const end = evaluate(`cd ${quote(folder)}; ${STARTS} wait`, { signal: stop.signal });
    await until(() => pids(folder).length === 3);
    stop.abort(reason);
    await expect(end).rejects.toBe(reason);
    await until(() => !pids(folder).some(isRunning));
  });

  test("what it leaves in the background, when it ends well", async () => {
    const folder = scratchFolder();
    const end = await evaluate(`cd ${quote(folder)}; ${STARTS} echo '{"accuracy": 0.5}'`);
    expect(end).toEqual(done({ accuracy: 0.5 }));
    await until(() => !pids(folder).some(isRunning));
  });

  test("a `wait` of its own waits for its own children alone", async () => {
    expect(await evaluate(`true & wait; echo '{"accuracy": 0.5}'`, { timeLimit: 20 })).toEqual(done({ accuracy: 0.5 }));
  });
});

describe("what it is handed", () => {
  test("places in braces, quoted for the shell", () => {
    const values = { loss: "/a b/c.mjs", source: "it's", seed: "3", name: "x$(y)" };
    expect(fillIn(`run {loss} {seed}{source} {name} {other} ${"$"}{loss}`, values)).toBe(
      `run '/a b/c.mjs' 3'it'\\''s' 'x$(y)' {other} ${"$"}{loss}`,
    );
  });

  test("files and the environment; what it prints is in the log", async () => {
    const folder = scratchFolder();
    const command = `cat {loss} "$LOSSC_SOURCE"; echo {seed} $LOSSC_SEED {name} >&2; echo '{"accuracy": 0.5}'`;
    expect(await evaluate(command, { folder })).toEqual(done({ accuracy: 0.5 }));
    const log = readFileSync(join(folder, "logs/ce-3.log"), "utf8");
    for (const line of ["export const a = 1;", "loss ce ...", "3 3 ce", '{"accuracy": 0.5}'])
      expect(log.split("\n")).toContain(line);
  });

  test("epochs are told as they pass", async () => {
    const told: EpochLine[] = [];
    const lines = [1, 2].map((epoch) => `echo '{"epoch": ${epoch}, "accuracy": 0.${epoch}}'`).join("; ");
    const end = await evaluate(`${lines}; echo '{"accuracy": 0.7}'`, { onEpoch: (line) => told.push(line) });
    expect(end).toEqual(done({ accuracy: 0.7 }));
    expect(told).toEqual([
      { epoch: 1, accuracy: 0.1 },
      { epoch: 2, accuracy: 0.2 },
    ]);
  });

  test.each(["module", "tfjs"])("the %s target is a JavaScript module", async (target) => {
    const folder = join(scratchFolder(), "run");
    const args = ["train", join(EXAMPLES, "focal.loss"), "--param", "gamma=0", "--param", "alpha=1", "--seeds", "1"];
    const trainer = ["--trainer", `echo '{"accuracy": 0.5}'`, "--trainer-target", target];
    expect(await lossc(...args, ...trainer, "-o", folder)).toMatchObject({ code: 0 });
    const file = join(folder, "losses/focal.mjs");
    if (target === "tfjs") {
      expect(readFileSync(file, "utf8")).toMatch(/^import .* from "@tensorflow\/tfjs";$/m);
      return;
    }
    const { lossAndGrad } = (await import(pathToFileURL(file).href)) as {
      lossAndGrad: (y: number[], p: number[], out: Float64Array) => number;
    };
    // With gamma 0 and alpha 1 the focal loss is the cross-entropy.
    expect(lossAndGrad([0, 1], [0.75, 0.25], new Float64Array(2))).toBeCloseTo(Math.log(4), 12);
  });
});

describe("in a comparison", () => {
  test("failures are counted with their reasons", async () => {
    const at = scratchFolder();
    const trainer = put(at, "train.sh", `[ "$LOSSC_NAME$1" = focal2 ] && exit 7\necho "{\\"accuracy\\": 0.9$1}"\n`);
    const args = ["train", join(EXAMPLES, "focal.loss"), "--seeds", "3", "-o", join(at, "run")];
    const { code, out, err } = await lossc(...args, "--trainer", `sh ${quote(trainer)} {seed}`);
    expect(code).toBe(0);
    expect(err).toContain("focal, seed 2: failed: it ended with exit code 7\n");
    expect(out).toMatch(/^focal .* 1 of 3$/m);
    expect(out).toContain("focal: 1 of 3 failed: it ended with exit code 7 (seed 2)");
  });

  test("that never goes well has exit code 1", async () => {
    const folder = join(scratchFolder(), "run");
    const args = ["train", join(EXAMPLES, "focal.loss"), "--seeds", "2", "-o", folder, "--trainer", "exit 1"];
    const { code, out, err } = await lossc(...args);
    expect(code).toBe(1);
    expect(out).toContain("focal failed with every seed.");
    expect(err).toMatch(/error: no training went well\n$/);
  });
});
