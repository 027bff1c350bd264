/** One image of a depthwise convolution goes in; its part of the filter's gradient, or its input's gradient, is added up. */

import { madd } from "./lanes.ts";

// Both have the same loops: over output pixels and filter entries that meet inside of the image, and over channels. With
// `multiplier` m, input channel c gives the output channels c m ... c m + m - 1.

/** dW[i, j, c, m] += x[s u + i - top, s v + j - left, c] dy[u, v, c, m]. */
export function depthwiseFilterGradient(
  x: usize,
  dy: usize,
  dFilter: usize,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const inBytes = (<usize>channels) << 2;
  const outBytes = inBytes * multiplier;
  for (let u = 0; u < outHeight; u++) {
    for (let i = 0; i < filterHeight; i++) {
      const row = u * strideHeight + i - top;
      if (row < 0 || row >= inHeight) continue;
      for (let v = 0; v < outWidth; v++) {
        const gradient = dy + <usize>(u * outWidth + v) * outBytes;
        for (let j = 0; j < filterWidth; j++) {
          const column = v * strideWidth + j - left;
          if (column < 0 || column >= inWidth) continue;
          const input = x + <usize>(row * inWidth + column) * inBytes;
          const entry = dFilter + <usize>(i * filterWidth + j) * outBytes;
          if (multiplier == 1) addProducts(entry, input, gradient, inBytes);
          else addScaled(entry, input, gradient, channels, multiplier);
        }
      }
    }
  }
}

/** dx[s u + i - top, s v + j - left, c] += sum over m of dy[u, v, c, m] W[i, j, c, m]. */
export function depthwiseInputGradient(
  dx: usize,
  dy: usize,
  filter: usize,
  inHeight: i32,
  inWidth: i32,
  channels: i32,
  multiplier: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const inBytes = (<usize>channels) << 2;
  const outBytes = inBytes * multiplier;
  for (let u = 0; u < outHeight; u++) {
    for (let i = 0; i < filterHeight; i++) {
      const row = u * strideHeight + i - top;
      if (row < 0 || row >= inHeight) continue;
      for (let v = 0; v < outWidth; v++) {
        const gradient = dy + <usize>(u * outWidth + v) * outBytes;
        for (let j = 0; j < filterWidth; j++) {
          const column = v * strideWidth + j - left;
          if (column < 0 || column >= inWidth) continue;
          const input = dx + <usize>(row * inWidth + column) * inBytes;
          const entry = filter + <usize>(i * filterWidth + j) * outBytes;
          if (multiplier == 1) addProducts(input, entry, gradient, inBytes);
          else addDots(input, entry, gradient, channels, multiplier);
        }
      }
    }
  }
}

/** sum[c] += a[c] b[c]. */
function addProducts(sum: usize, a: usize, b: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    v128.store(sum + at, madd(v128.load(sum + at), v128.load(a + at), v128.load(b + at)));
  }
  for (; at < bytes; at += 4) f32.store(sum + at, f32.load(sum + at) + f32.load(a + at) * f32.load(b + at));
}

/** sum[c, m] += a[c] b[c, m]. */
function addScaled(sum: usize, a: usize, b: usize, channels: i32, multiplier: i32): void {
  for (let channel = 0; channel < channels; channel++, a += 4) {
    const factor = f32.load(a);
    for (let m = 0; m < multiplier; m++, sum += 4, b += 4) f32.store(sum, f32.load(sum) + factor * f32.load(b));
  }
}

/** sum[c] += sum over m of a[c, m] b[c, m]. */
function addDots(sum: usize, a: usize, b: usize, channels: i32, multiplier: i32): void {
  for (let channel = 0; channel < channels; channel++, sum += 4) {
    let dot = f32.load(sum);
    for (let m = 0; m < multiplier; m++, a += 4, b += 4) dot += f32.load(a) * f32.load(b);
    f32.store(sum, dot);
  }
}
