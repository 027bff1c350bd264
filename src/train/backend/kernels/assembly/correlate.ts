/**
 * A zero-padded image and packed weights go in; the weighted sums over each output pixel's patch come out. Forward
 * convolution and both kinds of its input gradient are this one loop nest with other steps.
 */

import { madd } from "./lanes.ts";

// A patch is `kernelRows` runs of `run` floats, `pitch` bytes apart. Weights and bias come in panels of 8 output channels,
// the last of 12 or 4 if the channels are no multiple of 8; a panel's weights are [kernelRows * run][width]. A tile is 4
// pixels by one panel: V8 loads all operands of a loop's body first, so 8 sums, 2 weights, 4 pixels and a product fill the
// 15 registers it has. By 12 channels, 2 pixels keep the adders as busy. A last tile that is short repeats its last pixel,
// which changes nothing.

let from: usize = 0;
let to: usize = 0;
let column: i32 = 0;
let inStep: usize = 0;
let outStep: usize = 0;
let inSkip: usize = 0;
let outSkip: usize = 0;
let columns: i32 = 0;

/** Goes to the next output pixel, `inSkip` and `outSkip` bytes further at the end of a row. */
@inline
function nextPixel(): void {
  from += inStep;
  to += outStep;
  if (++column == columns) {
    column = 0;
    from += inSkip;
    to += outSkip;
  }
}

export function correlate(
  input: usize,
  inPixel: usize,
  inRow: usize,
  pitch: usize,
  kernelRows: i32,
  run: i32,
  weights: usize,
  bias: usize,
  output: usize,
  outPixel: usize,
  outRow: usize,
  rows: i32,
  width: i32,
  channels: i32,
): void {
  const depth = <usize>(kernelRows * run);
  const pixels = rows * width;
  const skip = pitch - ((<usize>run) << 2);
  inStep = inPixel;
  outStep = outPixel;
  columns = width;
  inSkip = inRow - inPixel * width;
  outSkip = outRow - outPixel * width;
  while (channels > 0) {
    from = input;
    to = output;
    column = 0;
    if (channels == 12) {
      panel12(pixels, skip, kernelRows, run, weights, bias);
      return;
    }
    if (channels == 4) {
      panel4(pixels, skip, kernelRows, run, weights, bias);
      return;
    }
    panel8(pixels, skip, kernelRows, run, weights, bias);
    weights += depth << 5;
    bias += 32;
    output += 32;
    channels -= 8;
  }
}

function panel12(pixels: i32, skip: usize, kernelRows: i32, run: i32, weights: usize, bias: usize): void {
  const runBytes = <usize>run * 48;
  for (let pixel = 0; pixel < pixels; pixel += 2) {
    let x0 = from;
    const y0 = to;
    if (pixel + 1 < pixels) nextPixel();
    let x1 = from;
    const y1 = to;
    nextPixel();
    let s0 = v128.load(bias);
    let t0 = v128.load(bias, 16);
    let u0 = v128.load(bias, 32);
    let s1 = s0;
    let t1 = t0;
    let u1 = u0;
    let w = weights;
    for (let row = 0; row < kernelRows; row++) {
      const end = w + runBytes;
      while (w < end) {
        const a = v128.load(w);
        const b = v128.load(w, 16);
        const c = v128.load(w, 32);
        let x = v128.load32_splat(x0);
        s0 = madd(s0, x, a);
        t0 = madd(t0, x, b);
        u0 = madd(u0, x, c);
        x = v128.load32_splat(x1);
        s1 = madd(s1, x, a);
        t1 = madd(t1, x, b);
        u1 = madd(u1, x, c);
        x0 += 4;
        x1 += 4;
        w += 48;
      }
      x0 += skip;
      x1 += skip;
    }
    v128.store(y0, s0);
    v128.store(y0, t0, 16);
    v128.store(y0, u0, 32);
    v128.store(y1, s1);
    v128.store(y1, t1, 16);
    v128.store(y1, u1, 32);
  }
}

function panel8(pixels: i32, skip: usize, kernelRows: i32, run: i32, weights: usize, bias: usize): void {
  const runBytes = (<usize>run) << 5;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    let x0 = from;
    const y0 = to;
    if (pixel + 1 < pixels) nextPixel();
    let x1 = from;
    const y1 = to;
    if (pixel + 2 < pixels) nextPixel();
    let x2 = from;
    const y2 = to;
    if (pixel + 3 < pixels) nextPixel();
    let x3 = from;
    const y3 = to;
    nextPixel();
    let s0 = v128.load(bias);
    let t0 = v128.load(bias, 16);
    let s1 = s0;
    let t1 = t0;
    let s2 = s0;
    let t2 = t0;
    let s3 = s0;
    let t3 = t0;
    let w = weights;
    for (let row = 0; row < kernelRows; row++) {
      const end = w + runBytes;
      while (w < end) {
        const a = v128.load(w);
        const b = v128.load(w, 16);
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
        x0 += 4;
        x1 += 4;
        x2 += 4;
        x3 += 4;
        w += 32;
      }
      x0 += skip;
      x1 += skip;
      x2 += skip;
      x3 += skip;
    }
    v128.store(y0, s0);
    v128.store(y0, t0, 16);
    v128.store(y1, s1);
    v128.store(y1, t1, 16);
    v128.store(y2, s2);
    v128.store(y2, t2, 16);
    v128.store(y3, s3);
    v128.store(y3, t3, 16);
  }
}

function panel4(pixels: i32, skip: usize, kernelRows: i32, run: i32, weights: usize, bias: usize): void {
  const runBytes = (<usize>run) << 4;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    let x0 = from;
    const y0 = to;
    if (pixel + 1 < pixels) nextPixel();
    let x1 = from;
    const y1 = to;
    if (pixel + 2 < pixels) nextPixel();
    let x2 = from;
    const y2 = to;
    if (pixel + 3 < pixels) nextPixel();
    let x3 = from;
    const y3 = to;
    nextPixel();
    let s0 = v128.load(bias);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let w = weights;
    for (let row = 0; row < kernelRows; row++) {
      const end = w + runBytes;
      while (w < end) {
        const a = v128.load(w);
        s0 = madd(s0, v128.load32_splat(x0), a);
        s1 = madd(s1, v128.load32_splat(x1), a);
        s2 = madd(s2, v128.load32_splat(x2), a);
        s3 = madd(s3, v128.load32_splat(x3), a);
        x0 += 4;
        x1 += 4;
        x2 += 4;
        x3 += 4;
        w += 16;
      }
      x0 += skip;
      x1 += skip;
      x2 += skip;
      x3 += skip;
    }
    v128.store(y0, s0);
    v128.store(y1, s1);
    v128.store(y2, s2);
    v128.store(y3, s3);
  }
}
