/** Four float32 numbers go in; their powers with an exponent that is known when the kernel is written come out. */

import type { Lanes, Vocabulary, Wide } from "../lanes.ts";
import { BIAS, FRACTION_BITS, isOutside } from "./float-parts.ts";
import { isDirect, knownExponent, type PowerParts, powerParts } from "./power-parts.ts";
import { powSpecial } from "./wide-power.ts";

/** Larger ones go by way of float64. */
const LARGEST_KNOWN = 8;

export const isKnownPower = (c: number): boolean => c !== 0 && Math.abs(c) <= LARGEST_KNOWN;

/** x^c, where `b` is c rounded: the exact c counts, as its rounding would be many units of the power of a large or small x. */
export function knownPower(v: Vocabulary, x: Lanes, b: Lanes, c: number): Lanes {
  const byRoot = ROOTS.get(c);
  if (byRoot !== undefined) return ofRoot(v, x, c, byRoot);
  if (Number.isInteger(c)) return v.wide.toFloat(integerPower(v, v.wide.fromFloat(x), c));
  const special = (inner: Vocabulary): Lanes => powSpecial(inner, x, b, inner.wide.constant(c));
  const { whole, fraction } = partsOf(c);
  const isRare = isOutside(v, x, ...safeNumbers(c, whole));
  const parts = powerParts(v, x, knownExponent(v, fraction));
  const value = isNarrow(whole) ? narrowPower(v, x, whole, parts) : widePower(v, x, whole, parts);
  if (c < 0) return v.patch(isRare, value, special);
  // 0, for absent classes make it as frequent as any other number.
  const isZero = v.equalInt(x, v.bits(0));
  return v.patch(v.andNot(isRare, isZero), v.andNot(value, isZero), special);
}

/** By exponent: what is exact but for two roundings. */
const ROOTS: ReadonlyMap<number, (v: Vocabulary, x: Lanes) => Lanes> = new Map([
  [0.25, (v, x) => v.sqrt(v.sqrt(x))],
  [0.5, (v, x) => v.sqrt(x)],
  [1.5, (v, x) => v.mul(x, v.sqrt(x))],
  [-0.5, (v, x) => v.div(v.constant(1), v.sqrt(x))],
]);

/** Unlike a root, a power is 0 or infinite without a sign at -0, and at minus infinity what it is at infinity. */
function ofRoot(v: Vocabulary, x: Lanes, c: number, root: (v: Vocabulary, x: Lanes) => Lanes): Lanes {
  const isNegativeInfinity = v.equal(x, v.constant(Number.NEGATIVE_INFINITY));
  const atInfinity = v.constant(c > 0 ? Number.POSITIVE_INFINITY : 0);
  return v.select(isNegativeInfinity, atInfinity, root(v, v.add(x, v.constant(0))));
}

/** x^c is x^whole x^fraction. */
function partsOf(c: number): { whole: number; fraction: number } {
  const whole = isDirect(c) ? 0 : Math.round(c);
  return { whole, fraction: c - whole };
}

/** Whether no float64 is needed: a further factor would be one rounding too many. */
const isNarrow = (whole: number): boolean => whole === 0 || whole === 1;

/** Exponents of float32 reach from -126 to 127; a number that is nearly as large or small may be rounded out of this range. */
const SAFE = 125;

/** Bits of the numbers of which all that is computed is normal. In float64 no power of a normal float32 is out of range. */
function safeNumbers(c: number, whole: number): readonly [limit: number | undefined, least: number | undefined] {
  if (whole !== 1) return [undefined, undefined];
  const most = Math.floor(SAFE / Math.max(c, whole));
  const bits = (k: number): number => (k + BIAS) << FRACTION_BITS;
  return [bits(most), bits(-most)];
}

function narrowPower(v: Vocabulary, x: Lanes, whole: number, { scale, excess }: PowerParts): Lanes {
  const unscaled = whole === 0 ? v.add(v.constant(1), excess) : v.add(x, v.mul(x, excess));
  return v.mul(unscaled, scale);
}

function widePower(v: Vocabulary, x: Lanes, whole: number, { scale, excess }: PowerParts): Lanes {
  const { wide } = v;
  const fraction = wide.mul(wide.add(wide.constant(1), wide.fromFloat(excess)), wide.fromFloat(scale));
  const factor = wholePower(v, wide.fromFloat(x), Math.abs(whole));
  return wide.toFloat(whole < 0 ? wide.div(fraction, factor) : wide.mul(fraction, factor));
}

function integerPower(v: Vocabulary, x: Wide, exponent: number): Wide {
  const power = wholePower(v, x, Math.abs(exponent));
  return exponent < 0 ? v.wide.div(v.wide.constant(1), power) : power;
}

function wholePower(v: Vocabulary, x: Wide, exponent: number): Wide {
  if (exponent === 1) return x;
  const half = wholePower(v, x, exponent >> 1);
  const square = v.wide.mul(half, half);
  return exponent % 2 === 0 ? square : v.wide.mul(square, x);
}
