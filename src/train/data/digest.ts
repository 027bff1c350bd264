/** The path of a file goes in, its checksums come out. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { RemoteFile } from "./catalogue.ts";

/** What is wrong with a file's checksums, in words; nothing if they are right. */
export async function checksumFault(
  path: string,
  expected: Pick<RemoteFile, "md5" | "sha256">,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const md5 = createHash("md5");
  const sha256 = createHash("sha256");
  for await (const chunk of createReadStream(path, signal === undefined ? {} : { signal })) {
    md5.update(chunk as Uint8Array);
    sha256.update(chunk as Uint8Array);
  }
  const found = { md5: md5.digest("hex"), sha256: sha256.digest("hex") };
  if (found.md5 !== expected.md5) return `expected MD5 ${expected.md5}, found ${found.md5}`;
  if (expected.sha256 === undefined || found.sha256 === expected.sha256) return undefined;
  return `expected SHA-256 ${expected.sha256}, found ${found.sha256}`;
}
