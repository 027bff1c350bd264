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
import { gzipSync } from "node:zlib";
import type { Dataset } from "./dataset.ts";
import { damaged, END } from "./dataset-error.ts";
import { gunzip } from "./gzip.ts";

const MAGIC = "LOSSIMG1";
const DIGEST_AT = 20;
const HEADER_BYTES = 52;
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
  const bytes = gunzip(compressed, fileName);
  const refuse = (offset: number, expected: string, found: string): never => {
    throw damaged({ path: fileName, packed: true }, offset, expected, found);
  };

  if (bytes.length < HEADER_BYTES) {
    refuse(bytes.length, `${HEADER_BYTES - bytes.length} more bytes of the header`, END);
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
    refuse(bytes.length, `${size - bytes.length} more bytes for ${count} images`, END);
  }
  if (bytes.length > size) refuse(size, END, `${bytes.length - size} more bytes`);

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

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
