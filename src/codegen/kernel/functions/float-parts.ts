/** The bits of four float32 numbers go in; sign and size, exponent and fraction come out. */

import type { Lanes, Vocabulary } from "../lanes.ts";

export const SIGN = 0x80000000;
/** A float's bits are its exponent, in units of 2^23, and its fraction. */
export const FRACTION_BITS = 23;
export const EXPONENT_UNIT = 2 ** -FRACTION_BITS;
export const EXPONENT_MASK = 0xff800000;
/** Of the exponent. */
export const BIAS = 127;
/** Bits of the square root of 1/2. */
export const SQRT_HALF = 0x3f3504f3;

const SMALLEST_NORMAL_BITS = 0x00800000;
const INFINITY_BITS = 0x7f800000;

/** By what power of 2 a subnormal number is multiplied, so that it has a normal one's parts. */
export const SUBNORMAL_SHIFT = 24;

/** -|x|. */
export const negativeSize = (v: Vocabulary, x: Lanes): Lanes => v.or(x, v.bits(SIGN));

/** |x|, by a mask that stays in a register. */
export const sizeOf = (v: Vocabulary, x: Lanes): Lanes => v.andNot(x, v.bits(SIGN));

/** A size, with the sign of x. */
export const withSignOf = (v: Vocabulary, x: Lanes, size: Lanes): Lanes => v.or(size, v.and(x, v.bits(SIGN)));

/** x = fraction * 2^k with the fraction from sqrt(1/2) to sqrt(2), for normal x > 0; `exponent` is k, an integer in units of 2^-23. */
export function splitFloat(v: Vocabulary, x: Lanes): { readonly exponent: Lanes; readonly fraction: Lanes } {
  const exponent = v.and(v.subInt(x, v.bits(SQRT_HALF)), v.bits(EXPONENT_MASK));
  return { exponent, fraction: v.subInt(x, exponent) };
}

/** x that is not in [least, limit), numbers above 0 that are given by their bits: the normal ones if left out. */
export function isOutside(v: Vocabulary, x: Lanes, limit = INFINITY_BITS, least = SMALLEST_NORMAL_BITS): Lanes {
  // Shifted so that the interval begins at the smallest int32.
  const shift = 2 ** 31 - least;
  return v.lessInt(v.bits(limit - 1 + shift), v.addInt(x, v.bits(shift)));
}
