/** An elimination's folder: its configuration and finished trainings go in as they come about; what is done comes out when it is opened again. */

import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Evaluation } from "../../train/compare/index.ts";
import { inputFailure, reasonOf } from "../failure.ts";
import { makeFolder, writeWhole } from "../files.ts";
import { CONFIG_FILE, numberedFolder, openLocked, refuseForeign, refuseOther } from "../run-folder/folder.ts";
import { readJsonLines, writeJsonLines } from "../run-folder/json-lines.ts";
import { configDifference } from "../training/config.ts";
import { type EliminationConfig, readEliminationConfig } from "./config.ts";

export const JOURNAL_FILE = "journal.jsonl";
export const RESULT_FILE = "elimination.json";
export const SURVIVORS_FOLDER = "survivors";

export type Finished = Evaluation & {
  /** The phase's name. */
  readonly phase: string;
  readonly loss: string;
  readonly seed: number;
  /** The metric on the validation part after each epoch. */
  readonly curve: readonly number[];
  readonly seconds: number;
};

/** One finished training: a line of the journal. */
export type Recorded = Finished & {
  /** Seconds since the elimination began, pauses left out. */
  readonly elapsed: number;
};

export interface EliminationFolder {
  readonly path: string;
  readonly config: EliminationConfig;
  /** By `trainingKey`: everything that need not be done again. */
  readonly done: ReadonlyMap<string, Recorded>;
  /** The training is on the disk when this returns. */
  record(training: Finished): void;
  /** Files beside these, written whole. */
  write(name: string, content: string): void;
  /** The survivors' programs by their names; others are taken away. */
  writeSurvivors(programs: ReadonlyMap<string, string>): void;
  close(): void;
}

export const trainingKey = (phase: string, loss: string, seed: number): string => `${phase}\n${loss}\n${seed}`;

/** `runs/eliminate-default-1`, called after the protocol, or the next number that is free. */
export const newFolder = ({ protocol }: EliminationConfig): string =>
  numberedFolder(`eliminate-${protocol.name.replace(/[^\w-]/g, "-")}`);

/** Makes the folder, or goes on with one of the same configuration. @throws Failure for another one. */
export function openEliminationFolder(path: string, config: EliminationConfig): EliminationFolder {
  return openLocked(path, (unlock) => {
    if (existsSync(join(path, CONFIG_FILE))) refuseOther(path, differenceOf(path, config), "eliminate");
    else {
      refuseForeign(path);
      writeWhole(join(path, CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
    }
    return openFiles(path, readEliminationConfig(path), unlock);
  });
}

function differenceOf(path: string, config: EliminationConfig): string | undefined {
  const decisive = (one: EliminationConfig): object => ({ ...one, command: undefined });
  return configDifference(decisive(readEliminationConfig(path)), decisive(config));
}

/** The trainings of a journal, by `trainingKey`. */
export const doneIn = (journal: string): Map<string, Recorded> =>
  new Map(
    (readJsonLines(journal).values as Recorded[]).map((one) => [trainingKey(one.phase, one.loss, one.seed), one]),
  );

function openFiles(path: string, config: EliminationConfig, unlock: () => void): EliminationFolder {
  const file = join(path, JOURNAL_FILE);
  const { wholeBytes } = readJsonLines(file);
  const done = doneIn(file);
  const before = Math.max(0, ...[...done.values()].map(({ elapsed }) => elapsed));
  const began = performance.now();
  const journal = writeJsonLines(file, wholeBytes);
  return {
    path,
    config,
    done,
    record: (training) => {
      const elapsed = Math.round(1_000 * before + performance.now() - began) / 1_000;
      const recorded: Recorded = { ...training, elapsed };
      journal.append(recorded);
      journal.sync();
      done.set(trainingKey(training.phase, training.loss, training.seed), recorded);
    },
    write: (name, content) => writeWhole(join(path, name), content),
    writeSurvivors: (programs) => writeSurvivors(join(path, SURVIVORS_FOLDER), programs),
    close: () => {
      journal.close();
      unlock();
    },
  };
}

function writeSurvivors(folder: string, programs: ReadonlyMap<string, string>): void {
  makeFolder(folder);
  for (const [name, text] of programs) writeWhole(join(folder, `${name}.loss`), text);
  try {
    for (const file of readdirSync(folder))
      if (file.endsWith(".loss") && !programs.has(file.slice(0, -".loss".length))) rmSync(join(folder, file));
  } catch (error) {
    throw inputFailure(`cannot write ${folder}: ${reasonOf(error)}`);
  }
}
