/** A normalised batch's input and the gradient of its output go in; the gradients of input, scale and shift come out. */

import { madd, swishSlope } from "./lanes.ts";

// With d = x - mean, z = d scale + shift and dz = dy activation'(z), the first pass writes dz and sums dz and dz d per
// channel; the second makes dx = dz a + d b + c of it, whose three numbers a channel follow from the sums.

/** `sums` has two 64-bit numbers a channel, which are added to: of dz, and of dz d. */
export function outputGradient(
  x: usize,
  dy: usize,
  dz: usize,
  rows: i32,
  channels: i32,
  scale: usize,
  shift: usize,
  mean: usize,
  swish: i32,
  blockRows: i32,
  sums: usize,
): void {
  const pitch = (<usize>channels) << 2;
  for (let row = 0; row < rows; row += blockRows) {
    const bytes = pitch * min(blockRows, rows - row);
    let at: usize = 0;
    for (; at + 16 <= pitch; at += 16) {
      if (swish != 0) {
        swishOf4(x + at, dy + at, dz + at, bytes, pitch, scale + at, shift + at, mean + at, sums + at * 4);
      } else sumOf4(x + at, dy + at, dz + at, bytes, pitch, mean + at, sums + at * 4);
    }
    for (; at < pitch; at += 4) {
      sumOf1(x + at, dy + at, dz + at, bytes, pitch, scale + at, shift + at, mean + at, swish, sums + at * 4);
    }
    x += bytes;
    dy += bytes;
    dz += bytes;
  }
}

function swishOf4(
  x: usize,
  dy: usize,
  dz: usize,
  bytes: usize,
  pitch: usize,
  scale: usize,
  shift: usize,
  mean: usize,
  sums: usize,
): void {
  const factor = v128.load(scale);
  const summand = v128.load(shift);
  const center = v128.load(mean);
  let sum = f32x4.splat(0);
  let product = sum;
  for (let at: usize = 0; at < bytes; at += pitch) {
    const value = f32x4.sub(v128.load(x + at), center);
    const gradient = f32x4.mul(v128.load(dy + at), swishSlope(madd(summand, value, factor)));
    v128.store(dz + at, gradient);
    sum = f32x4.add(sum, gradient);
    product = madd(product, gradient, value);
  }
  addSums(sums, sum, product);
}

function sumOf4(x: usize, dy: usize, dz: usize, bytes: usize, pitch: usize, mean: usize, sums: usize): void {
  const center = v128.load(mean);
  let sum = f32x4.splat(0);
  let product = sum;
  for (let at: usize = 0; at < bytes; at += pitch) {
    const gradient = v128.load(dy + at);
    v128.store(dz + at, gradient);
    sum = f32x4.add(sum, gradient);
    product = madd(product, gradient, f32x4.sub(v128.load(x + at), center));
  }
  addSums(sums, sum, product);
}

function sumOf1(
  x: usize,
  dy: usize,
  dz: usize,
  bytes: usize,
  pitch: usize,
  scale: usize,
  shift: usize,
  mean: usize,
  swish: i32,
  sums: usize,
): void {
  const center = f32.load(mean);
  let sum: f64 = 0;
  let product: f64 = 0;
  for (let at: usize = 0; at < bytes; at += pitch) {
    const value = f32.load(x + at) - center;
    let gradient = f32.load(dy + at);
    if (swish != 0) {
      const z = value * f32.load(scale) + f32.load(shift);
      gradient *= f32x4.extract_lane(swishSlope(f32x4.splat(z)), 0);
    }
    f32.store(dz + at, gradient);
    sum += <f64>gradient;
    product += <f64>gradient * <f64>value;
  }
  addTo(sums, sum, product);
}

@inline
function addSums(sums: usize, sum: v128, product: v128): void {
  addTo(sums, f32x4.extract_lane(sum, 0), f32x4.extract_lane(product, 0));
  addTo(sums + 16, f32x4.extract_lane(sum, 1), f32x4.extract_lane(product, 1));
  addTo(sums + 32, f32x4.extract_lane(sum, 2), f32x4.extract_lane(product, 2));
  addTo(sums + 48, f32x4.extract_lane(sum, 3), f32x4.extract_lane(product, 3));
}

function addTo(at: usize, sum: f64, product: f64): void {
  f64.store(at, f64.load(at) + sum);
  f64.store(at, f64.load(at, 8) + product, 8);
}

/** Turns dz into dx in place: dz a + d b + c, with the arrays of a, b and c after each other. */
export function inputGradient(x: usize, dx: usize, rows: i32, channels: i32, mean: usize, coefficients: usize): void {
  const pitch = (<usize>channels) << 2;
  const quads = pitch & ~(<usize>15);
  const a = coefficients;
  const b = a + pitch;
  const c = b + pitch;
  const end = x + pitch * rows;
  for (; x < end; x += pitch, dx += pitch) {
    let at: usize = 0;
    for (; at < quads; at += 16) {
      const deviation = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      const fromMoments = madd(v128.load(c + at), deviation, v128.load(b + at));
      v128.store(dx + at, madd(fromMoments, v128.load(dx + at), v128.load(a + at)));
    }
    for (; at < pitch; at += 4) {
      const fromMoments = f32.load(c + at) + (f32.load(x + at) - f32.load(mean + at)) * f32.load(b + at);
      f32.store(dx + at, fromMoments + f32.load(dx + at) * f32.load(a + at));
    }
  }
}
