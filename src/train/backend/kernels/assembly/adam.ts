/** A variable, its gradient and its two moments go in; they come out moved by one step of Adam. Kingma & Ba 2015. */

import { madd } from "./lanes.ts";

/** The sum of squares in 64 bits, where no 32-bit number's square overflows. */
export function sumOfSquares(x: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (const end = x + ((<usize>count) << 2); x < end; x += 4) {
    const value = <f64>f32.load(x);
    sum += value * value;
  }
  return sum;
}

/** m = keep1 m + take1 g; v = keep2 v + take2 g^2; w -= rate m / (sqrt(v correction) + epsilon). */
export function adam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  count: i32,
  keep1: f32,
  take1: f32,
  keep2: f32,
  take2: f32,
  rate: f32,
  correction: f32,
  epsilon: f32,
): void {
  const bytes = (<usize>count) << 2;
  const quads = bytes & ~(<usize>15);
  let at: usize = 0;
  for (; at < quads; at += 16) {
    const gradient = v128.load(g + at);
    const square = f32x4.mul(gradient, gradient);
    const first = madd(f32x4.mul(gradient, f32x4.splat(take1)), v128.load(m + at), f32x4.splat(keep1));
    const second = madd(f32x4.mul(square, f32x4.splat(take2)), v128.load(v + at), f32x4.splat(keep2));
    v128.store(m + at, first);
    v128.store(v + at, second);
    const size = f32x4.add(f32x4.sqrt(f32x4.mul(second, f32x4.splat(correction))), f32x4.splat(epsilon));
    v128.store(w + at, f32x4.sub(v128.load(w + at), f32x4.mul(f32x4.splat(rate), f32x4.div(first, size))));
  }
  for (; at < bytes; at += 4) {
    const gradient = f32.load(g + at);
    const first = f32.load(m + at) * keep1 + gradient * take1;
    const second = f32.load(v + at) * keep2 + gradient * gradient * take2;
    f32.store(m + at, first);
    f32.store(v + at, second);
    const size = sqrt<f32>(second * correction) + epsilon;
    f32.store(w + at, f32.load(w + at) - rate * (first / size));
  }
}
