/** Pairs of float64 go in; their exponentials come out, to 2e-9 relative: enough for what is rounded to float32 next. */

import type { Vocabulary, Wide } from "../lanes.ts";
import { widePolynomial } from "./polynomial.ts";

/** exp(r) for |r| <= log(2) / 2; degree 6, error 1.9e-9 relative. */
const EXP = [
  1.3836835971467489e-3, 8.374824091435733e-3, 4.1668226185604784e-2, 0.16666420071558924, 0.49999992075111555,
  1.0000000363448398, 1.000000000554597,
];

/** Added to a number below 2^51, leaves its nearest integer in the low bits. */
const ROUNDER = 1.5 * 2 ** 52;
const FRACTION_BITS = 52;

/** For |x| <= 708, not checked: the caller bounds its argument. NaN gives NaN. */
export function wideExp(v: Vocabulary, x: Wide): Wide {
  const { wide } = v;
  const shifted = wide.add(wide.mul(x, wide.constant(Math.LOG2E)), wide.constant(ROUNDER));
  const n = wide.sub(shifted, wide.constant(ROUNDER));
  const r = wide.sub(x, wide.mul(n, wide.constant(Math.LN2)));
  return wide.addInt(widePolynomial(v, r, EXP), wide.shiftLeft(shifted, FRACTION_BITS));
}
