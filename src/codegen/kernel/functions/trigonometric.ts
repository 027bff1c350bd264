/** Four lanes go in; circular functions and their inverses come out. */

import type { Lanes, Vocabulary, Wide } from "../lanes.ts";
import { sizeOf, withSignOf } from "./float-parts.ts";
import type { LaneFunction } from "./function.ts";
import { polynomial, widePolynomial } from "./polynomial.ts";

const SIGN = 0x80000000;

/** Added to a float32 below 2^22, leaves its nearest integer in the low bits. */
const ROUNDER = 1.5 * 2 ** 23;
const TWO_BY_PI = 2 / Math.PI;

/** pi / 2 = A + B + C: up to NEAR the products of A and B with the number of quarter turns are exact. */
const HALF_PI_A = 1.57073974609375;
const HALF_PI_B = 5.6580640375614166e-5;
const HALF_PI_C = 6.07710062827671e-11;
const NEAR = 400;

/** pi / 2 = D + E in float64, with exact products of D up to FAR. */
const HALF_PI_D = 1.5707963267341256;
const HALF_PI_E = 6.077100506506192e-11;
const FAR = 131_072;

interface Polynomials {
  /** (sin(r) / r - 1) / z in z = r^2. */
  readonly sine: readonly number[];
  /** (cos(r) - 1 + z / 2) / z^2. */
  readonly cosine: readonly number[];
}

/** For |r| <= 0.787: degree 2, errors 4.2e-9 and 1.2e-10 relative to sin(r) and cos(r). */
const ACCURATE: Polynomials = {
  sine: [-1.9507883e-4, 8.332106e-3, -0.16666654],
  cosine: [2.443211e-5, -1.3887308e-3, 4.1666646e-2],
};

/** Degree 1, errors 1.9e-6 and 8.4e-8. */
const SHORT: Polynomials = {
  sine: [8.162592e-3, -0.16663364],
  cosine: [-1.3647709e-3, 4.1661024e-2],
};

/** sin(r) / r in z = r^2 for |r| <= 0.787: degree 4, error 4.6e-12. */
const WIDE_SINE = [
  2.7169985662654043e-6, -1.9839161546916282e-4, 8.333328633934546e-3, -0.1666666662985919, 0.9999999999953588,
];
/** cos(r): degree 4, error 5.7e-11. */
const WIDE_COSINE = [
  2.4370941361901938e-5, -1.388650989437711e-3, 4.1666612575650505e-2, -0.4999999956448525, 0.9999999999427814,
];

interface Turned<T> {
  /** |x| = quarters * pi / 2 + r; the quarters' low bits are as in an integer. */
  readonly quarters: Lanes;
  readonly sine: T;
  readonly cosine: T;
}

/** sin(r) and cos(r) for |x| <= NEAR. The third part of pi / 2, below 2e-8 in all, counts in sin(r) alone. */
function turned(v: Vocabulary, size: Lanes, { sine, cosine }: Polynomials): Turned<Lanes> {
  const shifted = v.add(v.mul(size, v.constant(TWO_BY_PI)), v.constant(ROUNDER));
  const n = v.sub(shifted, v.constant(ROUNDER));
  const r = v.sub(v.sub(size, v.mul(n, v.constant(HALF_PI_A))), v.mul(n, v.constant(HALF_PI_B)));
  const z = v.mul(r, r);
  const head = v.sub(v.constant(1), v.mul(z, v.constant(0.5)));
  return {
    quarters: shifted,
    sine: v.add(r, v.sub(v.mul(v.mul(r, z), polynomial(v, z, sine)), v.mul(n, v.constant(HALF_PI_C)))),
    cosine: v.add(head, v.mul(v.mul(z, z), polynomial(v, z, cosine))),
  };
}

/** The same in float64, for |x| <= FAR. */
function turnedFar(v: Vocabulary, size: Lanes): Turned<Wide> {
  const { wide } = v;
  const n = v.nearest(v.mul(size, v.constant(TWO_BY_PI)));
  const wideN = wide.fromFloat(n);
  const r = [HALF_PI_D, HALF_PI_E].reduce(
    (rest, part) => wide.sub(rest, wide.mul(wideN, wide.constant(part))),
    wide.fromFloat(size),
  );
  const z = wide.mul(r, r);
  return {
    quarters: v.toInt(n),
    sine: wide.mul(r, widePolynomial(v, z, WIDE_SINE)),
    cosine: widePolynomial(v, z, WIDE_COSINE),
  };
}

/** All ones where the integer is odd. */
const oddMask = (v: Vocabulary, quarters: Lanes): Lanes => v.shiftRight(v.shiftLeft(quarters, 31), 31);

/** The second bit from the right, as a float's sign. */
const secondBit = (v: Vocabulary, quarters: Lanes): Lanes => v.and(v.shiftLeft(quarters, 30), v.bits(SIGN));

type Choose = (v: Vocabulary, x: Lanes, turned: Turned<Lanes>) => Lanes;

const sineOf: Choose = (v, x, { quarters, sine, cosine }) => {
  const value = v.select(oddMask(v, quarters), cosine, sine);
  return v.xor(value, v.xor(secondBit(v, quarters), v.and(x, v.bits(SIGN))));
};

const cosineOf: Choose = (v, _, { quarters, sine, cosine }) => {
  const value = v.select(oddMask(v, quarters), sine, cosine);
  return v.xor(value, secondBit(v, v.addInt(quarters, v.bits(1))));
};

