/** Four float32 numbers go in; their logarithms come out, from exponent and fraction. */

import type { Lanes, Vocabulary } from "../lanes.ts";
import {
  BIAS,
  EXPONENT_MASK,
  EXPONENT_UNIT,
  FRACTION_BITS,
  isOutside,
  SQRT_HALF,
  SUBNORMAL_SHIFT,
  splitFloat,
} from "./float-parts.ts";
import { polynomial } from "./polynomial.ts";
import { wideLog2 } from "./wide-logarithm.ts";

const FRACTION_MASK = 0x007fffff;
const SMALLEST_NORMAL = 2 ** -126;
const INFINITY = Number.POSITIVE_INFINITY;

/** (2 atanh(s) / s - 2) / s^2 in z = s^2 for |log(1 + f)| <= log(2) / 2, s = f / (2 + f); degree 2, error of log(1 + f) 8.2e-10 relative. */
const LOG = [0.29870927333831787, 0.39977580308914185, 0.6666677594184875];

/** The same; a constant, error 3.1e-5. */
const FAST_LOG = 0.6766129732131958;

/** log(1 + f), given 2 + f: with s = f / (2 + f) and R = 2 atanh(s) / s - 2, it is f - s (f - R). */
function logFraction(v: Vocabulary, f: Lanes, twoPlus: Lanes): Lanes {
  const s = v.div(f, twoPlus);
  const z = v.mul(s, s);
  return v.sub(f, v.mul(s, v.sub(f, v.mul(z, polynomial(v, z, LOG)))));
}

function fastLogFraction(v: Vocabulary, f: Lanes, twoPlus: Lanes): Lanes {
  const s = v.div(f, twoPlus);
  return v.mul(s, v.madd(v.mul(s, s), v.constant(FAST_LOG), v.constant(2)));
}

/** The logarithm of x 2^-offset, for normal x > 0. */
type LogOfNormal = (v: Vocabulary, x: Lanes, offset: number) => Lanes;

/** k log(2) + log(fraction), in units of log(1 / unit): k log(2) needs no low part. */
const logNormal =
  (logOf: typeof logFraction, log2: number, unit: number): LogOfNormal =>
  (v, x, offset) => {
    const { exponent, fraction } = splitFloat(v, x);
    const one = v.constant(1);
    const log = logOf(v, v.sub(fraction, one), v.add(fraction, one));
    const whole = v.mul(v.toFloat(exponent), v.constant(log2 * EXPONENT_UNIT));
    const k = offset === 0 ? whole : v.sub(whole, v.constant(offset * log2));
    return v.add(k, unit === 1 ? log : v.mul(log, v.constant(unit)));
  };

/** For any x. */
function logSpecial(v: Vocabulary, x: Lanes, logOf: LogOfNormal): Lanes {
  const raised = logOf(v, v.mul(x, v.constant(2 ** SUBNORMAL_SHIFT)), SUBNORMAL_SHIFT);
  const zero = v.constant(0);
  const finite = v.select(v.less(x, v.constant(SMALLEST_NORMAL)), raised, logOf(v, x, 0));
  const positive = v.select(v.less(x, v.constant(INFINITY)), finite, x);
  const atZero = v.select(v.equal(x, zero), v.constant(-INFINITY), positive);
  return v.select(v.less(x, zero), v.constant(Number.NaN), atZero);
}

const logarithm =
  (logOf: LogOfNormal) =>
  (v: Vocabulary, x: Lanes): Lanes =>
    v.patch(isOutside(v, x), logOf(v, x, 0), (inner) => logSpecial(inner, x, logOf));

const natural = logNormal(logFraction, Math.LN2, 1);

export const log = logarithm(natural);
export const log2 = logarithm(logNormal(logFraction, 1, Math.LOG2E));
/** By way of float64: two roundings, of the logarithm and of the product, would be more than 2 units. */
export const log10 = logarithm((v, x, offset) => {
  const { wide } = v;
  const binary = wideLog2(v, x, wide.constant(offset));
  return wide.toFloat(wide.mul(binary, wide.constant(Math.log10(2))));
});

/** Above it 2^-k may be no normal number, and 1 + x is x. */
const LARGE_BITS = 0x7e800000;

/**
 * With 1 + x = (1 + f) 2^k, f = x 2^-k - (1 - 2^-k) is exact or nearly so, and -0 at -0.
 * k is taken with a minus, so that -0 stays -0 to the end.
 */
const log1pBy =
  (logOf: typeof logFraction) =>
  (v: Vocabulary, x: Lanes): Lanes => {
    const one = v.constant(1);
    const sum = v.add(x, one);
    const minus = v.and(v.subInt(v.bits(SQRT_HALF + FRACTION_MASK), sum), v.bits(EXPONENT_MASK));
    const power = v.addInt(minus, v.bits(BIAS << FRACTION_BITS));
    const f = v.sub(v.mul(x, power), v.sub(one, power));
    const whole = v.mul(v.toFloat(minus), v.constant(Math.LN2 * EXPONENT_UNIT));
    const value = v.sub(logOf(v, f, v.add(f, v.constant(2))), whole);
    return v.patch(isOutside(v, sum, LARGE_BITS), value, (inner) => logSpecial(inner, sum, natural));
  };

export const log1p = log1pBy(logFraction);

/** Within 1e-4 relative. */
export const FAST_LOGARITHM = {
  log: logarithm(logNormal(fastLogFraction, Math.LN2, 1)),
  log1p: log1pBy(fastLogFraction),
};
