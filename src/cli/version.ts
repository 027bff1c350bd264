/** Nothing goes in; lossc's version comes out. */

import { readFileSync } from "node:fs";

/** The package's version, from its package.json beside `src` or `dist`. */
export function version(): string {
  for (const path of ["../../package.json", "../package.json"]) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as {
        name: string;
        version: string;
      };
      if (name === "lossc") return version;
    } catch {
      // Built and unbuilt files lie at different depths.
    }
  }
  return "unknown";
}
