/** Four float32 numbers and an exponent go in; their powers come out, in float32: for exponents of moderate size, and numbers whose power is normal. */

import type { Lanes, Vocabulary } from "../lanes.ts";
import { BIAS, EXPONENT_UNIT, FRACTION_BITS, splitFloat } from "./float-parts.ts";
import { polynomial } from "./polynomial.ts";

/** log2(m) / s in z = s^2 for m from sqrt(1/2) to sqrt(2), s = (m - 1) / (m + 1); degree 2, error of log2(m) 3.9e-8 absolute. */
const SHORT_LOG2 = [0.598974347114563, 0.9614707827568054, 2.8853912353515625];
/** The same; degree 3, error 5.3e-9. */
const LOG2 = [0.4342629015445709, 0.5765841007232666, 0.961800754070282, 2.885390043258667];
/** Up to this exponent the short one's error counts for less than a seventh of a unit. */
const SHORT_UP_TO = 0.4;

/** (2^f - 1) / f for |f| <= 0.6; degree 5, error of 2^f 9.7e-9 relative. */
const EXP2 = [
  0.00015330281166825444, 0.001342711504548788, 0.009618771262466908, 0.0555025078356266, 0.24022641777992249,
  0.6931472420692444,
];

/** Added to a number below 2^22, leaves its nearest integer, with the bias of an exponent, in the low bits. */
const ROUNDER = 1.5 * 2 ** 23 + BIAS;

/** An exponent c = high + low, where k * high is exact for the k of float32. */
export interface Exponent {
  /** In units of a float's exponent. */
  readonly high: Lanes;
  readonly low: Lanes;
  /** c log2(m) / s, given z. */
  readonly log: (z: Lanes) => Lanes;
  /** Whether |c log2(m)| stays below 0.1. */
  readonly isSmall: boolean;
}

/** Of the 24 bits of a float, as many as a product with a number of 8 bits leaves exact. */
const HIGH_BITS = 0xfffffe00;

const bitView = new DataView(new ArrayBuffer(4));

function highOf(value: number): number {
  bitView.setFloat32(0, value);
  bitView.setUint32(0, bitView.getUint32(0) & HIGH_BITS);
  return bitView.getFloat32(0);
}

/** Above and below these c log2(m) gets too inaccurate, and x^c is taken apart into factors; within, all powers of normal numbers are normal. */
export const [LEAST_DIRECT, LARGEST_DIRECT] = [-0.9, 0.75];
export const isDirect = (c: number): boolean => c >= LEAST_DIRECT && c <= LARGEST_DIRECT;

export function exponentOf(v: Vocabulary, c: Lanes): Exponent {
  const unit = v.constant(EXPONENT_UNIT);
  const high = v.and(c, v.bits(HIGH_BITS));
  return {
    high: v.mul(high, unit),
    low: v.mul(v.sub(c, high), unit),
    log: (z) => v.mul(polynomial(v, z, LOG2), c),
    isSmall: false,
  };
}

export function knownExponent(v: Vocabulary, c: number): Exponent {
  const high = highOf(c);
  const coefficients = Math.abs(c) <= SHORT_UP_TO ? SHORT_LOG2 : LOG2;
  return {
    high: v.constant(high * EXPONENT_UNIT),
    low: v.constant((c - high) * EXPONENT_UNIT),
    log: (z) =>
      polynomial(
        v,
        z,
        coefficients.map((coefficient) => coefficient * c),
      ),
    isSmall: Math.abs(c) <= 0.2,
  };
}

export interface PowerParts {
  /** 2^n. */
  readonly scale: Lanes;
  readonly excess: Lanes;
}

/** For normal x > 0: x^c = (1 + excess) 2^n, with 1 + excess from sqrt(1/2) to sqrt(2) or nearly so. `scale` is wrong where 2^n is not normal. */
export function powerParts(v: Vocabulary, x: Lanes, exponent: Exponent): PowerParts {
  const { exponent: k, fraction } = splitFloat(v, x);
  const one = v.constant(1);
  const s = v.div(v.sub(fraction, one), v.add(fraction, one));
  const log = v.mul(s, exponent.log(v.mul(s, s)));
  const whole = v.toFloat(k);
  const high = v.mul(whole, exponent.high);
  const rest = v.add(log, v.mul(whole, exponent.low));
  const rounder = v.constant(ROUNDER);
  const shifted = v.add(exponent.isSmall ? high : v.add(high, rest), rounder);
  const n = v.sub(shifted, rounder);
  const f = v.add(v.sub(high, n), rest);
  return { scale: v.shiftLeft(shifted, FRACTION_BITS), excess: v.mul(f, polynomial(v, f, EXP2)) };
}
