/** A run's folder goes in; it comes out made and locked, or the text of its configuration is read. */

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inputFailure, reasonOf } from "../failure.ts";
import { makeFolder } from "../files.ts";
import { lockFolder } from "./lock.ts";

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
