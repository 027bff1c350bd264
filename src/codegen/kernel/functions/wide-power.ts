/** Two operands of four numbers go in; the first to the power of the second comes out, by way of float64. */

import type { Lanes, Vocabulary, Wide } from "../lanes.ts";
import { SUBNORMAL_SHIFT, sizeOf, withSignOf } from "./float-parts.ts";
import { widePolynomial } from "./polynomial.ts";
import { wideLog2 } from "./wide-logarithm.ts";

/** 2^r for |r| <= 1/2, but for its 1; degree 6, error 2.0e-9 relative. */
const EXP2 = [
  0.00015353358772419963, 0.0013398874370189832, 0.009618437370715523, 0.055503324712146834, 0.2402264791349214,
  0.693147202854925, 1,
];

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

/** For normal a > 0 and any b; `exact` is b in float64. */
export function powNormal(v: Vocabulary, a: Lanes, exact: Wide): Lanes {
  const { wide } = v;
  return exp2(v, wide.mul(exact, wideLog2(v, a, wide.constant(0))));
}

/** For any a and b. */
export function powSpecial(v: Vocabulary, a: Lanes, b: Lanes, exact: Wide): Lanes {
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
  const value = v.select(v.equal(b, zero), v.constant(1), exp2(v, wide.mul(exact, log)));
  const half = v.mul(b, v.constant(0.5));
  const isInteger = v.equal(v.nearest(b), b);
  const isOdd = v.and(isInteger, v.notEqual(v.nearest(half), half));
  const signed = withSignOf(v, v.and(isOdd, a), value);
  const isReal = v.or(v.or(isInteger, v.greaterEqual(a, zero)), v.not(hasLog));
  return v.select(isReal, signed, v.constant(Number.NaN));
}
