/** An argument and coefficients, highest power first, go in; the polynomial's value comes out. */

import type { Lanes, Vocabulary, Wide } from "../lanes.ts";

/**
 * By pairs: c0 + c1 x + x^2 (c2 + c3 x + x^2 (...)), half as long a chain of operations as Horner's rule, for one product more. A processor
 * looks ahead a few vectors only, and then waits for the chain. Where x^2 is needed anyway, the pairs cost nothing.
 */
export function polynomial(v: Vocabulary, x: Lanes, coefficients: readonly number[]): Lanes {
  const square = v.mul(x, x);
  const [first, ...others] = pairsOf(coefficients).map(([a, b]) =>
    a === undefined ? v.constant(b) : v.madd(v.constant(a), x, v.constant(b)),
  );
  return others.reduce((sum, pair) => v.madd(sum, square, pair), first!);
}

/** Two by two, the constant term last; an odd one out stands alone at the front. */
function pairsOf(coefficients: readonly number[]): (readonly [number | undefined, number])[] {
  const padded = coefficients.length % 2 === 0 ? coefficients : [undefined, ...coefficients];
  return padded.flatMap((b, i) => (i % 2 === 0 ? [] : [[padded[i - 1], b!] as const]));
}

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
