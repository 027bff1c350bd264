/** Four lanes go in; the error function or its complement comes out. */

import type { Lanes, Vocabulary } from "../lanes.ts";
import { exp, FAST_EXPONENTIAL, fastExp2Long } from "./exponential.ts";
import { sizeOf, withSignOf } from "./float-parts.ts";
import type { LaneFunction } from "./function.ts";
import { mixedPolynomial, polynomial } from "./polynomial.ts";
import { wideExp } from "./wide-exponential.ts";

/** erf(x) / x - 1 in z = x^2 for |x| <= BORDER: degree 5, error 2.7e-8. */
const NEAR_ZERO = [-5.862243e-4, 4.9675084e-3, -2.6748905e-2, 0.11281328, -0.37612447, 0.12837914];
/** The same of degree 3, error 1.9e-5. */
const NEAR_ZERO_SHORT = [-1.9045778e-2, 0.10865629, -0.3753788, 0.12835757];

/** exp(x^2) erfc(x) for BORDER <= x <= SATURATED: degree 7, error 2.0e-8 of erf(x). */
const TAIL = [-4.3968204e-4, 6.6360366e-3, -4.428176e-2, 0.17341958, -0.4470967, 0.80762994, -1.0561904, 0.9879066];
/** The same of degree 3, error 2.4e-5. */
const TAIL_SHORT = [-4.0560525e-2, 0.26234913, -0.67524, 0.8810753];

const BORDER = 0.95;
/** Beyond this erf is 1 in float32. */
const SATURATED = 3.95;

/**
 * The tail everywhere, and what serves near 0 where some lane needs it.
 * -(x * x) is written as in the gradient of erf, so that one exp serves both.
 */
function errorFunction(power: LaneFunction, nearZero: readonly number[], tail: readonly number[]): LaneFunction {
  return (v, x) => {
    const size = sizeOf(v, x!);
    const square = v.mul(x!, x!);
    const complement = v.mul(power(v, v.neg(square)), polynomial(v, v.pmin(size, v.constant(SATURATED)), tail));
    const far = withSignOf(v, x!, v.sub(v.constant(1), complement));
    return v.patch(v.less(size, v.constant(BORDER)), far, (inner) =>
      inner.add(x!, inner.mul(x!, polynomial(inner, square, nearZero))),
    );
  };
}

export const erf = errorFunction(exp, NEAR_ZERO, TAIL);

/** exp(a^2) erfc(a) (1 + 2 a) in s = (a - 3) / (a + 3) for 0 <= a <= 10.2: degree 10, error 3.8e-9; the last two float64. */
const COMPLEMENT = [
  -2.6718483e-4, -7.751252e-4, 2.0033591e-3, 2.5665725e-3, -2.3798538e-2, 6.829575e-2, -0.119270794, 0.12964644,
  -4.756241142509224e-2, -0.1356211399427139, 1.2530080592315669,
];
/** Beyond this erfc is 0 in float32. */
const VANISHES = 10.2;

/** erfc(-a) = 2 - erfc(a); a^2 is exact in float64. One division serves s and 1 + 2 a. */
export const erfc: LaneFunction = (v, x) => {
  const { wide } = v;
  const size = wide.fromFloat(v.pmin(sizeOf(v, x!), v.constant(VANISHES)));
  const sum = wide.add(size, wide.constant(3));
  const growth = wide.add(wide.add(size, size), wide.constant(1));
  const inverse = wide.div(wide.constant(1), wide.mul(sum, growth));
  const s = wide.mul(wide.sub(size, wide.constant(3)), wide.mul(inverse, growth));
  const shape = mixedPolynomial(v, wide.toFloat(s), s, COMPLEMENT, 3);
  const power = wideExp(v, wide.sub(wide.constant(0), wide.mul(size, size)));
  const value = wide.mul(wide.mul(power, shape), wide.mul(inverse, sum));
  const isNegative = wide.widenBits(v.shiftRight(x!, 31));
  const signed = wide.or(value, wide.and(isNegative, wide.constant(-0)));
  return wide.toFloat(wide.add(wide.and(isNegative, wide.constant(2)), signed));
};

/** exp(a^2) erfc(a) (1 + 2 a) in s = (a - 2) / (a + 2) for 0 <= a <= 10.2: degree 5, error 5.0e-5. */
const COMPLEMENT_SHORT = [-1.2658602e-2, -4.8600417e-2, 0.16716334, -0.1671026, -9.314199e-2, 1.2770162];

function fastErfc(v: Vocabulary, x: Lanes): Lanes {
  const size = v.pmin(sizeOf(v, x), v.constant(VANISHES));
  const sum = v.add(size, v.constant(2));
  const growth = v.add(v.add(size, size), v.constant(1));
  const inverse = v.div(v.constant(1), v.mul(sum, growth));
  const s = v.mul(v.sub(size, v.constant(2)), v.mul(inverse, growth));
  const shape = v.mul(polynomial(v, s, COMPLEMENT_SHORT), v.mul(inverse, sum));
  const power = fastExp2Long(v, v.mul(v.mul(size, size), v.constant(-Math.LOG2E)));
  const base = v.and(v.shiftRight(x, 31), v.constant(2));
  return v.add(base, withSignOf(v, x, v.mul(power, shape)));
}

/** Within 1e-4 relative. */
export const FAST_ERROR_FUNCTION = {
  erf: errorFunction(FAST_EXPONENTIAL.exp, NEAR_ZERO_SHORT, TAIL_SHORT),
  erfc: fastErfc,
} satisfies Record<string, LaneFunction>;
