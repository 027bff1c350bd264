/**
 * A zero-padded image and the gradient of its convolution's output go in; the sums over the pixels of patch times
 * gradient are added to the filter's gradient, in panels of output channels as `correlate` has its weights.
 */

import { madd } from "./lanes.ts";

// A tile is 4 entries of the patch by 8 or 4 output channels, or 2 by 12, summed in registers over the image's pixels and
// only then added to the total: sums of many terms lose less in pieces. Entries that fill the last tile up repeat the last
// one, and their rows of the total mean nothing.

let entry: usize = 0;
let entriesLeft: i32 = 0;
let column: i32 = 0;
let run: i32 = 0;
let jump: usize = 0;

/** Where the patch's next entry is in the image's first patch. */
@inline
function nextEntry(): usize {
  const here = entry;
  if (--entriesLeft > 0) {
    entry += 4;
    if (++column == run) {
      column = 0;
      entry += jump;
    }
  }
  return here;
}

/** A panel of `total` has as many rows as the patch has entries, rounded up to a multiple of 4. */
export function addOuterProducts(
  input: usize,
  inPixel: usize,
  inRow: usize,
  pitch: usize,
  kernelRows: i32,
  runLength: i32,
  gradient: usize,
  channels: i32,
  rows: i32,
  columns: i32,
  total: usize,
): void {
  const depth = kernelRows * runLength;
  const step = (<usize>channels) << 2;
  const rowBytes = step * columns;
  const inSkip = inRow - inPixel * columns;
  const lastRow = gradient + rowBytes * rows;
  run = runLength;
  jump = pitch - ((<usize>runLength) << 2);
  for (let offset: usize = 0; offset < step; ) {
    const left = step - offset;
    const dy = gradient + offset;
    entry = input;
    entriesLeft = depth;
    column = 0;
    while (entriesLeft > 0) {
      const x0 = nextEntry();
      const x1 = nextEntry();
      if (left == 48) {
        tile12(x0, x1, inPixel, inSkip, dy, step, rowBytes, lastRow, total);
        total += 96;
        continue;
      }
      const x2 = nextEntry();
      const x3 = nextEntry();
      if (left == 16) {
        tile4(x0, x1, x2, x3, inPixel, inSkip, dy, step, rowBytes, lastRow, total);
        total += 64;
      } else {
        tile8(x0, x1, x2, x3, inPixel, inSkip, dy, step, rowBytes, lastRow, total);
        total += 128;
      }
    }
    if (left == 48) break;
    offset += 32;
  }
}

function tile12(
  x0: usize,
  x1: usize,
  inPixel: usize,
  inSkip: usize,
  dy: usize,
  step: usize,
  rowBytes: usize,
  last: usize,
  total: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let t0 = s0;
  let t1 = s0;
  let u0 = s0;
  let u1 = s0;
  while (dy < last) {
    const end = dy + rowBytes;
    while (dy < end) {
      const a = v128.load(dy);
      const b = v128.load(dy, 16);
      const c = v128.load(dy, 32);
      let x = v128.load32_splat(x0);
      s0 = madd(s0, x, a);
      t0 = madd(t0, x, b);
      u0 = madd(u0, x, c);
      x = v128.load32_splat(x1);
      s1 = madd(s1, x, a);
      t1 = madd(t1, x, b);
      u1 = madd(u1, x, c);
      x0 += inPixel;
      x1 += inPixel;
      dy += step;
    }
    x0 += inSkip;
    x1 += inSkip;
  }
  addTo(total, s0);
  addTo(total + 16, t0);
  addTo(total + 32, u0);
  addTo(total + 48, s1);
  addTo(total + 64, t1);
  addTo(total + 80, u1);
}

function tile8(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  inPixel: usize,
  inSkip: usize,
  dy: usize,
  step: usize,
  rowBytes: usize,
  last: usize,
  total: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  while (dy < last) {
    const end = dy + rowBytes;
    while (dy < end) {
      const a = v128.load(dy);
      const b = v128.load(dy, 16);
      let x = v128.load32_splat(x0);
      s0 = madd(s0, x, a);
      t0 = madd(t0, x, b);
      x = v128.load32_splat(x1);
      s1 = madd(s1, x, a);
      t1 = madd(t1, x, b);
      x = v128.load32_splat(x2);
      s2 = madd(s2, x, a);
      t2 = madd(t2, x, b);
      x = v128.load32_splat(x3);
      s3 = madd(s3, x, a);
      t3 = madd(t3, x, b);
      x0 += inPixel;
      x1 += inPixel;
      x2 += inPixel;
      x3 += inPixel;
      dy += step;
    }
    x0 += inSkip;
    x1 += inSkip;
    x2 += inSkip;
    x3 += inSkip;
  }
  addTo(total, s0);
  addTo(total + 16, t0);
  addTo(total + 32, s1);
  addTo(total + 48, t1);
  addTo(total + 64, s2);
  addTo(total + 80, t2);
  addTo(total + 96, s3);
  addTo(total + 112, t3);
}

function tile4(
  x0: usize,
  x1: usize,
  x2: usize,
  x3: usize,
  inPixel: usize,
  inSkip: usize,
  dy: usize,
  step: usize,
  rowBytes: usize,
  last: usize,
  total: usize,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  while (dy < last) {
    const end = dy + rowBytes;
    while (dy < end) {
      const a = v128.load(dy);
      s0 = madd(s0, v128.load32_splat(x0), a);
      s1 = madd(s1, v128.load32_splat(x1), a);
      s2 = madd(s2, v128.load32_splat(x2), a);
      s3 = madd(s3, v128.load32_splat(x3), a);
      x0 += inPixel;
      x1 += inPixel;
      x2 += inPixel;
      x3 += inPixel;
      dy += step;
    }
    x0 += inSkip;
    x1 += inSkip;
    x2 += inSkip;
    x3 += inSkip;
  }
  addTo(total, s0);
  addTo(total + 16, s1);
  addTo(total + 32, s2);
  addTo(total + 48, s3);
}

@inline
function addTo(at: usize, values: v128): void {
  v128.store(at, f32x4.add(v128.load(at), values));
}
