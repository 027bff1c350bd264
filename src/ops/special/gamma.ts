/**
 * A number in; log|Γ| or one of its first three derivatives out.
 *
 * Rational functions near the zeros, series in 1/x^2 for large x, recurrence between and reflection for x < 0.
 * The coefficients are lossc's own, from tools/fit-special.py.
 */

import { polynomial } from "./polynomial.ts";

/** log Γ(1 + s) / (s (s - 1)) - 0.5 for -0.3 <= s <= 0.5. */
const LGAMMA_AT_ONE_P: readonly number[] = [
  -3.1314318869730554e-6, -0.0031299079065512823, -0.04728145928073715, -0.22707994291041994, -0.4461830538126202,
  -0.32749333874265635, 0.01211005092951691, 0.07721566490153287,
];
const LGAMMA_AT_ONE_Q: readonly number[] = [
  0.00666898504799231, 0.13224763713102392, 0.8898179140133362, 2.762824070542259, 4.332026609870931,
  3.3330208291321495, 1,
];

/** log Γ(2 + u) / (u (1 + u)) - 0.40625 for -0.5 <= u <= 1. */
const LGAMMA_AT_TWO_P: readonly number[] = [
  -1.8598137458917977e-5, -0.0008167295138980628, -0.010212585384502213, -0.051357522957059185, -0.10908118054253138,
  -0.0743139213303834, 0.016534335098467145,
];
const LGAMMA_AT_TWO_Q: readonly number[] = [
  4.682577882553526e-5, 0.0024531407049850212, 0.03934775929872803, 0.2764267105316925, 0.9508587415739809,
  1.572689811178513, 1,
];

/** (log 2π - 1) / 2. */
const STIRLING_CONSTANT = 0.4189385332046727;

/** x (log Γ(x) - (x - 1/2)(log x - 1) - STIRLING_CONSTANT) in 1 / x^2, for x >= 8. */
const STIRLING_TAIL: readonly number[] = [
  0.005065905360081594, -0.0018903829938839239, 0.0008414700852502405, -0.0005952365845057042, 0.0007936507897524059,
  -0.002777777777773988, 0.08333333333333333,
];

/** The zero of digamma between 1 and 2, as the sum of two numbers. */
const DIGAMMA_ROOT_HIGH = 1.4616321449683622;
const DIGAMMA_ROOT_LOW = 9.549995429965697e-17;

/** ψ(1 + s) / (1 + s - root) - 0.96875 for 0 <= s <= 2. */
const DIGAMMA_AT_ROOT_P: readonly number[] = [
  -1.578585859621291e-8, -0.00017123086676748865, -0.0065060619241646914, -0.07561903028724189, -0.35275725988107337,
  -0.6468627957075217, -0.23426431761660327, 0.2816301375034053,
];
const DIGAMMA_AT_ROOT_Q: readonly number[] = [
  0.00017933601981804436, 0.007561224327355051, 0.10266883844857362, 0.6092694909208878, 1.7169749127558187,
  2.2029923661052755, 1,
];

/** x^2 (log x - 1 / (2x) - ψ(x)) in 1 / x^2, for x >= 3. */
const DIGAMMA_TAIL: readonly number[] = [
  -21.298613250811503, 17.26188370570957, -6.706334082050316, 1.745863353394075, -0.37430045056787453,
  0.08064047396431864, -0.02101916489627253, 0.007574430608799187, -0.004166652178649976, 0.003968253884920035,
  -0.008333333333142599, 0.08333333333333326,
];

/** x^3 (ψ'(x) - 1 / x - 1 / (2 x^2)) in 1 / x^2, for x >= 4. */
const TRIGAMMA_TAIL: readonly number[] = [
  -46.038581205319154, 21.252523011580667, -5.306347693791225, 1.1006549416892057, -0.25148975321788575,
  0.07573225216344656, -0.03333310071603972, 0.023809522705444224, -0.033333333331273224, 0.16666666666666602,
];

/** x^4 (-ψ''(x) - 1 / x^2 - 1 / x^3) in 1 / x^2, for x >= 6. */
const TETRAGAMMA_TAIL: readonly number[] = [
  353.391606387353, -93.0954119837209, 16.823952923743725, -3.2802032722394334, 0.83323893370112, -0.29999950444640155,
  0.16666666534900362, -0.1666666666653065, 0.4999999999999998,
];

/** sin(πx); the remainder by 2 is exact, so zeros are exact. */
function sinPi(x: number): number {
  const r = x % 2;
  const size = Math.abs(r);
  const sign = Math.sign(r);
  if (size <= 0.25) return Math.sin(Math.PI * r);
  if (size < 0.75) return sign * Math.cos(Math.PI * (size - 0.5));
  if (size <= 1.25) return sign * Math.sin(Math.PI * (1 - size));
  if (size < 1.75) return -sign * Math.cos(Math.PI * (size - 1.5));
  return sign * Math.sin(Math.PI * (size - 2));
}

