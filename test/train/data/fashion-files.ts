/** Fashion-MNIST as Debian's package installs it, and its files as its authors publish them. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "./file-server.ts";

export const PARENT = "/usr/share/datasets";
const FOLDER = join(PARENT, "fashion-mnist");
const isHere = existsSync(FOLDER);
/** Skips a test where the package is not installed, and says why. */
export const orSkip = (context: { skip: (note: string) => void }): void => {
  if (!isHere) context.skip(`${FOLDER} is not here: apt install dataset-fashion-mnist`);
};

/** The files' gzip headers as their authors have them: with a name and a time, which Debian takes out. */
const PACKED_AT: Readonly<Record<string, number>> = {
  "train-images-idx3-ubyte": 1_504_176_606,
  "train-labels-idx1-ubyte": 1_504_176_606,
  "t10k-images-idx3-ubyte": 1_504_176_627,
  "t10k-labels-idx1-ubyte": 1_504_176_627,
};

function asPublished(name: string): Buffer {
  const header = Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
  header.writeUInt32LE(PACKED_AT[name]!, 4);
  return Buffer.concat([header, Buffer.from(`${name}\0`), readFileSync(join(FOLDER, `${name}.gz`)).subarray(10)]);
}

/** A server that has the files as published, and a `fetch` that asks it in place of any other. */
export async function servePublished(): Promise<typeof fetch> {
  const files = Object.keys(PACKED_AT).map((name) => [`${name}.gz`, { bytes: asPublished(name) }] as const);
  const { url } = await serve(Object.fromEntries(files));
  const real = fetch;
  return (address, init) => real(`${url}/${String(address).split("/").at(-1)}`, init);
}
