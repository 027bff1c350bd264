/** The path of a file goes in, its bytes come out, unpacked where they are packed with gzip. */

import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { extname } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { type DataFile, DatasetError, damaged } from "./dataset-error.ts";

const GZIP_HEADER_BYTES = 10;
const HEAD_BYTES = 65_536;

const isGzip = (bytes: Uint8Array): boolean =>
  bytes.length >= GZIP_HEADER_BYTES && bytes[0] === 0x1f && bytes[1] === 0x8b;

/** A whole file. What is packed is told by its content, as some browsers unpack a `.gz` and keep its name. */
export function readDataFile(path: string): DataFile {
  const bytes = orUnreadable(path, () => readFileSync(path));
  return isGzip(bytes) ? { path, bytes: gunzip(bytes, path), packed: true } : { path, bytes, packed: false };
}

/** The beginning of a file: at least `least` bytes of it, unless it is shorter. */
export function readHead(path: string, least: number): DataFile {
  const bytes = orUnreadable(path, () => {
    const file = openSync(path, "r");
    try {
      const buffer = Buffer.alloc(HEAD_BYTES);
      return buffer.subarray(0, readSync(file, buffer, 0, HEAD_BYTES, 0));
    } finally {
      closeSync(file);
    }
  });
  if (!isGzip(bytes)) return { path, bytes, packed: false };
  const head = unpackBeginning(bytes);
  // Damage that the beginning shows is told as for the whole file.
  return head.length >= least ? { path, bytes: head, packed: true } : readDataFile(path);
}

/** @throws DatasetError where the bytes are no whole gzip file. */
export function gunzip(packed: Uint8Array, path: string): Buffer {
  if (!isGzip(packed)) {
    const found = Buffer.from(packed.subarray(0, 2)).toString("hex") || "nothing";
    throw damaged({ path, packed: false }, 0, "the gzip signature 1f8b", found);
  }
  try {
    return gunzipSync(packed);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DatasetError(
      `${path} is damaged: expected a whole gzip file, and its ${packed.length} bytes unpack up to offset ${unpackBeginning(packed).length} only (${reason})`,
    );
  }
}

export const isNamedGzip = (path: string): boolean => extname(path).toLowerCase() === ".gz";

/** What comes out of a gzip file before its end or its damage. */
function unpackBeginning(packed: Uint8Array): Buffer {
  try {
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

function orUnreadable<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new DatasetError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
