/** An argument and coefficients, highest power first, go in; the polynomial's value comes out. */

import type { Lanes, Vocabulary, Wide } from "../lanes.ts";

/** Fewer terms than this are summed by Horner's rule alone. */
const SPLIT_FROM = 7;
/** Low terms are summed by Horner's rule, which rounds least; high ones as two halves that need not wait for one another. */
const LOW_TERMS = 3;

export function polynomial(v: Vocabulary, x: Lanes, coefficients: readonly number[]): Lanes {
  if (coefficients.length < SPLIT_FROM) return horner(v, x, coefficients);
  const high = coefficients.slice(0, -LOW_TERMS);
  const square = v.mul(x, x);
  const parity = high.length % 2;
  const even = horner(v, square, everySecond(high, 1 - parity));
  const odd = horner(v, square, everySecond(high, parity));
  return continued(v, x, v.madd(odd, x, even), coefficients.slice(-LOW_TERMS));
}

function horner(v: Vocabulary, x: Lanes, [first, ...rest]: readonly number[]): Lanes {
  return continued(v, x, v.constant(first!), rest);
}

const continued = (v: Vocabulary, x: Lanes, high: Lanes, rest: readonly number[]): Lanes =>
  rest.reduce((sum, coefficient) => v.madd(sum, x, v.constant(coefficient)), high);

const everySecond = (coefficients: readonly number[], from: number): number[] =>
  coefficients.filter((_, i) => i % 2 === from);

export function widePolynomial(v: Vocabulary, x: Wide, [first, ...rest]: readonly number[]): Wide {
  return wideContinued(v, x, v.wide.constant(first!), rest);
}

/** High terms in float32, the last `wideTerms` in float64: nearly as accurate as float64, at little more than float32's cost. */
export function mixedPolynomial(
  v: Vocabulary,
  x: Lanes,
  wideX: Wide,
  coefficients: readonly number[],
  wideTerms = 2,
): Wide {
  const high = v.wide.fromFloat(polynomial(v, x, coefficients.slice(0, -wideTerms)));
  return wideContinued(v, wideX, high, coefficients.slice(-wideTerms));
}

const wideContinued = ({ wide }: Vocabulary, x: Wide, high: Wide, rest: readonly number[]): Wide =>
  rest.reduce((sum, coefficient) => wide.madd(sum, x, wide.constant(coefficient)), high);
