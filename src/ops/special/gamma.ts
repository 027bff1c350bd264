/**
 * A number in; log|Γ| or one of its first three derivatives out.
 *
 * Rational functions near the zeros, series in 1/x^2 for large x, recurrence between and reflection for x < 0.
 * The coefficients are lossc's own, from tools/fit-special.py.
 * High terms of a polynomial are summed in blocks, which need not wait for one another; low ones by Horner's rule, which rounds less.
 */

/** log Γ(1 + s) / (s (s - 1)) - 0.5 for -0.3 <= s <= 0.5. */
function lgammaAtOne(s: number): number {
  const s2 = s * s;
  const pHigh =
    (-3.1314318869730554e-6 * s - 0.0031299079065512823) * s2 + (-0.04728145928073715 * s - 0.22707994291041994);
  const p =
    (((pHigh * s - 0.4461830538126202) * s - 0.32749333874265635) * s + 0.01211005092951691) * s + 0.07721566490153287;
  const qHigh = 0.00666898504799231 * s2 + (0.13224763713102392 * s + 0.8898179140133362);
  const q = (((qHigh * s + 2.762824070542259) * s + 4.332026609870931) * s + 3.3330208291321495) * s + 1;
  return p / q;
}

/** log Γ(2 + u) / (u (1 + u)) - 0.40625 for -0.5 <= u <= 1. */
function lgammaAtTwo(u: number): number {
  const u2 = u * u;
  const pHigh = -1.8598137458917977e-5 * u2 + (-0.0008167295138980628 * u - 0.010212585384502213);
  const p =
    (((pHigh * u - 0.051357522957059185) * u - 0.10908118054253138) * u - 0.0743139213303834) * u +
    0.016534335098467145;
  const qHigh = 4.682577882553526e-5 * u2 + (0.0024531407049850212 * u + 0.03934775929872803);
  const q = (((qHigh * u + 0.2764267105316925) * u + 0.9508587415739809) * u + 1.572689811178513) * u + 1;
  return p / q;
}

/** (log 2π - 1) / 2. */
const STIRLING_CONSTANT = 0.4189385332046727;

/** x (log Γ(x) - (x - 1/2)(log x - 1) - STIRLING_CONSTANT) in t = 1 / x^2, for x >= 8. */
function stirlingTail(t: number): number {
  const t2 = t * t;
  const t4 = t2 * t2;
  const c0 = (-0.0005952365845057042 * t + 0.0007936507897524059) * t2 + -0.002777777777773988 * t;
  const c1 = 0.005065905360081594 * t2 + (-0.0018903829938839239 * t + 0.0008414700852502405);
  return c1 * t4 + c0 + 0.08333333333333333;
}

/** The zero of digamma between 1 and 2, as the sum of two numbers. */
const DIGAMMA_ROOT_HIGH = 1.4616321449683622;
const DIGAMMA_ROOT_LOW = 9.549995429965697e-17;

/** ψ(1 + s) / (1 + s - root) - 0.96875 for 0 <= s <= 2. */
function digammaAtRoot(s: number): number {
  const s2 = s * s;
  const pHigh =
    (-1.578585859621291e-8 * s - 0.00017123086676748865) * s2 + (-0.0065060619241646914 * s - 0.07561903028724189);
  const p =
    (((pHigh * s - 0.35275725988107337) * s - 0.6468627957075217) * s - 0.23426431761660327) * s + 0.2816301375034053;
  const qHigh = 0.00017933601981804436 * s2 + (0.007561224327355051 * s + 0.10266883844857362);
  const q = (((qHigh * s + 0.6092694909208878) * s + 1.7169749127558187) * s + 2.2029923661052755) * s + 1;
  return p / q;
}

/** x^2 (log x - 1 / (2x) - ψ(x)) in t = 1 / x^2, for x >= 3. */
function digammaTail(t: number): number {
  const t2 = t * t;
  const t4 = t2 * t2;
  const c0 = (-0.004166652178649976 * t + 0.003968253884920035) * t2 + -0.008333333333142599 * t;
  const c1 = (-0.37430045056787453 * t + 0.08064047396431864) * t2 + (-0.02101916489627253 * t + 0.007574430608799187);
  const c2 = (-21.298613250811503 * t + 17.26188370570957) * t2 + (-6.706334082050316 * t + 1.745863353394075);
  return (c2 * t4 + c1) * t4 + c0 + 0.08333333333333326;
}

