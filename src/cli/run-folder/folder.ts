/** A run's folder goes in; it comes out made and locked, or the text of its configuration is read. */

import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inputFailure, reasonOf } from "../failure.ts";
import { makeFolder } from "../files.ts";
import { quote } from "../trainer-command/command-line.ts";
import { LOCK_FILE, lockFolder } from "./lock.ts";

/** What decides a run, of whatever kind. */
export const CONFIG_FILE = "config.json";

/** @throws Failure where there is none */
export function readConfigText(path: string): { readonly file: string; readonly text: string } {
  const file = join(path, CONFIG_FILE);
  try {
    return { file, text: readFileSync(file, "utf8") };
  } catch (error) {
    throw inputFailure(`cannot read ${file}: ${reasonOf(error)}`, "name the folder of a run");
  }
}

/** What a file holds; nothing where there is none. @throws Failure where it cannot be read, and for devices, which may have no end. */
export function readRecords(file: string): Buffer {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) return Buffer.alloc(0);
    if (found.isFile()) return readFileSync(file);
  } catch (error) {
    throw inputFailure(`cannot read ${file}: ${reasonOf(error)}`);
  }
  throw inputFailure(`cannot read ${file}: it is not a file`);
}

/** Makes the folder if it is not there. What `open` gives has to call `unlock` at its end. */
export function openLocked<Opened>(path: string, open: (unlock: () => void) => Opened): Opened {
  makeFolder(path);
  const unlock = lockFolder(path);
  try {
    return open(unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** `runs/train-focal-1` for the name `train-focal`, or the next number that is free. */
export function numberedFolder(name: string): string {
  makeFolder("runs");
  for (let n = 1; ; n++) {
    const path = join("runs", `${name}-${n}`);
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST")
        throw inputFailure(`cannot make ${path}: ${reasonOf(error)}`);
    }
  }
}

/** @throws Failure where a folder holds a run that differs from the one that is to be written there. */
export function refuseOther(path: string, difference: string | undefined, command: string): void {
  if (difference === undefined) return;
  throw inputFailure(
    `${path} holds a run of another configuration; different are: ${difference}`,
    `choose another folder with -o, or go on with that run: lossc ${command} --resume ${quote(path)}`,
  );
}

/** @throws Failure where a folder without a run holds something else. */
export function refuseForeign(path: string): void {
  const foreign = readdirSync(path).filter((name) => name !== LOCK_FILE && !name.startsWith("."));
  if (foreign.length > 0)
    throw inputFailure(`${path} is not empty, and holds no run`, "name a folder that is new or empty");
}
