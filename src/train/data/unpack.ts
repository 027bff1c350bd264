/** A .tar.gz file goes in; those of its files that are asked for lie in a folder afterwards, all of them or none new. */

import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { DatasetError } from "./dataset-error.ts";

/** Folders inside the archive are left out: only the last part of a name counts, so that no file lands elsewhere. */
export async function unpackTarGz(
  archive: string,
  folder: string,
  wanted: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const temporary = join(folder, `.${basename(archive)}.unpacked`);
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    const found = await extractTo(archive, temporary, wanted, signal);
    const missing = wanted.filter((name) => !found.has(name));
    if (missing.length > 0) throw new DatasetError(`${archive} is damaged: it has no ${missing.join(", ")}`);
    for (const name of wanted) await rename(join(temporary, name), join(folder, name));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function extractTo(archive: string, folder: string, wanted: readonly string[], signal?: AbortSignal) {
  const found = new Set<string>();
  const entries = extract();
  const read = async (): Promise<void> => {
    for await (const entry of entries) {
      const name = entry.header.name.split("/").at(-1) ?? "";
      if (entry.header.type === "file" && wanted.includes(name) && !found.has(name)) {
        await pipeline(entry, createWriteStream(join(folder, name), { flags: "wx", flush: true }));
        found.add(name);
      } else entry.resume();
    }
  };
  try {
    const options = signal === undefined ? {} : { signal };
    await Promise.all([pipeline(createReadStream(archive), createGunzip(), entries, options), read()]);
  } catch (error) {
    signal?.throwIfAborted();
    throw new DatasetError(`cannot unpack ${archive}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return found;
}
