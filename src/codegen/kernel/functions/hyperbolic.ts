/** Four float32 numbers go in; their hyperbolic functions and the inverses of these come out. */

import type { Lanes, Vocabulary, Wide } from "../lanes.ts";
import { EXP_LOG_2 } from "./exponential.ts";
import { FRACTION_BITS, sizeOf, withSignOf } from "./float-parts.ts";
import { polynomial } from "./polynomial.ts";
import { wideExp } from "./wide-exponential.ts";
import { wideLog } from "./wide-logarithm.ts";

/** (1 - exp(-r) - r) / -r^2. */
const DECAY_LOG_2 = EXP_LOG_2.map((c, i) => (i % 2 === 0 ? c : -c));
const ROUNDER = 1.5 * 2 ** 23 + 126;

/** tanh is 1 in float32 from here on. */
const TANH_LIMIT = 9.02;

/**
 * With y = exp(-2|x|) = 2^(1 + n) (1 - q) / 2, where 2|x| = -(1 + n) log(2) + r: tanh = h / (1 - h) = h + h h / (1 - h)
 * for h = (1 - y) / 2 = 2^n q + (1/2 - 2^n). Where h nears 1/2, 1 - h must not be taken from the rounded h.
 */
export function tanh(v: Vocabulary, x: Lanes): Lanes {
  const size = v.pmin(sizeOf(v, x), v.constant(TANH_LIMIT));
  const twice = v.add(size, size);
  const rounder = v.constant(ROUNDER);
  const shifted = v.sub(rounder, v.mul(twice, v.constant(Math.LOG2E)));
  const n = v.sub(shifted, rounder);
  // As y is at most about half where n is not 0, n log(2) needs no low part.
  const r = v.add(twice, v.mul(n, v.constant(Math.LN2)));
  const q = v.sub(r, v.mul(v.mul(r, r), polynomial(v, r, DECAY_LOG_2)));
  const power = v.shiftLeft(shifted, FRACTION_BITS);
  const half = v.constant(0.5);
  const part = v.mul(power, q);
  const rest = v.sub(half, power);
  const h = v.add(part, rest);
  const quotient = v.div(h, v.sub(v.add(half, power), part));
  return withSignOf(v, x, v.add(rest, v.add(part, v.mul(h, quotient))));
}

/** (sinh(x) / x - 1) / x^2 in z = x^2 <= 1; degree 3, error of sinh 3.2e-10. */
const SINH = [2.7839255380968098e-6, 0.00019842635083477944, 0.008333311416208744, 0.1666666716337204];
/** sinh and cosh are infinite in float32 from here on. */
const OVERFLOW = 90;

function wideExpOfSize(v: Vocabulary, x: Lanes): { readonly power: Wide; readonly inverse: Wide } {
  const power = wideExp(v, v.wide.fromFloat(v.pmin(sizeOf(v, x), v.constant(OVERFLOW))));
  return { power, inverse: v.wide.div(v.wide.constant(1), power) };
}

export function sinh(v: Vocabulary, x: Lanes): Lanes {
  const z = v.mul(x, x);
  const small = v.add(x, v.mul(v.mul(x, z), polynomial(v, z, SINH)));
  return v.patch(v.greaterEqual(sizeOf(v, x), v.constant(1)), small, (inner) => {
    const { wide } = inner;
    const { power, inverse } = wideExpOfSize(inner, x);
    return withSignOf(inner, x, wide.toFloat(wide.mul(wide.sub(power, inverse), wide.constant(0.5))));
  });
}

export function cosh(v: Vocabulary, x: Lanes): Lanes {
  const { power, inverse } = wideExpOfSize(v, x);
  return v.wide.toFloat(v.wide.mul(v.wide.add(power, inverse), v.wide.constant(0.5)));
}

/** Below it asinh(x) and atanh(x) are x in float32, but for x^2 / 3 of it. */
const TINY = 2 ** -13;
const INFINITY = Number.POSITIVE_INFINITY;

/** log(x + sqrt(x^2 + 1)) of |x|; in float64, x^2 does not overflow. */
export function asinh(v: Vocabulary, x: Lanes): Lanes {
  const { wide } = v;
  const size = sizeOf(v, x);
  const y = wide.fromFloat(size);
  const root = wide.sqrt(wide.add(wide.mul(y, y), wide.constant(1)));
  const value = wide.toFloat(wideLog(v, wide.add(y, root)));
  const isBetween = v.and(v.greaterEqual(size, v.constant(TINY)), v.less(size, v.constant(INFINITY)));
  return v.select(isBetween, withSignOf(v, x, value), x);
}

export function acosh(v: Vocabulary, x: Lanes): Lanes {
  const { wide } = v;
  const y = wide.fromFloat(x);
  const root = wide.sqrt(wide.sub(wide.mul(y, y), wide.constant(1)));
  const value = wide.toFloat(wideLog(v, wide.add(y, root)));
  const atLimit = v.select(v.less(x, v.constant(INFINITY)), value, x);
  return v.select(v.greaterEqual(x, v.constant(1)), atLimit, v.constant(Number.NaN));
}

/** log((1 + x) / (1 - x)) / 2 of |x|. */
export function atanh(v: Vocabulary, x: Lanes): Lanes {
  const { wide } = v;
  const [size, one] = [sizeOf(v, x), v.constant(1)];
  const y = wide.fromFloat(size);
  const ratio = wide.div(wide.add(wide.constant(1), y), wide.sub(wide.constant(1), y));
  const value = wide.toFloat(wide.mul(wideLog(v, ratio), wide.constant(0.5)));
  const atLimit = v.select(v.equal(size, one), v.constant(INFINITY), v.constant(Number.NaN));
  const large = withSignOf(v, x, v.select(v.less(size, one), value, atLimit));
  return v.select(v.less(size, v.constant(TINY)), x, large);
}

/** tanh(x) = x N(z) / D(z), z = x^2; degrees 2 and 2, error 7.2e-5 relative; it is 1 at the limit. */
const FAST_TANH = {
  numerator: [0.0006422280566766858, 0.10147953778505325, 0.99992835521698],
  denominator: [0.012535042129456997, 0.43439316749572754, 1],
  limit: 5.2672143,
};

function fastTanh(v: Vocabulary, x: Lanes): Lanes {
  const { numerator, denominator, limit } = FAST_TANH;
  const bounded = v.pmin(v.pmax(x, v.constant(-limit)), v.constant(limit));
  const z = v.mul(bounded, bounded);
  return v.div(v.mul(bounded, polynomial(v, z, numerator)), polynomial(v, z, denominator));
}

/** Within 1e-4 relative. */
export const FAST_HYPERBOLIC = { tanh: fastTanh };
