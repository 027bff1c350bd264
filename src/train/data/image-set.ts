/**
 * Grey or colour images with labels go in, the bytes of one compact file come out, and back. Before gzip the file is,
 * in little-endian order:
 *
 *   offset  0   8 bytes  "LOSSIMG1"
 *           8   uint32   count
 *          12   uint16   height
 *          14   uint16   width
 *          16   uint8    channels
 *          17   uint8    classes
 *          18   uint8    the level that means 1.0
 *          19   uint8    0
 *          20  32 bytes  SHA-256 of all that follows
 *          52   count bytes, the labels
 *   52 + count  count * height * width * channels bytes, the levels
 */

import { createHash } from "node:crypto";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import type { Dataset } from "./dataset.ts";

const MAGIC = "LOSSIMG1";
const DIGEST_AT = 20;
const HEADER_BYTES = 52;
const GZIP_HEADER_BYTES = 10;
const GZIP_OS_AT = 9;
const GZIP_OS_UNKNOWN = 255;

export interface ImageSet {
  readonly labels: Uint8Array;
  readonly levels: Uint8Array;
  readonly maxLevel: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

/** The same input gives the same bytes, but for how tightly the installed zlib packs them. */
export function encodeImageSet(set: ImageSet): Uint8Array {
  const body = Buffer.concat([set.labels, set.levels]);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, "latin1");
  header.writeUInt32LE(set.labels.length, 8);
  header.writeUInt16LE(set.height, 12);
  header.writeUInt16LE(set.width, 14);
  header.writeUInt8(set.channels, 16);
  header.writeUInt8(set.classes, 17);
  header.writeUInt8(set.maxLevel, 18);
  sha256(body).copy(header, DIGEST_AT);
  const compressed = gzipSync(Buffer.concat([header, body]), { level: 9 });
  compressed[GZIP_OS_AT] = GZIP_OS_UNKNOWN;
  return compressed;
}

/** Throws an error that names the file, the offset in the unpacked bytes, what was expected and what was found. */
export function decodeImageSet(compressed: Uint8Array, fileName: string, name: string): Dataset {
  const bytes = unpack(compressed, fileName);
  const refuse = (offset: number, expected: string, found: string): never => {
    throw new Error(
      `${fileName} is damaged: expected ${expected} at offset ${offset} of the unpacked data, found ${found}`,
    );
  };

  if (bytes.length < HEADER_BYTES) {
    refuse(bytes.length, `${HEADER_BYTES - bytes.length} more bytes of the header`, "the end of the data");
  }
  const magic = bytes.toString("latin1", 0, MAGIC.length);
  if (magic !== MAGIC) refuse(0, JSON.stringify(MAGIC), JSON.stringify(magic));

  const count = bytes.readUInt32LE(8);
  const height = bytes.readUInt16LE(12);
  const width = bytes.readUInt16LE(14);
  const channels = bytes.readUInt8(16);
  const classes = bytes.readUInt8(17);
  const maxLevel = bytes.readUInt8(18);
  const size = HEADER_BYTES + count * (1 + height * width * channels);
  if (bytes.length < size) {
    refuse(bytes.length, `${size - bytes.length} more bytes for ${count} images`, "the end of the data");
  }
  if (bytes.length > size) refuse(size, "the end of the data", `${bytes.length - size} more bytes`);

  const body = bytes.subarray(HEADER_BYTES);
  const written = bytes.toString("hex", DIGEST_AT, HEADER_BYTES);
  const actual = sha256(body).toString("hex");
  if (written !== actual) refuse(HEADER_BYTES, `data with SHA-256 ${written}`, `data with SHA-256 ${actual}`);

  const labels = Int32Array.from(body.subarray(0, count));
  const levels = Uint8Array.from(body.subarray(count));
  const wrongLabel = labels.findIndex((label) => label >= classes);
  if (wrongLabel >= 0) refuse(HEADER_BYTES + wrongLabel, `a label below ${classes}`, `${labels[wrongLabel]}`);
  const wrongLevel = levels.findIndex((level) => level > maxLevel);
  if (wrongLevel >= 0) {
    refuse(HEADER_BYTES + count + wrongLevel, `a level of at most ${maxLevel}`, `${levels[wrongLevel]}`);
  }
  return { name, levels, maxLevel, labels, height, width, channels, classes };
}

function unpack(compressed: Uint8Array, fileName: string): Buffer {
  if (compressed.length < GZIP_HEADER_BYTES || compressed[0] !== 0x1f || compressed[1] !== 0x8b) {
    const found = Buffer.from(compressed.subarray(0, 2)).toString("hex") || "nothing";
    throw new Error(`${fileName} is damaged: expected the gzip signature 1f8b at offset 0, found ${found}`);
  }
  try {
    return gunzipSync(compressed);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const whole = unpackedSoFar(compressed);
    throw new Error(
      `${fileName} is damaged: expected a whole gzip file, and its ${compressed.length} bytes unpack up to offset ${whole} only (${reason})`,
    );
  }
}

/** How many bytes come out of a gzip file before its damage. */
function unpackedSoFar(compressed: Uint8Array): number {
  try {
    return gunzipSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH }).length;
  } catch {
    return 0;
  }
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
