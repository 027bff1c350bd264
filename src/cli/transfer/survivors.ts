/** What the command line names goes in, .loss files and folders of eliminations; the .loss files come out. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inputFailure, reasonOf } from "../failure.ts";
import { isFolder } from "../files.ts";

const RESULT_FILE = "elimination.json";
const SURVIVORS_FOLDER = "survivors";

/** A folder stands for the survivors of its elimination. @throws Failure for other folders. */
export const lossFiles = (names: readonly string[]): string[] =>
  names.flatMap((name) => (name !== "-" && isFolder(name) ? survivorsOf(name) : [name]));

function survivorsOf(folder: string): string[] {
  const file = join(folder, RESULT_FILE);
  if (!existsSync(file)) {
    throw inputFailure(
      `${folder} has no ${RESULT_FILE}`,
      "name .loss files, or the folder of an elimination that is over",
    );
  }
  const names = survivorNames(file);
  if (names.length === 0) throw inputFailure(`no loss has survived the elimination of ${folder}`);
  return names.map((name) => join(folder, SURVIVORS_FOLDER, `${name}.loss`));
}

function survivorNames(file: string): readonly string[] {
  let value: { readonly survivors?: unknown } | null;
  try {
    value = JSON.parse(readFileSync(file, "utf8")) as typeof value;
  } catch (error) {
    throw inputFailure(`cannot read ${file}: ${error instanceof SyntaxError ? "it is not JSON" : reasonOf(error)}`);
  }
  const names: unknown = value?.survivors;
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names;
  throw inputFailure(`${file} is damaged: it has no survivors`);
}
