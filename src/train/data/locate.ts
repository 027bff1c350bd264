/** A known data set and the folders that may hold data sets go in; the folder with its files comes out. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { KnownDataset } from "./catalogue.ts";

export interface Located {
  /** Where all its files are. */
  readonly folder?: string;
  /** A folder that has some of them, and those that it lacks. */
  readonly incomplete?: { readonly folder: string; readonly missing: readonly string[] };
}

/** The names that a file may have: packed as it comes, or unpacked. */
const namesOf = (file: string): readonly string[] => (file.endsWith(".gz") ? [file, file.slice(0, -3)] : [file]);

export function locateDataset(known: KnownDataset, folders: readonly string[]): Located {
  let incomplete: Located["incomplete"];
  for (const parent of folders) {
    const own = join(parent, known.name);
    const unpacked = known.folders.flatMap((name) => [join(own, name), join(parent, name)]);
    for (const folder of [own, ...unpacked]) {
      const missing = known.files.filter((file) => !namesOf(file).some((name) => existsSync(join(folder, name))));
      if (missing.length === 0) return { folder };
      if (missing.length < known.files.length) incomplete ??= { folder, missing };
    }
  }
  return incomplete === undefined ? {} : { incomplete };
}
