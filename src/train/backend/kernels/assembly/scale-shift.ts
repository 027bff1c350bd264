/** A batch with channels last and three numbers per channel go in; (x - center) scale + shift, perhaps activated, comes out. */

import { madd, sigmoid } from "./lanes.ts";

/** Rows of `channels` floats; with `swish` not 0, z sigmoid(z) of each. */
export function scaleShift(
  x: usize,
  y: usize,
  rows: i32,
  channels: i32,
  center: usize,
  scale: usize,
  shift: usize,
  swish: i32,
): void {
  const pitch = (<usize>channels) << 2;
  const quads = pitch & ~(<usize>15);
  const end = x + pitch * rows;
  for (; x < end; x += pitch, y += pitch) {
    let at: usize = 0;
    if (swish != 0) {
      for (; at < quads; at += 16) {
        const z = placed(x + at, center + at, scale + at, shift + at);
        v128.store(y + at, f32x4.mul(z, sigmoid(z)));
      }
    } else {
      for (; at < quads; at += 16) v128.store(y + at, placed(x + at, center + at, scale + at, shift + at));
    }
    for (; at < pitch; at += 4) {
      let z = (f32.load(x + at) - f32.load(center + at)) * f32.load(scale + at) + f32.load(shift + at);
      if (swish != 0) z *= f32x4.extract_lane(sigmoid(f32x4.splat(z)), 0);
      f32.store(y + at, z);
    }
  }
}

@inline
function placed(x: usize, center: usize, scale: usize, shift: usize): v128 {
  return madd(v128.load(shift), f32x4.sub(v128.load(x), v128.load(center)), v128.load(scale));
}
