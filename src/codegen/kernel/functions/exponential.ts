/** Four float32 numbers go in; exp, expm1 and what they are made of come out, by steps of log(2). */

import type { Lanes, Vocabulary } from "../lanes.ts";
import { BIAS, FRACTION_BITS, withSignOf } from "./float-parts.ts";
import { polynomial } from "./polynomial.ts";

/** Added to a number below 2^22, leaves its nearest integer in the low bits. */
const ROUNDER = 1.5 * 2 ** 23;

interface Step {
  /** The step is high + low; n * high is exact for the n that occur. */
  readonly high: number;
  readonly low: number;
  /** One over it. */
  readonly inverse: number;
}

const LOG_2: Step = { high: 0.69317626953125, low: -2.9088971132296138e-5, inverse: 1.4426950216293335 };
const LOG_4: Step = { high: 1.38629150390625, low: 2.857213530660374e-6, inverse: 0.7213475108146667 };

/** (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2; degree 4, error of exp(r) 3.2e-9 relative. */
export const EXP_LOG_2 = [
  0.001383890281431377, 0.008369192481040955, 0.04166810214519501, 0.16666516661643982, 0.4999999403953552,
];

/** The same for |r| <= log(2); degree 5, error 1.5e-8. */
const EXP_LOG_4 = [
  0.00019644066924229264, 0.0014106172602623701, 0.008335908874869347, 0.04166116937994957, 0.1666661649942398,
  0.5000003576278687,
];

/** (2^r - 1) / r for 0 <= r <= 1; degree 2, error of 2^r 8.6e-5 relative. */
const FAST_EXP2 = [0.07706697285175323, 0.22764508426189423, 0.6951167583465576];

/** (exp(r) - 1) / r for |r| <= log(2); degree 4, error of expm1 1.6e-5 relative. */
const FAST_EXPM1 = [
  0.008221874944865704, 0.042513083666563034, 0.1667611300945282, 0.4998965561389923, 0.9999940991401672,
];

/** x = n step + r with the nearest n; `power` is 2^(n + offset). */
function reduce(v: Vocabulary, x: Lanes, { high, low, inverse }: Step, offset = 0): { power: Lanes; r: Lanes } {
  const rounder = v.constant(ROUNDER + BIAS + offset);
  const shifted = v.add(v.mul(x, v.constant(inverse)), rounder);
  const n = v.sub(shifted, rounder);
  const r = v.sub(v.sub(x, v.mul(n, v.constant(high))), v.mul(n, v.constant(low)));
  return { power: v.shiftLeft(shifted, FRACTION_BITS), r };
}

/** exp(r) - 1, small next to 1. */
const excess = (v: Vocabulary, r: Lanes, coefficients: readonly number[]): Lanes =>
  v.add(r, v.mul(v.mul(r, r), polynomial(v, r, coefficients)));

/** Within the bounds; NaN stays. */
const clamp = (v: Vocabulary, x: Lanes, low: number, high: number): Lanes =>
  v.pmin(v.pmax(x, v.constant(low)), v.constant(high));

/**
 * In steps of log(4), exp(x) = exp(r) 2^n 2^n, where 2^n is a normal number for all x whose exp(x) is neither 0 nor infinite,
 * and only the last product is rounded.
 */
export function exp(v: Vocabulary, x: Lanes): Lanes {
  const { power, r } = reduce(v, clamp(v, x, -104, 89), LOG_4);
  const scale = unlessVanishing(v, x, power);
  return v.mul(v.mul(v.add(v.constant(1), excess(v, r, EXP_LOG_4)), scale), scale);
}

/** Below it exp(x) is 0 in float32. */
const VANISHING = -103.9721;

/** 0 where exp(x) is: an exact 0, as processors take a hundred cycles to find that a product is below the smallest number. */
const unlessVanishing = (v: Vocabulary, x: Lanes, power: Lanes): Lanes =>
  v.andNot(power, v.less(x, v.constant(VANISHING)));

/** Binary orders by which the parts of a small exponential are scaled up, as it may be subnormal. */
export const SCALE_UP = 64;

