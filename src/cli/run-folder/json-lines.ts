/** Append-only files of JSON lines: values go in and are on the disk when the call returns; whole lines come out. */

import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { inputFailure, reasonOf } from "../failure.ts";
import { readRecords } from "./folder.ts";

export interface JsonLines {
  readonly values: readonly unknown[];
  /** Bytes up to the end of the last whole line: what follows is torn. */
  readonly wholeBytes: number;
}

/** A last line without its end is left out, as a kill may tear it. @throws Failure for any other line that is not JSON. */
export function readJsonLines(path: string): JsonLines {
  const bytes = readRecords(path);
  const wholeBytes = bytes.lastIndexOf("\n") + 1;
  const lines = bytes.toString("utf8", 0, wholeBytes).split("\n").slice(0, -1);
  const values = lines.map((line, i): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      throw inputFailure(`${path} is damaged: line ${i + 1} is not JSON`);
    }
  });
  return { values, wholeBytes };
}

export interface LineWriter {
  /** The line is handed to the operating system: it survives the end of this process. */
  append(value: unknown): void;
  /** The lines so far survive the end of the machine too. */
  sync(): void;
  close(): void;
}

/** `keep` bytes of what is there stay; all of it is written anew if left out. @throws Failure where it cannot be written. */
export function writeJsonLines(path: string, keep = 0): LineWriter {
  const guarded = <Result>(action: () => Result): Result => {
    try {
      return action();
    } catch (error) {
      throw inputFailure(`cannot write ${path}: ${reasonOf(error)}`);
    }
  };
  const file = guarded(() => {
    const opened = openSync(path, "a");
    ftruncateSync(opened, keep);
    return opened;
  });
  return {
    append: (value) => guarded(() => writeAll(file, `${JSON.stringify(value, finiteOrText)}\n`)),
    sync: () => guarded(() => fsyncSync(file)),
    close: () => closeSync(file),
  };
}

/** All of it, or an error: a disk that runs full takes a part first, and refuses the rest. */
export function writeAll(file: number, text: string): number {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
  return bytes.length;
}

/** JSON has no NaN and no infinities: they are written as text rather than as null. */
function finiteOrText(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
