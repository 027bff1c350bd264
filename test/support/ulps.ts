/** Functions and samples of their true values in; the largest error out, in units in the last place. */

import { besselI0, besselI0e, besselI1, besselI1e } from "../../src/ops/special/bessel.ts";
import { erf, erfc } from "../../src/ops/special/erf.ts";
import { digamma, lgamma, tetragamma, trigamma } from "../../src/ops/special/gamma.ts";
import { sigmoid, softplus, softsign } from "../../src/ops/special/logistic.ts";

/** A sample is [...operands, high, low]: the true value is high + low * ulp(high). */
export interface IntervalSamples {
  readonly interval: string;
  /** Errors are in ulps of max(|value|, floor). */
  readonly floor: number;
  readonly samples: readonly (readonly number[])[];
}

export const MEASURED_FUNCTIONS: Readonly<Record<string, (...operands: number[]) => number>> = {
  erf,
  erfc,
  bessel_i0: besselI0,
  bessel_i1: besselI1,
  bessel_i0e: besselI0e,
  bessel_i1e: besselI1e,
  lgamma,
  digamma,
  trigamma,
  tetragamma,
  sigmoid,
  softplus,
  softsign,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  sqrt: Math.sqrt,
  pow: (a, b) => a ** b,
};

/** The distance from |x| to the next float64 away from zero. */
export function ulp(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -1021) return 2 ** -1074;
  let exponent = Math.floor(Math.log2(size));
  if (2 ** exponent > size) exponent -= 1;
  else if (2 ** (exponent + 1) <= size) exponent += 1;
  return 2 ** (exponent - 52);
}

export function errorInUlps(value: number, high: number, low: number, floor: number): number {
  const unit = ulp(high);
  return (Math.abs((value - high) / unit - low) * unit) / Math.max(unit, ulp(floor));
}

export function worstError(
  evaluate: (...operands: number[]) => number,
  samples: readonly (readonly number[])[],
  floor: number,
): { readonly ulps: number; readonly operands: readonly number[] } {
  let worst = { ulps: -1, operands: [] as readonly number[] };
  for (const sample of samples) {
    const operands = sample.slice(0, -2);
    const ulps = errorInUlps(evaluate(...operands), sample.at(-2) ?? 0, sample.at(-1) ?? 0, floor);
    if (!(ulps <= worst.ulps)) worst = { ulps, operands };
  }
  return worst;
}
