/** A transfer's folder: its configuration and finished trainings go in as they come about; what is done comes out when it is opened again. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Evaluation } from "../../train/compare/index.ts";
import { writeWhole } from "../files.ts";
import { CONFIG_FILE, numberedFolder, openLocked, refuseForeign, refuseOther } from "../run-folder/folder.ts";
import { readJsonLines, writeJsonLines } from "../run-folder/json-lines.ts";
import { configDifference } from "../training/config.ts";
import { readTransferConfig, type TransferConfig } from "./config.ts";

const TRAININGS_FILE = "trainings.jsonl";

/** A training that is over. */
export type Training = Evaluation & {
  /** The setting's name. */
  readonly setting: string;
  readonly loss: string;
  readonly seed: number;
  readonly seconds: number;
};

/** A line of the file. */
export type Recorded = Training & {
  /** Which part of the run it belongs to, counted from 1, and how many seconds after its beginning this was written. */
  readonly part: number;
  readonly at: number;
};

export interface TransferFolder {
  readonly path: string;
  readonly config: TransferConfig;
  /** By `trainingKey`: everything that need not be done again. */
  readonly done: ReadonlyMap<string, Recorded>;
  /** The training is on the disk when this returns. */
  record(training: Training): void;
  /** Wall-clock seconds of all parts, each up to its last training. */
  seconds(): number;
  /** Files beside these, written whole. */
  write(name: string, content: string): void;
  close(): void;
}

export const trainingKey = (setting: string, loss: string, seed: number): string => `${setting}\n${loss}\n${seed}`;

/** `runs/transfer-focal-gce-1`, called after what is compared, or the next number that is free. */
export function newFolder({ losses, baselines }: TransferConfig): string {
  const others = losses.filter(({ id }) => !baselines.includes(id)).map(({ id }) => id);
  const more = others.length > 3 ? `-and-${others.length - 3}-more` : "";
  return numberedFolder(`transfer-${others.slice(0, 3).join("-")}${more}`);
}

/** Makes the folder, or goes on with one of the same configuration. @throws Failure for another one. */
export function openTransferFolder(path: string, config: TransferConfig): TransferFolder {
  return openLocked(path, (unlock) => {
    if (existsSync(join(path, CONFIG_FILE))) refuseOther(path, differenceOf(path, config), "transfer");
    else {
      refuseForeign(path);
      writeWhole(join(path, CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
    }
    return openFiles(path, readTransferConfig(path), unlock);
  });
}

function differenceOf(path: string, config: TransferConfig): string | undefined {
  const decisive = (one: TransferConfig): object => ({ ...one, command: undefined });
  return configDifference(decisive(readTransferConfig(path)), decisive(config));
}

function openFiles(path: string, config: TransferConfig, unlock: () => void): TransferFolder {
  const file = join(path, TRAININGS_FILE);
  const { values, wholeBytes } = readJsonLines(file);
  const done = new Map<string, Recorded>();
  /** The last moment of each part. */
  const ends = new Map<number, number>();
  const add = (training: Recorded): void => {
    const key = trainingKey(training.setting, training.loss, training.seed);
    ends.set(training.part, Math.max(training.at, ends.get(training.part) ?? 0));
    // What a dead worker left undone is done again; of two results for one training the later counts.
    if (training.status === "failed" && training.cause === "worker") done.delete(key);
    else done.set(key, training);
  };
  for (const training of values as Recorded[]) add(training);
  const part = Math.max(0, ...ends.keys()) + 1;
  const began = performance.now();
  const trainings = writeJsonLines(file, wholeBytes);

  return {
    path,
    config,
    done,
    record: (training) => {
      const at = Math.round(performance.now() - began) / 1_000;
      const recorded: Recorded = { ...training, part, at };
      trainings.append(recorded);
      trainings.sync();
      add(recorded);
      done.set(trainingKey(training.setting, training.loss, training.seed), recorded);
    },
    seconds: () => [...ends.values()].reduce((sum, end) => sum + end, 0),
    write: (name, content) => writeWhole(join(path, name), content),
    close: () => {
      trainings.close();
      unlock();
    },
  };
}
