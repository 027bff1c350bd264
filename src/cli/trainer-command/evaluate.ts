/** A user's command line goes in; the evaluation that runs it for a loss and a seed comes out. */

import { constants } from "node:os";
import { join, resolve } from "node:path";
import type { Evaluate, Evaluation } from "../../train/compare/index.ts";
import type { MetricName } from "../../train/job.ts";
import { makeFolder, writeWhole } from "../files.ts";
import { fillIn } from "./command-line.ts";
import { trainerOutput } from "./output.ts";
import { type CommandEnd, runCommand } from "./run-command.ts";

export interface TrainerCommand {
  readonly command: string;
  /** Seconds. */
  readonly timeLimit: number | undefined;
  readonly metric: MetricName;
  /** Losses are written to `losses/` in it, what the trainer prints to `logs/`. */
  readonly folder: string;
}

/** The losses' code is the text of a JavaScript module. */
export function commandEvaluation({ command, timeLimit, metric, folder }: TrainerCommand): Evaluate {
  const losses = resolve(folder, "losses");
  const logs = resolve(folder, "logs");
  const written = new Set<string>();
  return async ({ loss, seed }, { onEpoch, onProgress, signal }) => {
    const [code, source] = [join(losses, `${loss.name}.mjs`), join(losses, `${loss.name}.loss`)];
    if (!written.has(loss.name)) {
      writeWhole(code, loss.code);
      writeWhole(source, loss.source);
      makeFolder(logs);
      written.add(loss.name);
    }
    const output = trainerOutput(metric, (line) => {
      onEpoch?.(line);
      const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
      onProgress?.({
        step: line.epoch,
        steps: number(line.epochs) ?? 0,
        epoch: line.epoch,
        loss: number(line.loss) ?? number(line.trainLoss) ?? Number.NaN,
        accuracy: number(line[metric]),
      });
    });
    const end = await runCommand(fillIn(command, { loss: code, source, seed: String(seed), name: loss.name }), {
      environment: { LOSSC_LOSS: code, LOSSC_SOURCE: source, LOSSC_SEED: String(seed), LOSSC_NAME: loss.name },
      logFile: join(logs, `${loss.name}-${seed}.log`),
      timeLimit,
      signal,
      onLine: output.read,
    });
    return failureOf(end, timeLimit) ?? output.evaluation();
  };
}

/** The shell's own exit codes. */
const CANNOT_RUN = 126;
const NOT_FOUND = 127;
const SIGNALLED = 128;

function failureOf(end: CommandEnd, timeLimit: number | undefined): Evaluation | undefined {
  const fail = (reason: string): Evaluation => {
    const said = lastLines(end.complaint);
    return { status: "failed", cause: "trainer", reason: said === "" ? reason : `${reason}: ${said}` };
  };
  switch (end.how) {
    case "time-limit":
      return { status: "failed", cause: "trainer", reason: `it took longer than the time limit of ${timeLimit} s` };
    case "no-shell":
      return fail(`the shell could not be started (${end.reason})`);
    case "signal":
      return fail(`it was killed by ${end.signal}`);
    case "exit": {
      if (end.code === 0) return undefined;
      if (end.code === NOT_FOUND) return fail("its command was not found");
      if (end.code === CANNOT_RUN) return fail("its command cannot be run");
      const signal = Object.entries(constants.signals).find(([, number]) => number === end.code - SIGNALLED)?.[0];
      return fail(signal === undefined ? `it ended with exit code ${end.code}` : `it was killed by ${signal}`);
    }
  }
}

const LINES = 3;
const LETTERS = 300;

function lastLines(text: string): string {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return lines.slice(-LINES).join(" | ").slice(-LETTERS);
}