/** cos(πx). */
function cosPi(x: number): number {
  const r = Math.abs(x % 2);
  if (r <= 0.25) return Math.cos(Math.PI * r);
  if (r < 0.75) return Math.sin(Math.PI * (0.5 - r));
  if (r <= 1.25) return -Math.cos(Math.PI * (1 - r));
  if (r < 1.75) return Math.sin(Math.PI * (r - 1.5));
  return Math.cos(Math.PI * (r - 2));
}

/** log Γ(1 + s) for -0.3 <= s < 2, with relative accuracy at its zeros s = 0 and s = 1. */
function lgammaOnePlus(s: number): number {
  const u = s - 1;
  if (s === 0) return 0;
  return s < 0.5
    ? s * u * (0.5 + polynomial(s, LGAMMA_AT_ONE_P) / polynomial(s, LGAMMA_AT_ONE_Q))
    : s * u * (0.40625 + polynomial(u, LGAMMA_AT_TWO_P) / polynomial(u, LGAMMA_AT_TWO_Q));
}

/** log |Γ(x)|, infinite at the poles 0, -1, -2, ... */
export function lgamma(x: number): number {
  if (!Number.isFinite(x)) return x * x;
  if (x <= 0) {
    // |Γ(x) Γ(-x)| = π / |x sin πx|
    const sine = sinPi(x);
    if (sine === 0) return Number.POSITIVE_INFINITY;
    return x > -1e-17 ? -Math.log(-x) : Math.log(Math.PI / Math.abs(x * sine)) - lgamma(-x);
  }
  if (x < 0.7) return lgammaOnePlus(x) - Math.log(x);
  if (x < 3) return lgammaOnePlus(x - 1);
  if (x < 8) {
    let product = 1;
    let base = x;
    while (base >= 3) {
      base -= 1;
      product *= base;
    }
    return Math.log(product) + lgammaOnePlus(base - 1);
  }
  const tail = x < 1e17 ? STIRLING_CONSTANT + polynomial(1 / (x * x), STIRLING_TAIL) / x : 0;
  return (x - 0.5) * (Math.log(x) - 1) + tail;
}

/** ψ(x), the derivative of log Γ; NaN at the poles 0, -1, -2, ... */
export function digamma(x: number): number {
  if (x <= 0) {
    // ψ(1 - x) - ψ(x) = π cot πx, and ψ(1 - x) = ψ(-x) - 1 / x
    const sine = sinPi(x);
    if (sine === 0 || Number.isNaN(sine)) return Number.NaN;
    return digamma(1 - x) - Math.PI * (cosPi(x) / sine);
  }
  if (x < 1) return psiNearRoot(x, x + 1) - 1 / x;
  if (x < 3) return psiNearRoot(x - 1, x);
  const reciprocal = 1 / x;
  const square = reciprocal * reciprocal;
  return Math.log(x) - (0.5 * reciprocal + square * polynomial(square, DIGAMMA_TAIL));
}

/** ψ(x) for 1 <= x < 3, given s = x - 1 as well. */
function psiNearRoot(s: number, x: number): number {
  const distance = x - DIGAMMA_ROOT_HIGH - DIGAMMA_ROOT_LOW;
  return distance * (0.96875 + polynomial(s, DIGAMMA_AT_ROOT_P) / polynomial(s, DIGAMMA_AT_ROOT_Q));
}

/** ψ'(x), positive; infinite at the poles 0, -1, -2, ... */
export function trigamma(x: number): number {
  if (x < -0.5) {
    // ψ'(1 - x) + ψ'(x) = π^2 / sin^2 πx
    const cosecant = Math.PI / sinPi(x);
    return cosecant * cosecant - trigamma(1 - x);
  }
  const steps = x < 4 ? Math.ceil(4 - x) : 0;
  const reciprocal = 1 / (x + steps);
  const square = reciprocal * reciprocal;
  let value = reciprocal + (0.5 * square + reciprocal * square * polynomial(square, TRIGAMMA_TAIL));
  for (let k = steps - 1; k >= 0; k--) value += 1 / ((x + k) * (x + k));
  return value;
}

/** ψ''(x); NaN at the poles 0, -1, -2, ... */
export function tetragamma(x: number): number {
  if (x === 0) return Number.NaN;
  if (x < -0.5) {
    // ψ''(1 - x) - ψ''(x) = 2 π^3 cos πx / sin^3 πx
    const sine = sinPi(x);
    if (sine === 0 || Number.isNaN(sine)) return Number.NaN;
    const cosecant = Math.PI / sine;
    return tetragamma(1 - x) - 2 * cosPi(x) * (cosecant * cosecant * cosecant);
  }
  const steps = x < 6 ? Math.ceil(6 - x) : 0;
  const reciprocal = 1 / (x + steps);
  const square = reciprocal * reciprocal;
  let value = square * (1 + (reciprocal + square * polynomial(square, TETRAGAMMA_TAIL)));
  for (let k = steps - 1; k >= 0; k--) value += 2 / ((x + k) * (x + k) * (x + k));
  return -value;
}
