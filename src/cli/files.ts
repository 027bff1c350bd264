/** Files named on the command line: sources and imports come in, results go out whole or not at all; `-` is standard input or output. */

import { randomUUID } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, sep } from "node:path";
import type { SourceFile } from "../text/source-file.ts";
import { inputFailure, reasonOf } from "./failure.ts";

const STANDARD_INPUT = 0;

/** Reads a source file. @throws Failure where it cannot be read, or holds something other than text. */
export function readSource(name: string): SourceFile {
  const described = name === "-" ? "standard input" : name;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(name === "-" ? STANDARD_INPUT : name);
  } catch (error) {
    throw inputFailure(
      `cannot read ${described}: ${reasonOf(error)}`,
      name === "-" ? undefined : "name a .loss file, or - for standard input",
    );
  }
  const text = decode(bytes);
  if (text === undefined) throw inputFailure(`cannot read ${described}: it is not UTF-8 text`, "save it as UTF-8");
  return { name: name === "-" ? "<stdin>" : slashed(name), text };
}

/** The text of UTF-8 bytes, `undefined` for others: replaced by marks, they would be lost when the text is written back. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Imports are named with slashes on every system. */
const slashed = (name: string): string => (sep === "\\" ? name.replaceAll(sep, "/") : name);

/** Reads an imported file; `undefined` where there is none. */
export function loadImport(name: string): SourceFile | undefined {
  try {
    return { name, text: readFileSync(name, "utf8") };
  } catch {
    return undefined;
  }
}

/** Whether a path leads to a folder, or is written like one that is to be made. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return path.endsWith("/") || path.endsWith(sep);
  }
}

/** Whether two paths lead to one file, through links too. */
export function isSameFile(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}

/**
 * Writes a file under a temporary name, then renames it: a reader never sees a part, and a failure leaves what was there. A file that is
 * replaced keeps its permissions, a link leads where it led; devices and pipes are written to.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  if (path === "-") {
    process.stdout.write(content);
    return;
  }
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    if (before !== undefined && !before.isFile() && !before.isDirectory()) writeFileSync(path, content);
    else if (before === undefined) replace(path, content);
    else replace(realpathSync(path), content, before.mode);
  } catch (error) {
    throw inputFailure(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** Makes a folder and those that it lies in, where they are not there yet. @throws Failure where it cannot be made. */
export function makeFolder(path: string): void {
  try {
    make(path);
  } catch (error) {
    throw inputFailure(`cannot make ${path}: ${reasonOf(error)}`);
  }
}

/** Node's own `recursive` tries for ever where a system says of a new folder in one that is there that it is not: in /proc. */
function make(path: string): void {
  const above = dirname(path);
  if (above !== path && !existsSync(above)) make(above);
  try {
    mkdirSync(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // There already, or just made by another process.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if (code === "EEXIST") throw new Error("what is there is not a folder");
    throw code === "ENOENT" ? new Error("no folder can be made there") : error;
  }
}

function replace(path: string, content: string | Uint8Array, mode?: number): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomUUID()}.lossc.tmp`);
  make(folder);
  try {
    writeFileSync(temporary, content, { flag: "wx" });
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
