/**
 * The digits as CSV, packed with gzip, go in; data/digits.bin.gz comes out.
 *
 *   npx tsx tools/make-digits.ts digits.csv.gz [data/digits.bin.gz]
 *
 * Each line holds 64 levels of 0 to 16, row by row, and the digit. Debian's package python3-sklearn has such a file.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { encodeImageSet } from "../src/train/data/image-set.ts";

const SIDE = 8;
const CLASSES = 10;
const MAX_LEVEL = 16;

const [input, output = "data/digits.bin.gz"] = process.argv.slice(2);
if (input === undefined) {
  console.error("usage: make-digits.ts digits.csv.gz [OUT]");
  process.exit(2);
}

const lines = gunzipSync(readFileSync(input)).toString("latin1").trim().split(/\r?\n/);
const labels = new Uint8Array(lines.length);
const levels = new Uint8Array(lines.length * SIDE * SIDE);
lines.forEach((line, row) => {
  const numbers = line.split(",").map(Number);
  const label = numbers.pop();
  const isLevel = (level: number) => Number.isInteger(level) && level >= 0 && level <= MAX_LEVEL;
  const isDigit = (digit: number) => Number.isInteger(digit) && digit >= 0 && digit < CLASSES;
  if (numbers.length !== SIDE * SIDE || !numbers.every(isLevel) || label === undefined || !isDigit(label)) {
    throw new Error(`${input}:${row + 1}: expected 64 levels of 0 to 16 and a digit, found: ${line}`);
  }
  labels[row] = label;
  levels.set(numbers, row * SIDE * SIDE);
});

const shape = { height: SIDE, width: SIDE, channels: 1, classes: CLASSES, maxLevel: MAX_LEVEL };
const packed = encodeImageSet({ labels, levels, ...shape });
writeFileSync(output, packed);
console.log(`${output}: ${lines.length} images, ${packed.length} bytes`);
