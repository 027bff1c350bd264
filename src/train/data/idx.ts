/**
 * The files of LeCun's IDX format go in, shapes, levels and labels come out. In big-endian order:
 *
 *   offset 0   uint32   0x00000803 for images (unsigned bytes, 3 dimensions), 0x00000801 for labels
 *          4   uint32   count
 *          8   uint32   rows      (images only)
 *         12   uint32   columns   (images only)
 *   then one byte for each level, or for each label
 */

import { type DataFile, damaged, END } from "./dataset-error.ts";
import { isNamedGzip } from "./gzip.ts";

export interface IdxShape {
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

export interface IdxImages extends IdxShape {
  readonly levels: Uint8Array;
}

const IMAGES = { magic: 0x0803, header: 16, what: "images" };
const LABELS = { magic: 0x0801, header: 8, what: "labels" };
export const IDX_HEADER_BYTES = IMAGES.header;

const hexadecimal = (word: number): string => word.toString(16).padStart(8, "0");

/** Checks magic and header; gives the count. */
function readHeader(file: DataFile, { magic, header, what }: typeof IMAGES): number {
  const { bytes, path, packed } = file;
  if (isNamedGzip(path) && !packed && bytes.length > 0 && bytes[0] !== 0)
    throw damaged(file, 0, "the gzip signature 1f8b", bytes.toString("hex", 0, 2));
  if (bytes.length < header) throw damaged(file, bytes.length, `a header of ${header} bytes`, END);
  const found = bytes.readUInt32BE(0);
  if (found !== magic) {
    const other = [IMAGES, LABELS].find((kind) => kind.magic === found);
    const known = other === undefined ? "" : ` of a file of ${other.what}`;
    throw damaged(file, 0, `the magic ${hexadecimal(magic)} of a file of ${what}`, `${hexadecimal(found)}${known}`);
  }
  return bytes.readUInt32BE(4);
}

function checkLength(file: DataFile, size: number, what: string): void {
  const { length } = file.bytes;
  if (length < size) throw damaged(file, length, `${size - length} more bytes for ${what}`, END);
  if (length > size) throw damaged(file, size, END, `${length - size} more bytes`);
}

/** From the beginning of a file of images. */
export function decodeIdxShape(file: DataFile): IdxShape {
  const count = readHeader(file, IMAGES);
  const height = file.bytes.readUInt32BE(8);
  const width = file.bytes.readUInt32BE(12);
  if (count === 0) throw damaged(file, 4, "at least 1 image", "0");
  if (height === 0) throw damaged(file, 8, "at least 1 row", "0");
  if (width === 0) throw damaged(file, 12, "at least 1 column", "0");
  return { count, height, width };
}

export function decodeIdxImages(file: DataFile, expected: Partial<IdxShape> = {}): IdxImages {
  const shape = decodeIdxShape(file);
  const { count, height, width } = shape;
  const agree = (offset: number, what: string, wanted: number | undefined, found: number): void => {
    if (wanted !== undefined && wanted !== found) throw damaged(file, offset, `${wanted} ${what}`, `${found}`);
  };
  agree(4, "images", expected.count, count);
  agree(8, "rows", expected.height, height);
  agree(12, "columns", expected.width, width);
  checkLength(file, IMAGES.header + count * height * width, `${count} images of ${height}x${width}`);
  return { ...shape, levels: new Uint8Array(file.bytes.subarray(IMAGES.header)) };
}

/** `classes` and `count` are what the labels have to agree with, where that is known. */
export function decodeIdxLabels(file: DataFile, { classes = 256, count }: { classes?: number; count?: number } = {}) {
  const written = readHeader(file, LABELS);
  if (count !== undefined && written !== count) {
    throw damaged(file, 4, `${count} labels, as many as there are images`, `${written}`);
  }
  checkLength(file, LABELS.header + written, `${written} labels`);
  const labels = Int32Array.from(file.bytes.subarray(LABELS.header));
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) throw damaged(file, LABELS.header + wrong, `a label below ${classes}`, `${labels[wrong]}`);
  return labels;
}
