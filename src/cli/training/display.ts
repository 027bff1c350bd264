/** What happens to trainings goes in; bars on a terminal, or a line for each training that ends, come out on standard error. */

import { MultiBar, Presets, type SingleBar } from "cli-progress";
import type { Evaluation, Trial } from "../../train/compare/index.ts";
import type { Progress } from "../../train/job.ts";
import { note } from "../output.ts";

export interface Display {
  start(trial: Trial): void;
  progress(trial: Trial, progress: Progress): void;
  end(trial: Trial, evaluation: Evaluation): void;
  stop(): void;
}

export interface DisplaySettings {
  readonly metric: string;
  /** Of all trainings, and how many of them were done before. */
  readonly total: number;
  readonly before: number;
  /** What a loss is called, by its name in the trial. */
  readonly labels: ReadonlyMap<string, string>;
  /** Nothing but bars. */
  readonly quiet: boolean;
  /** What is to come behind these trainings, told on a terminal; of these, so many have ended, parts of them counted. */
  readonly outlook?: (ended: number) => string;
}

export function createDisplay(settings: DisplaySettings): Display {
  return process.stderr.isTTY === true ? bars(settings) : lines(settings);
}

const NOTHING = (): void => {};

function lines({ metric, total, before, labels, quiet }: DisplaySettings): Display {
  if (quiet) return { start: NOTHING, progress: NOTHING, end: NOTHING, stop: NOTHING };
  let done = before;
  return {
    start: NOTHING,
    progress: NOTHING,
    end: (trial, evaluation) => note(`[${++done}/${total}] ${nameOf(trial, labels)}: ${resultOf(evaluation, metric)}`),
    stop: NOTHING,
  };
}

const nameOf = ({ loss, seed }: Trial, labels: ReadonlyMap<string, string>): string =>
  `${labels.get(loss.name) ?? loss.name}, seed ${seed}`;

function resultOf(evaluation: Evaluation, metric: string): string {
  if (evaluation.status === "failed") return `failed: ${evaluation.reason}`;
  return `${metric} ${evaluation.metrics[metric]?.toFixed(4) ?? "unknown"}`;
}

/** Parts of the bar over all trainings that each of them has. */
const PARTS = 1_000;

interface Row {
  readonly bar: SingleBar;
  part: number;
}

function bars({ metric, total, before, labels, quiet, outlook = () => "" }: DisplaySettings): Display {
  const multi = new MultiBar(
    {
      format: "{name} {bar} {percentage}% | {eta_formatted} left | {note}",
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
      gracefulExit: false,
      barsize: 24,
    },
    Presets.shades_classic,
  );
  const width = Math.max("all".length, ...[...labels.values()].map((label) => label.length + ", seed 00".length));
  const rows = new Map<Trial, Row>();
  let done = before;
  const overall = multi.create(total * PARTS, before * PARTS, { name: "all".padEnd(width), note: "" });
  const updateAll = (): void => {
    const parts = [...rows.values()].reduce((sum, row) => sum + row.part, 0);
    const notes = [`${done} of ${total} trainings`, outlook(done + parts / PARTS)];
    overall.update(done * PARTS + parts, { note: notes.filter((text) => text !== "").join(" | ") });
  };
  updateAll();
  return {
    start: (trial) => {
      rows.get(trial)?.bar.update(0, { note: "" });
      if (rows.has(trial)) return;
      const bar = multi.create(PARTS, 0, { name: nameOf(trial, labels).padEnd(width), note: "" });
      rows.set(trial, { bar, part: 0 });
    },
    progress: (trial, { step, steps, epoch, loss, accuracy }) => {
      const row = rows.get(trial);
      if (row === undefined) return;
      row.part = steps > 0 ? Math.min(PARTS, Math.floor((PARTS * step) / steps)) : 0;
      const words = [`epoch ${epoch}`];
      if (Number.isFinite(loss)) words.push(`loss ${loss.toPrecision(3)}`);
      if (accuracy !== undefined) words.push(`accuracy ${accuracy.toFixed(3)}`);
      row.bar.update(row.part, { note: words.join(", ") });
      updateAll();
    },
    end: (trial, evaluation) => {
      const row = rows.get(trial);
      rows.delete(trial);
      done++;
      updateAll();
      if (!quiet) multi.log(`[${done}/${total}] ${nameOf(trial, labels)}: ${resultOf(evaluation, metric)}\n`);
      // This draws, and so prints the line.
      if (row !== undefined) multi.remove(row.bar);
    },
    stop: () => multi.stop(),
  };
}
