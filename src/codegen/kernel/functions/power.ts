/** Two operands of four float32 numbers go in; the first to the power of the second comes out, by way of float64. */

import type { Lanes, Vocabulary, Wide } from "../lanes.ts";
import { fastExp2Long } from "./exponential.ts";
import { EXPONENT_UNIT, isOutside, SUBNORMAL_SHIFT, sizeOf, splitFloat, withSignOf } from "./float-parts.ts";
import { polynomial, widePolynomial } from "./polynomial.ts";
import { wideLog2 } from "./wide-logarithm.ts";

/** 2^r for |r| <= 1/2, but for its 1; degree 6, error 2.0e-9 relative. */
const EXP2 = [
  0.00015353358772419963, 0.0013398874370189832, 0.009618437370715523, 0.055503324712146834, 0.2402264791349214,
  0.693147202854925, 1,
];

/** log2(1 + f) / s in z = s^2 for |log(1 + f)| <= log(2) / 2, s = f / (2 + f); degree 2, error 1.6e-7 relative. */
const FAST_LOG2 = [0.5973870158195496, 0.9615511894226074, 2.885390520095825];

/** Added to a number below 2^51, leaves its nearest integer, with the bias of an exponent, in the low bits. */
const ROUNDER = 1.5 * 2 ** 52 + 1023;
const FRACTION_BITS = 52;
const [LOWEST, HIGHEST] = [-160, 160];
const [SMALLEST_NORMAL, INFINITY] = [2 ** -126, Number.POSITIVE_INFINITY];

/** 2^x, as float32. */
function exp2(v: Vocabulary, x: Wide): Lanes {
  const { wide } = v;
  const bounded = wide.pmin(wide.pmax(x, wide.constant(LOWEST)), wide.constant(HIGHEST));
  const shifted = wide.add(bounded, wide.constant(ROUNDER));
  const r = wide.sub(bounded, wide.sub(shifted, wide.constant(ROUNDER)));
  return wide.toFloat(wide.mul(widePolynomial(v, r, EXP2), wide.shiftLeft(shifted, FRACTION_BITS)));
}

/** For normal a > 0 and any b. */
function powNormal(v: Vocabulary, a: Lanes, b: Lanes): Lanes {
  const { wide } = v;
  return exp2(v, wide.mul(wide.fromFloat(b), wideLog2(v, a, wide.constant(0))));
}

/** For any a and b. */
function powSpecial(v: Vocabulary, a: Lanes, b: Lanes): Lanes {
  const { wide } = v;
  const [zero, infinity] = [v.constant(0), v.constant(INFINITY)];
  const size = sizeOf(v, a);
  const isSubnormal = v.less(size, v.constant(SMALLEST_NORMAL));
  const raised = v.select(isSubnormal, v.mul(size, v.constant(2 ** SUBNORMAL_SHIFT)), size);
  const offset = v.and(isSubnormal, v.constant(SUBNORMAL_SHIFT));
  const finite = wideLog2(v, raised, wide.fromFloat(offset));
  // At 0, infinity and NaN: -infinity, infinity and NaN.
  const limit = wide.fromFloat(v.select(v.equal(size, zero), v.neg(infinity), size));
  const hasLog = v.and(v.less(size, infinity), v.notEqual(size, zero));
  const log = wide.select(wide.widenBits(hasLog), finite, limit);
  const value = v.select(v.equal(b, zero), v.constant(1), exp2(v, wide.mul(wide.fromFloat(b), log)));
  const half = v.mul(b, v.constant(0.5));
  const isInteger = v.equal(v.nearest(b), b);
  const isOdd = v.and(isInteger, v.notEqual(v.nearest(half), half));
  const signed = withSignOf(v, v.and(isOdd, a), value);
  const isReal = v.or(v.or(isInteger, v.greaterEqual(a, zero)), v.not(hasLog));
  return v.select(isReal, signed, v.constant(Number.NaN));
}

/** As `**` has it: 1 for b = 0 whatever a is, NaN for a = 1 and infinite b. */
export function pow(v: Vocabulary, a: Lanes, b: Lanes): Lanes {
  const vanishes = isVanishing(v, a, b);
  const rare = v.andNot(isOutside(v, a), vanishes);
  return v.patch(rare, v.andNot(powNormal(v, a, b), vanishes), (inner) => powSpecial(inner, a, b));
}

/** 0 to a power above 0, which is 0: absent classes make it as frequent as any other. */
const isVanishing = (v: Vocabulary, a: Lanes, b: Lanes): Lanes =>
  v.and(v.equalInt(a, v.bits(0)), v.greater(b, v.constant(0)));

function fastPow(v: Vocabulary, a: Lanes, b: Lanes): Lanes {
  const { exponent, fraction } = splitFloat(v, a);
  const one = v.constant(1);
  const s = v.div(v.sub(fraction, one), v.add(fraction, one));
  const k = v.mul(v.toFloat(exponent), v.constant(EXPONENT_UNIT));
  const log = v.madd(s, polynomial(v, v.mul(s, s), FAST_LOG2), k);
  const vanishes = isVanishing(v, a, b);
  const rare = v.andNot(isOutside(v, a), vanishes);
  return v.patch(rare, v.andNot(fastExp2Long(v, v.mul(b, log)), vanishes), (inner) => powSpecial(inner, a, b));
}

/** Within 1e-4 relative. */
export const FAST_POWER = { pow: fastPow };
