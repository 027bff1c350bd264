/** A search's folder: its configuration and its journal, written so that a crash at any byte loses only what was in training. */

import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import { decodeJournal, type Journal } from "../../search/journal/decode.ts";
import { encodeEntry } from "../../search/journal/encode.ts";
import type { Entry, Header } from "../../search/journal/entry.ts";
import { inputFailure, reasonOf } from "../failure.ts";
import { writeWhole } from "../files.ts";
import {
  CONFIG_FILE,
  numberedFolder,
  openLocked,
  readRecords,
  refuseForeign,
  refuseOther,
} from "../run-folder/folder.ts";
import { writeAll } from "../run-folder/json-lines.ts";
import { lockFolder } from "../run-folder/lock.ts";
import { configDifference } from "../training/config.ts";
import { type RunConfig, readEvolveConfig } from "./config.ts";

export const JOURNAL_FILE = "journal.jsonl";

export interface RunFolder {
  readonly path: string;
  readonly config: RunConfig;
  /** What an earlier part of the run has written. */
  readonly journal: Journal;
  /** Writes the first line of a new journal. @throws Failure if the journal is another search's. */
  begin(header: Header): void;
  /** The entries are on the disk when this returns. @throws Failure when they cannot be written; then none of them is there. */
  append(entries: readonly Entry[]): void;
  /** Files beside the journal, written whole. */
  write(name: string, content: string): void;
  close(): void;
}

/** `runs/evolve-nlfs-1`, or the next number that is free. */
export function newFolder({ space }: RunConfig): string {
  const name = space.name.replace(/[^\w-]/g, "-");
  return numberedFolder(`evolve-${name}`);
}

/** Makes the folder, or goes on with one of the same configuration. @throws Failure for another one. */
export function openRunFolder(path: string, config: RunConfig): RunFolder {
  return openLocked(path, (unlock) => {
    if (existsSync(join(path, CONFIG_FILE))) refuseOther(path, differenceOf(path, config), "evolve");
    else refuseForeign(path);
    const journal = readJournal(path);
    writeConfig(path, config);
    return openFiles(path, config, journal, unlock);
  });
}

/** Goes on with a run; `budget` may be larger than it was. */
export function resumeRunFolder(path: string, change: Partial<Pick<RunConfig, "budget" | "workers">>): RunFolder {
  const before = readEvolveConfig(path);
  const unlock = lockFolder(path);
  try {
    const journal = readJournal(path);
    const config = { ...before, ...change };
    if (JSON.stringify(config) !== JSON.stringify(before)) writeConfig(path, config);
    return openFiles(path, config, journal, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function writeConfig(path: string, config: RunConfig): void {
  writeWhole(join(path, CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
}

function differenceOf(path: string, config: RunConfig): string | undefined {
  const decisive = (one: RunConfig): object => ({ ...one, workers: undefined, budget: undefined });
  return configDifference(decisive(readEvolveConfig(path)), decisive(config));
}

/** @throws Failure for a journal that is damaged, foreign, or a newer lossc's. */
export function readJournal(path: string): Journal {
  const file = join(path, JOURNAL_FILE);
  const decoded = decodeJournal(readRecords(file));
  if ("problem" in decoded) throw inputFailure(`${file}: ${decoded.problem}`);
  return decoded;
}

function openFiles(path: string, config: RunConfig, journal: Journal, unlock: () => void): RunFolder {
  const file = join(path, JOURNAL_FILE);
  let length = journal.validBytes;
  const guarded = <Result>(action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      throw inputFailure(`cannot write ${file}: ${reasonOf(error)}`);
    }
  };
  const opened = guarded(() => {
    const descriptor = openSync(file, "a");
    ftruncateSync(descriptor, length);
    return descriptor;
  });

  const write = (text: string): void => {
    let added: number;
    try {
      added = writeAll(opened, text);
      fsyncSync(opened);
    } catch (error) {
      try {
        ftruncateSync(opened, length);
      } catch {
        // The torn line is dropped when the journal is read.
      }
      throw error;
    }
    length += added;
  };

  return {
    path,
    config,
    journal,
    begin: (header) => {
      const text = encodeEntry(header);
      if (journal.header === undefined) guarded(() => write(text));
      else if (encodeEntry(journal.header) !== text)
        throw inputFailure(`${file} is the journal of another search than ${join(path, CONFIG_FILE)} tells of`);
    },
    append: (entries) => guarded(() => write(entries.map(encodeEntry).join(""))),
    write: (name, content) => writeWhole(join(path, name), content),
    close: () => {
      closeSync(opened);
      unlock();
    },
  };
}
