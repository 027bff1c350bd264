/** A module goes in; one file of plain JavaScript comes out, as users run it: tsx adds a call to each function that it compiles. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Packages stay outside, as for users. `name` is the file's, without its ending. */
export async function bundleModule(entry: URL, folder: string, name: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "error",
  });
  return outfile;
}
