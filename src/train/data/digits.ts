/** The handwritten digits that come with the package: nothing goes in, a data set of 1,797 images of 8x8 comes out. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Dataset } from "./dataset.ts";
import { decodeImageSet } from "./image-set.ts";

const FILE = join("data", "digits.bin.gz");

/** Reads the package's own file, or the one that is named. */
export function loadDigits(file: string = findDigits()): Dataset {
  return decodeImageSet(readFileSync(file), file, "digits");
}

/** The package's root is a few folders up, how many depends on whether this runs from src/, from dist/ or bundled. */
function findDigits(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const candidate = join(folder, FILE);
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) throw new Error(`found no ${FILE} in ${start} or in any folder above it`);
  }
}