/** For x <= 0: exp(x) 2^SCALE_UP is `power` + `rest`, where `power` is a power of 2; `rest` is half of it at most. */
export function expParts(v: Vocabulary, x: Lanes): { power: Lanes; rest: Lanes } {
  const { power, r } = reduce(v, v.pmax(x, v.constant(-104)), LOG_2, SCALE_UP);
  const scale = unlessVanishing(v, x, power);
  return { power: scale, rest: v.mul(scale, excess(v, r, EXP_LOG_2)) };
}

/**
 * exp(x) for x <= 88, in fewer instructions and a shorter chain: what a softmax and powers of probabilities need. It is 0 where it would be
 * below the smallest normal number, 2^-126: at n = -127 the bits of 2^n are those of 0. Infinity gives NaN.
 */
export function expOfProbability(v: Vocabulary, x: Lanes): Lanes {
  const { power, r } = reduce(v, v.pmax(x, v.constant(-BIAS * Math.LN2)), LOG_2);
  // Three sums that need not wait for one another, at the price of a rounding.
  const [c6, c5, c4, c3, c2] = EXP_LOG_2.map(v.constant) as [Lanes, Lanes, Lanes, Lanes, Lanes];
  const square = v.mul(r, r);
  const low = v.add(v.add(v.constant(1), r), v.mul(square, v.add(v.mul(c3, r), c2)));
  const high = v.add(v.add(v.mul(c5, r), c4), v.mul(c6, square));
  return v.mul(v.add(low, v.mul(v.mul(square, square), high)), power);
}

/** exp(x) for x <= 0, in fewer instructions. */
export function expOfNegative(v: Vocabulary, x: Lanes): Lanes {
  const { power, r } = reduce(v, v.pmax(x, v.constant(-104)), LOG_2, SCALE_UP);
  const scaled = v.mul(v.add(v.constant(1), excess(v, r, EXP_LOG_2)), unlessVanishing(v, x, power));
  return v.mul(scaled, v.constant(2 ** -SCALE_UP));
}

/** With exp(x) = (1 + q) 2^n 2^n, exp(x) - 1 = (q 2^n + (2^n - 2^-n)) 2^n. The sum would lose the sign of -0. */
function expm1From(v: Vocabulary, x: Lanes, power: Lanes, q: Lanes): Lanes {
  const inverse = v.subInt(v.bits((2 * BIAS) << FRACTION_BITS), power);
  return withSignOf(v, x, v.mul(v.add(v.mul(q, power), v.sub(power, inverse)), power));
}

/** Bounded as for exp: where a kernel needs both, they share all but the end. */
export function expm1(v: Vocabulary, x: Lanes): Lanes {
  const { power, r } = reduce(v, clamp(v, x, -104, 89), LOG_4);
  return expm1From(v, x, power, excess(v, r, EXP_LOG_4));
}

/** Below the smallest normal number it is 0. */
function fastExp2(v: Vocabulary, x: Lanes, coefficients: readonly number[]): Lanes {
  const bounded = clamp(v, x, -BIAS, BIAS + 1);
  const n = v.floor(bounded);
  const power = v.shiftLeft(v.add(n, v.constant(ROUNDER + BIAS)), FRACTION_BITS);
  return v.mul(polynomial(v, v.sub(bounded, n), [...coefficients, 1]), power);
}

/** (2^r - 1) / r for 0 <= r <= 1; degree 3, error of 2^r 2.9e-6 relative. */
const FAST_EXP2_LONG = [0.01342669129371643, 0.05224243924021721, 0.2412802278995514, 0.6930448412895203];

/** 2^x to 3e-6. */
export const fastExp2Long = (v: Vocabulary, x: Lanes): Lanes => fastExp2(v, x, FAST_EXP2_LONG);

/** exp(sign x). */
export const fastExpOf = (v: Vocabulary, x: Lanes, sign = 1): Lanes =>
  fastExp2(v, v.mul(x, v.constant(sign * Math.LOG2E)), FAST_EXP2);

function fastExpm1(v: Vocabulary, x: Lanes): Lanes {
  const { power, r } = reduce(v, clamp(v, x, -20, 89), LOG_4);
  return expm1From(v, x, power, v.mul(r, polynomial(v, r, FAST_EXPM1)));
}

/** Within 1e-4 relative. */
export const FAST_EXPONENTIAL = { exp: (v: Vocabulary, x: Lanes): Lanes => fastExpOf(v, x), expm1: fastExpm1 };
