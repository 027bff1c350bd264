/**
 * Files of the CIFAR binary format go in, levels and labels come out. A file is a row of records without a header:
 *
 *   CIFAR-10    1 byte   label,                   then 3072 bytes
 *   CIFAR-100   2 bytes  coarse and fine label,   then 3072 bytes
 *
 * where the 3072 bytes are the red, the green and the blue plane of 32x32 levels each.
 */

import { type DataFile, damaged, END } from "./dataset-error.ts";

export const CIFAR_SHAPE = { height: 32, width: 32, channels: 3 } as const;
const PLANE = CIFAR_SHAPE.height * CIFAR_SHAPE.width;
const PIXELS = CIFAR_SHAPE.channels * PLANE;
const COARSE_CLASSES = 20;

export type CifarLabelBytes = 1 | 2;

export interface CifarImages {
  readonly levels: Uint8Array;
  readonly labels: Int32Array;
}

export interface CifarExpectation {
  readonly labelBytes: CifarLabelBytes;
  readonly classes: number;
  /** Of all the files together. */
  readonly count?: number;
}

/** One after the other; the label is the fine one where there are two. */
export function decodeCifar(files: readonly DataFile[], { labelBytes, classes, count }: CifarExpectation): CifarImages {
  const record = labelBytes + PIXELS;
  for (const file of files) checkLength(file, record);
  const total = files.reduce((sum, { bytes }) => sum + bytes.length / record, 0);
  const last = files[files.length - 1];
  if (count !== undefined && total !== count && last !== undefined) {
    throw damaged(last, last.bytes.length, `the end of the last of ${count} images`, `the end of image ${total}`);
  }
  const levels = new Uint8Array(total * PIXELS);
  const labels = new Int32Array(total);
  let example = 0;
  for (const file of files) {
    const { bytes } = file;
    for (let start = 0; start < bytes.length; start += record, example++) {
      labels[example] = readLabel(file, start, labelBytes, classes);
      interleave(bytes, start + labelBytes, levels, example * PIXELS);
    }
  }
  return { levels, labels };
}

function checkLength(file: DataFile, record: number): void {
  const { length } = file.bytes;
  if (length === 0) throw damaged(file, 0, `records of ${record} bytes`, END);
  const over = length % record;
  if (over !== 0)
    throw damaged(
      file,
      length - over,
      `a record of ${record} bytes`,
      `${over} byte${over === 1 ? "" : "s"} and ${END}`,
    );
}

function readLabel(file: DataFile, start: number, labelBytes: CifarLabelBytes, classes: number): number {
  const { bytes } = file;
  if (labelBytes === 2 && bytes[start]! >= COARSE_CLASSES) {
    throw damaged(file, start, `a coarse label below ${COARSE_CLASSES}`, `${bytes[start]}`);
  }
  const at = start + labelBytes - 1;
  const label = bytes[at]!;
  if (label >= classes) throw damaged(file, at, `a label below ${classes}`, `${label}`);
  return label;
}

/** Three planes of levels become rows of pixels of three levels. */
function interleave(planes: Uint8Array, from: number, pixels: Uint8Array, to: number): void {
  for (let place = 0; place < PLANE; place++) {
    const pixel = to + CIFAR_SHAPE.channels * place;
    pixels[pixel] = planes[from + place]!;
    pixels[pixel + 1] = planes[from + PLANE + place]!;
    pixels[pixel + 2] = planes[from + 2 * PLANE + place]!;
  }
}