/** x^3 (ψ'(x) - 1 / x - 1 / (2 x^2)) in t = 1 / x^2, for x >= 4. */
function trigammaTail(t: number): number {
  const t2 = t * t;
  const t4 = t2 * t2;
  const c0 = (-0.03333310071603972 * t + 0.023809522705444224) * t2 + -0.033333333331273224 * t;
  const c1 = (-5.306347693791225 * t + 1.1006549416892057) * t2 + (-0.25148975321788575 * t + 0.07573225216344656);
  const c2 = -46.038581205319154 * t + 21.252523011580667;
  return (c2 * t4 + c1) * t4 + c0 + 0.16666666666666602;
}

/** x^4 (-ψ''(x) - 1 / x^2 - 1 / x^3) in t = 1 / x^2, for x >= 6. */
function tetragammaTail(t: number): number {
  const t2 = t * t;
  const t4 = t2 * t2;
  const c0 = (-0.29999950444640155 * t + 0.16666666534900362) * t2 + -0.1666666666653065 * t;
  const c1 = (-93.0954119837209 * t + 16.823952923743725) * t2 + (-3.2802032722394334 * t + 0.83323893370112);
  return (353.391606387353 * t4 + c1) * t4 + c0 + 0.4999999999999998;
}

/** sin(πx); the remainder by 2 is exact, so zeros are exact. */
function sinPi(x: number): number {
  const r = x - 2 * Math.round(x / 2);
  const size = Math.abs(r);
  const sign = Math.sign(r);
  if (size <= 0.25) return Math.sin(Math.PI * r);
  if (size < 0.75) return sign * Math.cos(Math.PI * (size - 0.5));
  return sign * Math.sin(Math.PI * (1 - size));
}

/** π cot(πx), infinite where x is whole; the remainder by 1 is exact. */
function piCotPi(x: number): number {
  const r = x - Math.round(x);
  const size = Math.abs(r);
  if (size <= 0.25) return Math.PI / Math.tan(Math.PI * r);
  return Math.sign(r) * Math.PI * Math.tan(Math.PI * (0.5 - size));
}

/** log Γ(1 + s) for -0.3 <= s < 2, with relative accuracy at its zeros s = 0 and s = 1. */
function lgammaOnePlus(s: number): number {
  const u = s - 1;
  if (s === 0) return 0;
  return s < 0.5 ? s * u * (0.5 + lgammaAtOne(s)) : s * u * (0.40625 + lgammaAtTwo(u));
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
  const tail = x < 1e17 ? STIRLING_CONSTANT + stirlingTail(1 / (x * x)) / x : 0;
  return (x - 0.5) * (Math.log(x) - 1) + tail;
}

/** ψ(x), the derivative of log Γ; NaN at the poles 0, -1, -2, ... */
export function digamma(x: number): number {
  if (x <= 0) {
    // ψ(1 - x) - ψ(x) = π cot πx, and ψ(1 - x) = ψ(-x) - 1 / x
    return Number.isInteger(x) ? Number.NaN : digamma(1 - x) - piCotPi(x);
  }
  if (x < 1) return psiNearRoot(x, x + 1) - 1 / x;
  if (x < 3) return psiNearRoot(x - 1, x);
  const reciprocal = 1 / x;
  const square = reciprocal * reciprocal;
  return Math.log(x) - (0.5 * reciprocal + square * digammaTail(square));
}

/** ψ(x) for 1 <= x < 3, given s = x - 1 as well. */
function psiNearRoot(s: number, x: number): number {
  const distance = x - DIGAMMA_ROOT_HIGH - DIGAMMA_ROOT_LOW;
  return distance * (0.96875 + digammaAtRoot(s));
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
  let value = reciprocal + (0.5 * square + reciprocal * square * trigammaTail(square));
  for (let k = steps - 1; k >= 0; k--) value += 1 / ((x + k) * (x + k));
  return value;
}

/** ψ''(x); NaN at the poles 0, -1, -2, ... */
export function tetragamma(x: number): number {
  if (x === 0) return Number.NaN;
  if (x < -0.5) {
    // ψ''(1 - x) - ψ''(x) = 2 π^3 cot πx (1 + cot^2 πx)
    if (Number.isInteger(x)) return Number.NaN;
    const cotangent = piCotPi(x);
    return tetragamma(1 - x) - 2 * cotangent * (Math.PI * Math.PI + cotangent * cotangent);
  }
  const steps = x < 6 ? Math.ceil(6 - x) : 0;
  const reciprocal = 1 / (x + steps);
  const square = reciprocal * reciprocal;
  let value = square * (1 + (reciprocal + square * tetragammaTail(square)));
  for (let k = steps - 1; k >= 0; k--) value += 2 / ((x + k) * (x + k) * (x + k));
  return -value;
}
