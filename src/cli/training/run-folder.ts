/** A run's folder: its configuration, results and histories go in as they come about; what is done comes out when it is opened again. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EpochLine, Evaluation } from "../../train/compare/index.ts";
import { makeFolder, writeWhole } from "../files.ts";
import {
  CONFIG_FILE,
  numberedFolder,
  openLocked,
  readConfigText,
  refuseForeign,
  refuseOther,
} from "../run-folder/folder.ts";
import { type LineWriter, readJsonLines, writeJsonLines } from "../run-folder/json-lines.ts";
import { configDifference, parseConfig, type RunConfig } from "./config.ts";

const RESULTS_FILE = "results.jsonl";
const HISTORY_FOLDER = "history";

export type Recorded = Evaluation & { readonly loss: string; readonly seed: number; readonly seconds: number };

export interface RunFolder {
  readonly path: string;
  readonly config: RunConfig;
  /** By `trialKey`: everything that need not be done again. */
  readonly done: ReadonlyMap<string, Recorded>;
  /** Begins the history of a training, or begins it anew. */
  startHistory(loss: string, seed: number): void;
  addEpoch(loss: string, seed: number, line: EpochLine): void;
  /** The training's history and its result are on the disk when this returns. */
  record(result: Recorded): void;
  history(loss: string, seed: number): readonly EpochLine[];
  /** Files beside these, written whole. */
  write(name: string, content: string): void;
  close(): void;
}

export const trialKey = (loss: string, seed: number): string => `${loss} ${seed}`;

/** `runs/train-focal-poly-1`, called after what is compared with the baseline, or the next number that is free. */
export function newFolder({ losses, baseline }: RunConfig): string {
  const others = losses.filter(({ id }) => id !== baseline || losses.length === 1).map(({ id }) => id);
  const names = others.slice(0, 3).join("-");
  const more = others.length > 3 ? `-and-${others.length - 3}-more` : "";
  return numberedFolder(`train-${names}${more}`);
}

export function readConfig(path: string): RunConfig {
  const { file, text } = readConfigText(path);
  return parseConfig(text, file);
}

/** Makes the folder, or goes on with one of the same configuration. @throws Failure for another one. */
export function openRunFolder(path: string, config: RunConfig): RunFolder {
  return openLocked(path, (unlock) => {
    if (existsSync(join(path, CONFIG_FILE))) refuseOther(path, configDifference(readConfig(path), config), "train");
    else {
      refuseForeign(path);
      writeWhole(join(path, CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
    }
    makeFolder(join(path, HISTORY_FOLDER));
    return openFiles(path, readConfig(path), unlock);
  });
}

/** A run as it lies there, for those who only read it. */
export type StoredTraining = Pick<RunFolder, "path" | "config" | "done" | "history">;

export function readTraining(path: string): StoredTraining {
  const config = readConfig(path);
  return { path, config, done: readDone(path).done, history: (loss, seed) => readHistory(path, loss, seed) };
}

function readDone(path: string): { readonly done: Map<string, Recorded>; readonly wholeBytes: number } {
  const { values, wholeBytes } = readJsonLines(join(path, RESULTS_FILE));
  const done = new Map<string, Recorded>();
  // What a dead worker left undone is done again; of two results for one training the later counts.
  for (const result of values as Recorded[]) {
    const key = trialKey(result.loss, result.seed);
    if (result.status === "failed" && result.cause === "worker") done.delete(key);
    else done.set(key, result);
  }
  return { done, wholeBytes };
}

const historyPath = (path: string, loss: string, seed: number): string =>
  join(path, HISTORY_FOLDER, `${loss}-${seed}.jsonl`);

const readHistory = (path: string, loss: string, seed: number): EpochLine[] =>
  readJsonLines(historyPath(path, loss, seed)).values as EpochLine[];

function openFiles(path: string, config: RunConfig, unlock: () => void): RunFolder {
  const { done, wholeBytes } = readDone(path);
  const results = writeJsonLines(join(path, RESULTS_FILE), wholeBytes);
  const historyFile = (loss: string, seed: number): string => historyPath(path, loss, seed);
  const histories = new Map<string, LineWriter>();

  const closeHistory = (key: string): void => {
    histories.get(key)?.close();
    histories.delete(key);
  };
  const startHistory = (loss: string, seed: number): void => {
    closeHistory(trialKey(loss, seed));
    histories.set(trialKey(loss, seed), writeJsonLines(historyFile(loss, seed)));
  };

  return {
    path,
    config,
    done,
    startHistory,
    addEpoch: (loss, seed, line) => histories.get(trialKey(loss, seed))?.append(line),
    record: (result) => {
      const key = trialKey(result.loss, result.seed);
      histories.get(key)?.sync();
      closeHistory(key);
      results.append(result);
      results.sync();
      done.set(key, result);
    },
    history: (loss, seed) => readHistory(path, loss, seed),
    write: (name, content) => writeWhole(join(path, name), content),
    close: () => {
      for (const key of [...histories.keys()]) closeHistory(key);
      results.close();
      unlock();
    },
  };
}