/** Beyond NEAR in float64, beyond FAR lane by lane. */
function circular(name: "sin" | "cos", choose: Choose, polynomials: Polynomials): LaneFunction {
  return (v, x) => {
    const size = sizeOf(v, x!);
    const near = choose(v, x!, turned(v, size, polynomials));
    return v.patch(v.greater(size, v.constant(NEAR)), near, (inner) => {
      const { quarters, sine, cosine } = turnedFar(inner, size);
      const { toFloat } = inner.wide;
      const far = choose(inner, x!, { quarters, sine: toFloat(sine), cosine: toFloat(cosine) });
      return farther(inner, name, x!, far);
    });
  };
}

function farther(v: Vocabulary, name: "sin" | "cos" | "tan", x: Lanes, value: Lanes): Lanes {
  return v.patch(v.greater(sizeOf(v, x), v.constant(FAR)), value, (inner) => inner.eachLane(name, x));
}

export const sin = circular("sin", sineOf, ACCURATE);
export const cos = circular("cos", cosineOf, ACCURATE);

export const tan: LaneFunction = (v, x) => {
  const { wide } = v;
  const { quarters, sine, cosine } = turnedFar(v, sizeOf(v, x!));
  const odd = oddMask(v, quarters);
  const wideOdd = wide.widenBits(odd);
  const value = wide.toFloat(wide.div(wide.select(wideOdd, cosine, sine), wide.select(wideOdd, sine, cosine)));
  const sign = v.and(v.xor(x!, odd), v.bits(SIGN));
  return farther(v, "tan", x!, v.xor(value, sign));
};

/** (atan(t) / t - 1) / z in z = t^2, for t <= 1: degree 7, error 1.9e-8 relative to atan(t). */
const ARCTANGENT = [
  2.9200187e-3, -1.6364267e-2, 4.320522e-2, -7.5516604e-2, 0.106657684, -0.14211002, 0.19993767, -0.33333153,
];
/** Degree 3, error 3.5e-5. */
const ARCTANGENT_SHORT = [2.484035e-2, -9.409807e-2, 0.18681425, -0.33213073];

/** pi / 2 in float32, and what it is too large by. */
const HALF_PI = Math.fround(Math.PI / 2);
const HALF_PI_EXCESS = HALF_PI - Math.PI / 2;

/** atan(x) = pi / 2 - atan(1 / x) for x > 1. */
function arctangent(coefficients: readonly number[]): LaneFunction {
  return (v, x) => {
    const one = v.constant(1);
    const size = sizeOf(v, x!);
    const isLarge = v.greater(size, one);
    const t = v.div(v.pmin(size, one), v.pmax(size, one));
    const z = v.mul(t, t);
    const rest = v.mul(v.mul(t, z), polynomial(v, z, coefficients));
    const small = v.add(t, v.add(rest, v.and(isLarge, v.constant(HALF_PI_EXCESS))));
    const value = v.select(isLarge, v.sub(v.constant(HALF_PI), small), small);
    return withSignOf(v, x!, value);
  };
}

export const atan = arctangent(ARCTANGENT);

/** asin(s) / s in z = s^2 for 0 <= z <= 1/4: degree 4, error 4.9e-9. */
const ARCSINE = [4.2158388e-2, 2.4184743e-2, 4.5469154e-2, 7.4953094e-2, 0.16666752, 1];

interface HalfArcsine {
  /** |x| > 1/2, per float64 lane. */
  readonly isLarge: Wide;
  /** asin(|x|), or where that is large asin(sqrt((1 - |x|) / 2)) = (pi / 2 - asin(|x|)) / 2. */
  readonly angle: Wide;
}

function halfArcsine(v: Vocabulary, x: Lanes): HalfArcsine {
  const { wide } = v;
  const size = wide.fromFloat(sizeOf(v, x));
  const half = wide.constant(0.5);
  const isLarge = wide.less(half, size);
  const z = wide.select(isLarge, wide.mul(wide.sub(wide.constant(1), size), half), wide.mul(size, size));
  const s = wide.select(isLarge, wide.sqrt(z), size);
  return { isLarge, angle: wide.mul(s, widePolynomial(v, z, ARCSINE)) };
}

export const asin: LaneFunction = (v, x) => {
  const { wide } = v;
  const { isLarge, angle } = halfArcsine(v, x!);
  const large = wide.sub(wide.constant(Math.PI / 2), wide.add(angle, angle));
  return withSignOf(v, x!, wide.toFloat(wide.select(isLarge, large, angle)));
};

export const acos: LaneFunction = (v, x) => {
  const { wide } = v;
  const { isLarge, angle } = halfArcsine(v, x!);
  const sign = wide.and(wide.fromFloat(x!), wide.constant(-0));
  const isNegative = wide.widenBits(v.shiftRight(x!, 31));
  const large = wide.sub(wide.and(isNegative, wide.constant(Math.PI)), wide.add(angle, angle));
  const small = wide.sub(wide.constant(Math.PI / 2), wide.or(angle, sign));
  return wide.toFloat(wide.select(isLarge, wide.abs(large), small));
};

/** Within 1e-4 relative. */
export const FAST_TRIGONOMETRIC = {
  sin: circular("sin", sineOf, SHORT),
  cos: circular("cos", cosineOf, SHORT),
  atan: arctangent(ARCTANGENT_SHORT),
} satisfies Record<string, LaneFunction>;
