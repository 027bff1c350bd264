/** Files named on the command line: sources and imports come in, results go out whole or not at all; `-` is standard input or output. */

import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SourceFile } from "../text/source-file.ts";
import { inputFailure, reasonOf } from "./failure.ts";

const STANDARD_INPUT = 0;

/** Reads a source file. @throws Failure where it cannot be read. */
export function readSource(name: string): SourceFile {
  try {
    const text = readFileSync(name === "-" ? STANDARD_INPUT : name, "utf8");
    return { name: name === "-" ? "<stdin>" : posix(name), text };
  } catch (error) {
    throw inputFailure(
      `cannot read ${name === "-" ? "standard input" : name}: ${reasonOf(error)}`,
      name === "-" ? undefined : "name a .loss file, or - for standard input",
    );
  }
}

/** Imports are named with slashes on every system. */
const posix = (name: string): string => name.replaceAll("\\", "/");

/** Reads an imported file; `undefined` where there is none. */
export function loadImport(name: string): SourceFile | undefined {
  try {
    return { name, text: readFileSync(name, "utf8") };
  } catch {
    return undefined;
  }
}

export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return path.endsWith("/");
  }
}

/** Writes a file under a temporary name, then renames it: a reader never sees a part, and a failure leaves what was there. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  if (path === "-") {
    process.stdout.write(content);
    return;
  }
  const temporary = join(dirname(path), `.${process.pid}.lossc.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw inputFailure(`cannot write ${path}: ${reasonOf(error)}`);
  }
}
