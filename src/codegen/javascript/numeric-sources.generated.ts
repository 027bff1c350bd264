/** Source text of src/ops/special, written by tools/embed-sources.ts; do not edit. */

export const NUMERIC_SOURCES: Readonly<Record<string, { readonly source: string; readonly requires: readonly string[] }>> = {
  I0_SMALL: {
    source: `/** (I0(x) - 1) / y in y = x^2 / 4, for |x| <= 7.75. */
const I0_SMALL: readonly number[] = [
  9.057101759540622e-25, 1.14168242146674e-22, 2.6331574754978573e-20, 4.34736861701434e-18, 6.277630532172375e-16,
  7.593903557238373e-14, 7.594069551501153e-12, 6.151186754543613e-10, 3.9367599099045727e-8, 1.9290123451631045e-6,
  6.94444444452802e-5, 0.0017361111111102966, 0.027777777777778193, 0.24999999999999992, 1,
];`,
    requires: [],
  },
  I1_SMALL: {
    source: `/** (I1(x) / (x / 2) - 1) / y in y = x^2 / 4, for |x| <= 7.75. */
const I1_SMALL: readonly number[] = [
  5.51916538843413e-26, 7.764152311158415e-24, 1.873426145433944e-21, 3.3462459024532227e-19, 5.230961402080023e-17,
  6.9036001887486074e-15, 7.594064839120684e-13, 6.834652255587899e-11, 4.920949873387826e-9, 2.755731922101424e-7,
  1.1574074074122209e-5, 0.0003472222222221753, 0.006944444444444468, 0.08333333333333333, 0.5,
];`,
    requires: [],
  },
  I0_MIDDLE: {
    source: `/** sqrt(x) exp(-x) I0(x) for 7.75 <= x <= 20, in 1 / x scaled to [-1, 1]. */
const I0_MIDDLE: readonly number[] = [
  1.8118183652118067e-12, 3.699965716865373e-12, -1.9901731681543592e-11, -3.256455777759228e-11,
  1.3678427321151571e-10, 2.5086341777429343e-10, -7.077957018410679e-10, -2.506112875336512e-9, -4.75312910702738e-10,
  1.55749902541196e-8, 7.57658513758018e-8, 4.046376627436005e-7, 3.6579879309587066e-6, 6.101492843884893e-5,
  0.0022034830351208303, 0.40365554369871764,
];`,
    requires: [],
  },
  I1_MIDDLE: {
    source: `/** sqrt(x) exp(-x) I1(x) for 7.75 <= x <= 20, in 1 / x scaled to [-1, 1]. */
const I1_MIDDLE: readonly number[] = [
  9.239419503748836e-13, -1.9234213683463537e-12, -7.33302832765035e-12, 2.126091232450809e-11, 3.770577405640649e-11,
  -1.4741299047704911e-10, -2.5413735918640577e-10, 7.860691989665871e-10, 2.6295976308472473e-9,
  2.1090588505878938e-10, -1.7644977612232214e-8, -8.635237014561307e-8, -4.859887966973683e-7, -4.826326466550641e-6,
  -9.639825852234065e-5, -0.006289832808313202, 0.3851418773793564,
];`,
    requires: [],
  },
  I0_LARGE: {
    source: `/** sqrt(x) exp(-x) I0(x) for x >= 20, in 1 / x scaled to [-1, 1]. */
const I0_LARGE: readonly number[] = [
  2.3954116185778424e-14, 1.4941806144819616e-13, 1.0341522267881531e-12, 9.248806269411104e-12, 9.989406054222323e-11,
  1.334462798487409e-9, 2.2916706659107132e-8, 5.36597748468295e-7, 1.901595198271259e-5, 0.0012832022732774191,
  0.40020698164667806,
];`,
    requires: [],
  },
  I1_LARGE: {
    source: `/** sqrt(x) exp(-x) I1(x) for x >= 20, in 1 / x scaled to [-1, 1]. */
const I1_LARGE: readonly number[] = [
  -2.6029193100793453e-14, -1.6428059952463085e-13, -1.1554603060537251e-12, -1.0523114813417509e-11,
  -1.1643345872198787e-10, -1.6089568773839732e-9, -2.9072203365200445e-8, -7.413880534159638e-7, -3.128367269447243e-5,
  -0.003800535936985128, 0.39517231431926264,
];`,
    requires: [],
  },
  BESSEL_MIDDLE_CENTRE: {
    source: `/** The scalings of 1 / x above. */
const BESSEL_MIDDLE_CENTRE = 0.08951612903225807;`,
    requires: [],
  },
  BESSEL_MIDDLE_SCALE: {
    source: `const BESSEL_MIDDLE_SCALE = 25.306122448979593;`,
    requires: [],
  },
  BESSEL_LARGE_CENTRE: {
    source: `const BESSEL_LARGE_CENTRE = 0.025;`,
    requires: [],
  },
  BESSEL_LARGE_SCALE: {
    source: `const BESSEL_LARGE_SCALE = 40;`,
    requires: [],
  },
  besselI0Small: {
    source: `/** I0(x) for |x| < 7.75. */
function besselI0Small(x: number): number {
  const y = (x * x) / 4;
  return 1 + y * polynomial(y, I0_SMALL);
}`,
    requires: ["I0_SMALL","polynomial"],
  },
  besselI1Small: {
    source: `/** I1(x) for |x| < 7.75. */
function besselI1Small(x: number): number {
  const y = (x * x) / 4;
  return (x / 2) * (1 + y * polynomial(y, I1_SMALL));
}`,
    requires: ["I1_SMALL","polynomial"],
  },
  besselI0eLarge: {
    source: `/** exp(-x) I0(x) for x >= 7.75. */
function besselI0eLarge(x: number): number {
  const shape =
    x < 20
      ? polynomial((1 / x - BESSEL_MIDDLE_CENTRE) * BESSEL_MIDDLE_SCALE, I0_MIDDLE)
      : polynomial((1 / x - BESSEL_LARGE_CENTRE) * BESSEL_LARGE_SCALE, I0_LARGE);
  return shape / Math.sqrt(x);
}`,
    requires: ["BESSEL_LARGE_CENTRE","BESSEL_LARGE_SCALE","BESSEL_MIDDLE_CENTRE","BESSEL_MIDDLE_SCALE","I0_LARGE","I0_MIDDLE","polynomial"],
  },
  besselI1eLarge: {
    source: `/** exp(-x) I1(x) for x >= 7.75. */
function besselI1eLarge(x: number): number {
  const shape =
    x < 20
      ? polynomial((1 / x - BESSEL_MIDDLE_CENTRE) * BESSEL_MIDDLE_SCALE, I1_MIDDLE)
      : polynomial((1 / x - BESSEL_LARGE_CENTRE) * BESSEL_LARGE_SCALE, I1_LARGE);
  return shape / Math.sqrt(x);
}`,
    requires: ["BESSEL_LARGE_CENTRE","BESSEL_LARGE_SCALE","BESSEL_MIDDLE_CENTRE","BESSEL_MIDDLE_SCALE","I1_LARGE","I1_MIDDLE","polynomial"],
  },
  timesExp: {
    source: `/** exp(x) scaled, where exp(x) alone would overflow before the product does. */
function timesExp(scaled: number, x: number): number {
  if (x < 700) return scaled * Math.exp(x);
  if (x > 720) return Number.POSITIVE_INFINITY;
  const root = Math.exp(x / 2);
  return scaled * root * root;
}`,
    requires: [],
  },
  besselI0: {
    source: `/** I0(x), the modified Bessel function of the first kind of order 0; even. */
function besselI0(x: number): number {
  const size = Math.abs(x);
  return size < 7.75 ? besselI0Small(size) : timesExp(besselI0eLarge(size), size);
}`,
    requires: ["besselI0Small","besselI0eLarge","timesExp"],
  },
  besselI0e: {
    source: `/** exp(-|x|) I0(x). */
function besselI0e(x: number): number {
  const size = Math.abs(x);
  return size < 7.75 ? Math.exp(-size) * besselI0Small(size) : besselI0eLarge(size);
}`,
    requires: ["besselI0Small","besselI0eLarge"],
  },
  besselI1: {
    source: `/** I1(x), the modified Bessel function of the first kind of order 1; odd. */
function besselI1(x: number): number {
  const size = Math.abs(x);
  return size < 7.75 ? besselI1Small(x) : Math.sign(x) * timesExp(besselI1eLarge(size), size);
}`,
    requires: ["besselI1Small","besselI1eLarge","timesExp"],
  },
  besselI1e: {
    source: `/** exp(-|x|) I1(x). */
function besselI1e(x: number): number {
  const size = Math.abs(x);
  return size < 7.75 ? Math.exp(-size) * besselI1Small(x) : Math.sign(x) * besselI1eLarge(size);
}`,
    requires: ["besselI1Small","besselI1eLarge"],
  },
  ERF_SMALL_P: {
    source: `/** erf(x) / x - 1 in x^2, for |x| <= 0.84375. */
const ERF_SMALL_P: readonly number[] = [
  -2.5625729759361192e-5, -0.005780874030644868, -0.028604138379940514, -0.3249938032509696, 0.12837916709551256,
];`,
    requires: [],
  },
  ERF_SMALL_Q: {
    source: `const ERF_SMALL_Q: readonly number[] = [
  -3.935569680787728e-6, 0.0001340823086737605, 0.005104634490033357, 0.06517128241789388, 0.3982934843534568, 1,
];`,
    requires: [],
  },
  ERF_AT_ONE: {
    source: `/** erf(1) rounded to 24 bits. */
const ERF_AT_ONE = 0.8450629115104675;`,
    requires: [],
  },
  ERF_NEAR_ONE: {
    source: `/** erf(1 + s) - ERF_AT_ONE in s, for -0.16 <= s <= 0.26. */
const ERF_NEAR_ONE: readonly number[] = [
  3.2697593190146914e-5, -0.0002011619936277391, 8.455407430731105e-5, 0.0012264700314196558, -0.0018851657760208462,
  -0.004777037218720059, 0.015154717978167014, 0.004612305626470273, -0.06918458290360847, 0.06918458290274601,
  0.13836916580687125, -0.41510749742059294, 0.4151074974205947, -0.0023621185607526607,
];`,
    requires: [],
  },
  ERFC_LIMIT: {
    source: `/** 1 / sqrt(pi). */
const ERFC_LIMIT = 0.5641895835477563;`,
    requires: [],
  },
  ERFC_MIDDLE_P: {
    source: `/** (x exp(x^2) erfc(x) - 1 / sqrt(pi)) x^2 in 1 / x^2, for 1.25 <= x <= 2.875. */
const ERFC_MIDDLE_P: readonly number[] = [
  -2.1530506883271596, -36.95674935843973, -150.92666149327044, -226.9746943928521, -148.49518401184065,
  -44.72376259158534, -5.977983861391818, -0.282094787256768,
];`,
    requires: [],
  },
  ERFC_MIDDLE_Q: {
    source: `const ERFC_MIDDLE_Q: readonly number[] = [
  4.430970893432978, 105.23261913067563, 617.5798846838077, 1393.653885657369, 1441.8140019374557, 737.6752768494296,
  188.82877226930265, 22.69139961635648, 1,
];`,
    requires: [],
  },
  ERFC_LARGE_P: {
    source: `/** The same for 2.875 <= x <= 28. */
const ERFC_LARGE_P: readonly number[] = [
  -75.48580769502078, -250.7749322090749, -204.0265480709349, -60.627015848263596, -7.159553573193711,
  -0.28209479177386343,
];`,
    requires: [],
  },
  ERFC_LARGE_Q: {
    source: `const ERFC_LARGE_Q: readonly number[] = [
  183.59120256652398, 1145.8267264564925, 1758.8511426046596, 1012.8111073125489, 251.4871103399662, 26.879956603089486,
  1,
];`,
    requires: [],
  },
  erfSmallExcess: {
    source: `function erfSmallExcess(x: number): number {
  const square = x * x;
  return polynomial(square, ERF_SMALL_P) / polynomial(square, ERF_SMALL_Q);
}`,
    requires: ["ERF_SMALL_P","ERF_SMALL_Q","polynomial"],
  },
  erfcTail: {
    source: `/**
 * erfc for 1.25 <= x < 28. With z the 24 leading bits of x, z^2 is exact and
 * exp(-x^2) = exp(-z^2) exp(d), d = (z - x)(z + x), |d| < 1e-4.
 */
function erfcTail(x: number): number {
  const t = 1 / (x * x);
  const correction =
    x < 2.875
      ? polynomial(t, ERFC_MIDDLE_P) / polynomial(t, ERFC_MIDDLE_Q)
      : polynomial(t, ERFC_LARGE_P) / polynomial(t, ERFC_LARGE_Q);
  const z = Math.fround(x);
  const d = (z - x) * (z + x);
  const scaled = (ERFC_LIMIT + t * correction) / x;
  return Math.exp(-z * z) * (scaled + scaled * (d * (1 + d * (0.5 + d / 6))));
}`,
    requires: ["ERFC_LARGE_P","ERFC_LARGE_Q","ERFC_LIMIT","ERFC_MIDDLE_P","ERFC_MIDDLE_Q","polynomial"],
  },
  erf: {
    source: `/** 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return x + x * erfSmallExcess(x);
  if (size < 1.25) return Math.sign(x) * (ERF_AT_ONE + polynomial(size - 1, ERF_NEAR_ONE));
  if (size < 6) return Math.sign(x) * (1 - erfcTail(size));
  return Math.sign(x);
}`,
    requires: ["ERF_AT_ONE","ERF_NEAR_ONE","erfSmallExcess","erfcTail","polynomial"],
  },
  erfc: {
    source: `/** 1 - erf(x), to full relative accuracy where it is small. */
function erfc(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) {
    const excess = x * erfSmallExcess(x);
    return x < 0.25 ? 1 - (x + excess) : 0.5 - (x - 0.5 + excess);
  }
  if (size < 1.25) {
    const rest = polynomial(size - 1, ERF_NEAR_ONE);
    return x > 0 ? 1 - ERF_AT_ONE - rest : 1 + (ERF_AT_ONE + rest);
  }
  if (size < 28) return x > 0 ? erfcTail(x) : 2 - (size < 6 ? erfcTail(size) : 0);
  return 1 - Math.sign(x);
}`,
    requires: ["ERF_AT_ONE","ERF_NEAR_ONE","erfSmallExcess","erfcTail","polynomial"],
  },
  LGAMMA_AT_ONE_P: {
    source: `/** log Γ(1 + s) / (s (s - 1)) - 0.5 for -0.3 <= s <= 0.5. */
const LGAMMA_AT_ONE_P: readonly number[] = [
  -3.1314318869730554e-6, -0.0031299079065512823, -0.04728145928073715, -0.22707994291041994, -0.4461830538126202,
  -0.32749333874265635, 0.01211005092951691, 0.07721566490153287,
];`,
    requires: [],
  },
  LGAMMA_AT_ONE_Q: {
    source: `const LGAMMA_AT_ONE_Q: readonly number[] = [
  0.00666898504799231, 0.13224763713102392, 0.8898179140133362, 2.762824070542259, 4.332026609870931,
  3.3330208291321495, 1,
];`,
    requires: [],
  },
  LGAMMA_AT_TWO_P: {
    source: `/** log Γ(2 + u) / (u (1 + u)) - 0.40625 for -0.5 <= u <= 1. */
const LGAMMA_AT_TWO_P: readonly number[] = [
  -1.8598137458917977e-5, -0.0008167295138980628, -0.010212585384502213, -0.051357522957059185, -0.10908118054253138,
  -0.0743139213303834, 0.016534335098467145,
];`,
    requires: [],
  },
  LGAMMA_AT_TWO_Q: {
    source: `const LGAMMA_AT_TWO_Q: readonly number[] = [
  4.682577882553526e-5, 0.0024531407049850212, 0.03934775929872803, 0.2764267105316925, 0.9508587415739809,
  1.572689811178513, 1,
];`,
    requires: [],
  },
  STIRLING_CONSTANT: {
    source: `/** (log 2π - 1) / 2. */
const STIRLING_CONSTANT = 0.4189385332046727;`,
    requires: [],
  },
  STIRLING_TAIL: {
    source: `/** x (log Γ(x) - (x - 1/2)(log x - 1) - STIRLING_CONSTANT) in 1 / x^2, for x >= 8. */
const STIRLING_TAIL: readonly number[] = [
  0.005065905360081594, -0.0018903829938839239, 0.0008414700852502405, -0.0005952365845057042, 0.0007936507897524059,
  -0.002777777777773988, 0.08333333333333333,
];`,
    requires: [],
  },
  DIGAMMA_ROOT_HIGH: {
    source: `/** The zero of digamma between 1 and 2, as the sum of two numbers. */
const DIGAMMA_ROOT_HIGH = 1.4616321449683622;`,
    requires: [],
  },
  DIGAMMA_ROOT_LOW: {
    source: `const DIGAMMA_ROOT_LOW = 9.549995429965697e-17;`,
    requires: [],
  },
  DIGAMMA_AT_ROOT_P: {
    source: `/** ψ(1 + s) / (1 + s - root) - 0.96875 for 0 <= s <= 2. */
const DIGAMMA_AT_ROOT_P: readonly number[] = [
  -1.578585859621291e-8, -0.00017123086676748865, -0.0065060619241646914, -0.07561903028724189, -0.35275725988107337,
  -0.6468627957075217, -0.23426431761660327, 0.2816301375034053,
];`,
    requires: [],
  },
  DIGAMMA_AT_ROOT_Q: {
    source: `const DIGAMMA_AT_ROOT_Q: readonly number[] = [
  0.00017933601981804436, 0.007561224327355051, 0.10266883844857362, 0.6092694909208878, 1.7169749127558187,
  2.2029923661052755, 1,
];`,
    requires: [],
  },
  DIGAMMA_TAIL: {
    source: `/** x^2 (log x - 1 / (2x) - ψ(x)) in 1 / x^2, for x >= 3. */
const DIGAMMA_TAIL: readonly number[] = [
  -21.298613250811503, 17.26188370570957, -6.706334082050316, 1.745863353394075, -0.37430045056787453,
  0.08064047396431864, -0.02101916489627253, 0.007574430608799187, -0.004166652178649976, 0.003968253884920035,
  -0.008333333333142599, 0.08333333333333326,
];`,
    requires: [],
  },
  TRIGAMMA_TAIL: {
    source: `/** x^3 (ψ'(x) - 1 / x - 1 / (2 x^2)) in 1 / x^2, for x >= 4. */
const TRIGAMMA_TAIL: readonly number[] = [
  -46.038581205319154, 21.252523011580667, -5.306347693791225, 1.1006549416892057, -0.25148975321788575,
  0.07573225216344656, -0.03333310071603972, 0.023809522705444224, -0.033333333331273224, 0.16666666666666602,
];`,
    requires: [],
  },
  TETRAGAMMA_TAIL: {
    source: `/** x^4 (-ψ''(x) - 1 / x^2 - 1 / x^3) in 1 / x^2, for x >= 6. */
const TETRAGAMMA_TAIL: readonly number[] = [
  353.391606387353, -93.0954119837209, 16.823952923743725, -3.2802032722394334, 0.83323893370112, -0.29999950444640155,
  0.16666666534900362, -0.1666666666653065, 0.4999999999999998,
];`,
    requires: [],
  },
  sinPi: {
    source: `/** sin(πx); the remainder by 2 is exact, so zeros are exact. */
function sinPi(x: number): number {
  const r = x % 2;
  const size = Math.abs(r);
  const sign = Math.sign(r);
  if (size <= 0.25) return Math.sin(Math.PI * r);
  if (size < 0.75) return sign * Math.cos(Math.PI * (size - 0.5));
  if (size <= 1.25) return sign * Math.sin(Math.PI * (1 - size));
  if (size < 1.75) return -sign * Math.cos(Math.PI * (size - 1.5));
  return sign * Math.sin(Math.PI * (size - 2));
}`,
    requires: [],
  },
  cosPi: {
    source: `/** cos(πx). */
function cosPi(x: number): number {
  const r = Math.abs(x % 2);
  if (r <= 0.25) return Math.cos(Math.PI * r);
  if (r < 0.75) return Math.sin(Math.PI * (0.5 - r));
  if (r <= 1.25) return -Math.cos(Math.PI * (1 - r));
  if (r < 1.75) return Math.sin(Math.PI * (r - 1.5));
  return Math.cos(Math.PI * (r - 2));
}`,
    requires: [],
  },
  lgammaOnePlus: {
    source: `/** log Γ(1 + s) for -0.3 <= s < 2, with relative accuracy at its zeros s = 0 and s = 1. */
function lgammaOnePlus(s: number): number {
  const u = s - 1;
  if (s === 0) return 0;
  return s < 0.5
    ? s * u * (0.5 + polynomial(s, LGAMMA_AT_ONE_P) / polynomial(s, LGAMMA_AT_ONE_Q))
    : s * u * (0.40625 + polynomial(u, LGAMMA_AT_TWO_P) / polynomial(u, LGAMMA_AT_TWO_Q));
}`,
    requires: ["LGAMMA_AT_ONE_P","LGAMMA_AT_ONE_Q","LGAMMA_AT_TWO_P","LGAMMA_AT_TWO_Q","polynomial"],
  },
  lgamma: {
    source: `/** log |Γ(x)|, infinite at the poles 0, -1, -2, ... */
function lgamma(x: number): number {
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
}`,
    requires: ["STIRLING_CONSTANT","STIRLING_TAIL","lgammaOnePlus","polynomial","sinPi"],
  },
  digamma: {
    source: `/** ψ(x), the derivative of log Γ; NaN at the poles 0, -1, -2, ... */
function digamma(x: number): number {
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
}`,
    requires: ["DIGAMMA_TAIL","cosPi","polynomial","psiNearRoot","sinPi"],
  },
  psiNearRoot: {
    source: `/** ψ(x) for 1 <= x < 3, given s = x - 1 as well. */
function psiNearRoot(s: number, x: number): number {
  const distance = x - DIGAMMA_ROOT_HIGH - DIGAMMA_ROOT_LOW;
  return distance * (0.96875 + polynomial(s, DIGAMMA_AT_ROOT_P) / polynomial(s, DIGAMMA_AT_ROOT_Q));
}`,
    requires: ["DIGAMMA_AT_ROOT_P","DIGAMMA_AT_ROOT_Q","DIGAMMA_ROOT_HIGH","DIGAMMA_ROOT_LOW","polynomial"],
  },
  trigamma: {
    source: `/** ψ'(x), positive; infinite at the poles 0, -1, -2, ... */
function trigamma(x: number): number {
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
}`,
    requires: ["TRIGAMMA_TAIL","polynomial","sinPi"],
  },
  tetragamma: {
    source: `/** ψ''(x); NaN at the poles 0, -1, -2, ... */
function tetragamma(x: number): number {
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
}`,
    requires: ["TETRAGAMMA_TAIL","cosPi","polynomial","sinPi"],
  },
  sigmoid: {
    source: `/** 1 / (1 + exp(-x)); both branches exponentiate a non-positive number. */
function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}`,
    requires: [],
  },
  softplus: {
    source: `/** log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)). */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}`,
    requires: [],
  },
  softsign: {
    source: `/** x / (1 + |x|), with its limits at the infinities. */
function softsign(x: number): number {
  const size = Math.abs(x);
  return size === Number.POSITIVE_INFINITY ? Math.sign(x) : x / (1 + size);
}`,
    requires: [],
  },
  logsumexp: {
    source: `/** log of the sum of exp: the largest entry m, plus log1p of the sum of exp(x - m) over the other entries. */
function logsumexp(row: ArrayLike<number>): number {
  let at = 0;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < row.length; i++) {
    if (row[i] > largest) {
      largest = row[i];
      at = i;
    } else if (Number.isNaN(row[i])) return Number.NaN;
  }
  if (!Number.isFinite(largest)) return largest;
  let rest = 0;
  for (let i = 0; i < row.length; i++) if (i !== at) rest += Math.exp(row[i] - largest);
  return largest + Math.log1p(rest);
}`,
    requires: [],
  },
  polynomial: {
    source: `/** The polynomial's value at x by Horner's rule; coefficients run from the highest power down. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let value = 0;
  for (let i = 0; i < coefficients.length; i++) value = value * x + coefficients[i];
  return value;
}`,
    requires: [],
  },
};
