/** Vectors of four floats go in and come out: the arithmetic that several kernels share. */

@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/**
 * e^-x to 2 units in the last place between -88 and 87, where x is held; NaN passes. n = round(-x / ln 2) comes of adding
 * 1.5 * 2^23, whose low bits are then n. The rest r = -x - n ln 2, with ln 2 in two parts, has Cephes's polynomial:
 * e^r = 1 + r + r^2 P(r), its terms paired so that they wait less for each other.
 */
@inline
export function expOfMinus(x: v128): v128 {
  // pmax and pmin give their first operand if it is NaN.
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-88.0)), f32x4.splat(87.3));
  const magic = f32x4.splat(12582912.0);
  const shifted = madd(magic, x, f32x4.splat(-1.44269504088896341));
  const n = f32x4.sub(shifted, magic);
  const r = f32x4.sub(f32x4.sub(f32x4.mul(n, f32x4.splat(-0.693359375)), x), f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  const square = f32x4.mul(r, r);
  const low = madd(f32x4.splat(5.0000001201e-1), r, f32x4.splat(1.6666665459e-1));
  const middle = madd(f32x4.splat(4.1665795894e-2), r, f32x4.splat(8.3334519073e-3));
  const high = madd(f32x4.splat(1.3981999507e-3), r, f32x4.splat(1.9875691500e-4));
  const polynomial = madd(low, square, madd(middle, square, high));
  const power = madd(f32x4.add(r, f32x4.splat(1)), square, polynomial);
  return f32x4.mul(power, i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000)));
}

@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, expOfMinus(x)));
}

/** The derivative of z sigmoid(z): s + z s (1 - s). */
@inline
export function swishSlope(z: v128): v128 {
  const s = sigmoid(z);
  return madd(s, f32x4.mul(z, s), f32x4.sub(f32x4.splat(1), s));
}
