/** The files that a source file imports, directly or through others: what `--watch` watches besides it. */

import { checkSource } from "../check/check-source.ts";
import { loadImport } from "./files.ts";

export function importsOf(name: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const file = loadImport(name);
  if (file === undefined) return loaded;
  checkSource(file, (path) => {
    loaded.add(path);
    return loadImport(path);
  });
  return loaded;
}
