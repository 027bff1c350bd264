/** Pairs of float64 go in; their logarithms come out, to 5e-12 relative. */

import type { Lanes, Vocabulary, Wide } from "../lanes.ts";
import { EXPONENT_UNIT, splitFloat } from "./float-parts.ts";
import { widePolynomial } from "./polynomial.ts";

/** (2 atanh(s) / s - 2) / s^2 in z = s^2 for |log(1 + f)| <= log(2) / 2, s = f / (2 + f); degree 3, error of log(1 + f) 4.8e-12 relative. */
const LOG = [0.2358229097246127, 0.28537301650783736, 0.40000335291224226, 0.6666666564505327];
/** The same over log(2). */
const LOG2 = [0.34022054238770444, 0.41170623571938125, 0.5770828535854499, 0.9617966791872097];

const FRACTION_BITS = 52;
const WIDE_UNIT = 2 ** FRACTION_BITS;
const BIAS = 1023;

/** A fraction from sqrt(1/2) to sqrt(2); its logarithm in the base of which `two` is twice the logarithm of e. */
function fractionLog(v: Vocabulary, fraction: Wide, two: number, coefficients: readonly number[]): Wide {
  const { wide } = v;
  const one = wide.constant(1);
  const s = wide.div(wide.sub(fraction, one), wide.add(fraction, one));
  return wide.mul(s, widePolynomial(v, wide.mul(s, s), [...coefficients, two]));
}

/** log2(x) of normal float32 x > 0; `offset` is subtracted. */
export function wideLog2(v: Vocabulary, x: Lanes, offset: Wide): Wide {
  const { wide } = v;
  const { exponent, fraction } = splitFloat(v, x);
  const k = wide.sub(wide.mul(wide.fromInt(exponent), wide.constant(EXPONENT_UNIT)), offset);
  return wide.add(k, fractionLog(v, wide.fromFloat(fraction), 2 * Math.LOG2E, LOG2));
}

/** The natural logarithm of normal float64 x > 0, infinity excluded; not checked. */
export function wideLog(v: Vocabulary, x: Wide): Wide {
  const { wide } = v;
  // As integers: the exponent steps at sqrt(1/2), and has its bias.
  const shifted = wide.addInt(wide.subInt(x, wide.constant(Math.SQRT1_2)), wide.constant(1));
  const biased = wide.shiftRightUnsigned(shifted, FRACTION_BITS);
  const exponent = wide.subInt(wide.shiftLeft(biased, FRACTION_BITS), wide.constant(1));
  const k = wide.sub(wide.or(biased, wide.constant(WIDE_UNIT)), wide.constant(WIDE_UNIT + BIAS));
  const log = fractionLog(v, wide.subInt(x, exponent), 2, LOG);
  return wide.add(wide.mul(k, wide.constant(Math.LN2)), log);
}
