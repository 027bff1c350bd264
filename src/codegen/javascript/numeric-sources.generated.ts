/** Source text of src/ops/special, written by tools/embed-sources.ts; do not edit. */

export const NUMERIC_SOURCES: Readonly<Record<string, { readonly source: string; readonly requires: readonly string[] }>> = {
  i0Small: {
    source: `/** (I0(x) - 1) / y in y = x^2 / 4, for |x| <= 7.75. */
function i0Small(y: number): number {
  const y2 = y * y;
  const y4 = y2 * y2;
  const c1 =
    (6.151186754543613e-10 * y + 3.9367599099045727e-8) * y2 + (1.9290123451631045e-6 * y + 6.94444444452802e-5);
  const c2 =
    (4.34736861701434e-18 * y + 6.277630532172375e-16) * y2 + (7.593903557238373e-14 * y + 7.594069551501153e-12);
  const c3 = 9.057101759540622e-25 * y2 + (1.14168242146674e-22 * y + 2.6331574754978573e-20);
  const c0 = (c3 * y4 + c2) * y4 + c1;
  return (((c0 * y + 0.0017361111111102966) * y + 0.027777777777778193) * y + 0.24999999999999992) * y + 1;
}`,
    requires: [],
  },
  i1Small: {
    source: `/** (I1(x) / (x / 2) - 1) / y in y = x^2 / 4, for |x| <= 7.75. */
function i1Small(y: number): number {
  const y2 = y * y;
  const y4 = y2 * y2;
  const c1 =
    (6.834652255587899e-11 * y + 4.920949873387826e-9) * y2 + (2.755731922101424e-7 * y + 1.1574074074122209e-5);
  const c2 =
    (3.3462459024532227e-19 * y + 5.230961402080023e-17) * y2 + (6.9036001887486074e-15 * y + 7.594064839120684e-13);
  const c3 = 5.51916538843413e-26 * y2 + (7.764152311158415e-24 * y + 1.873426145433944e-21);
  const c0 = (c3 * y4 + c2) * y4 + c1;
  return (((c0 * y + 0.0003472222222221753) * y + 0.006944444444444468) * y + 0.08333333333333333) * y + 0.5;
}`,
    requires: [],
  },
  i0Middle: {
    source: `/** sqrt(x) exp(-x) I0(x) for 7.75 <= x <= 20, in 1 / x scaled to [-1, 1]. */
function i0Middle(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (3.6579879309587066e-6 * s + 6.101492843884893e-5) * s2 + 0.0022034830351208303 * s;
  const c1 = (-4.75312910702738e-10 * s + 1.55749902541196e-8) * s2 + (7.57658513758018e-8 * s + 4.046376627436005e-7);
  const c2 =
    (1.3678427321151571e-10 * s + 2.5086341777429343e-10) * s2 + (-7.077957018410679e-10 * s - 2.506112875336512e-9);
  const c3 =
    (1.8118183652118067e-12 * s + 3.699965716865373e-12) * s2 + (-1.9901731681543592e-11 * s - 3.256455777759228e-11);
  return ((c3 * s4 + c2) * s4 + c1) * s4 + c0 + 0.40365554369871764;
}`,
    requires: [],
  },
  i1Middle: {
    source: `/** sqrt(x) exp(-x) I1(x) for 7.75 <= x <= 20, in 1 / x scaled to [-1, 1]. */
function i1Middle(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (-4.826326466550641e-6 * s - 9.639825852234065e-5) * s2 + -0.006289832808313202 * s;
  const c1 =
    (2.1090588505878938e-10 * s - 1.7644977612232214e-8) * s2 + (-8.635237014561307e-8 * s - 4.859887966973683e-7);
  const c2 =
    (-1.4741299047704911e-10 * s - 2.5413735918640577e-10) * s2 + (7.860691989665871e-10 * s + 2.6295976308472473e-9);
  const c3 =
    (-1.9234213683463537e-12 * s - 7.33302832765035e-12) * s2 + (2.126091232450809e-11 * s + 3.770577405640649e-11);
  return (((9.239419503748836e-13 * s4 + c3) * s4 + c2) * s4 + c1) * s4 + c0 + 0.3851418773793564;
}`,
    requires: [],
  },
  i0Large: {
    source: `/** sqrt(x) exp(-x) I0(x) for x >= 20, in 1 / x scaled to [-1, 1]. */
function i0Large(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (5.36597748468295e-7 * s + 1.901595198271259e-5) * s2 + 0.0012832022732774191 * s;
  const c1 =
    (9.248806269411104e-12 * s + 9.989406054222323e-11) * s2 + (1.334462798487409e-9 * s + 2.2916706659107132e-8);
  const c2 = 2.3954116185778424e-14 * s2 + (1.4941806144819616e-13 * s + 1.0341522267881531e-12);
  return (c2 * s4 + c1) * s4 + c0 + 0.40020698164667806;
}`,
    requires: [],
  },
  i1Large: {
    source: `/** sqrt(x) exp(-x) I1(x) for x >= 20, in 1 / x scaled to [-1, 1]. */
function i1Large(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (-7.413880534159638e-7 * s - 3.128367269447243e-5) * s2 + -0.003800535936985128 * s;
  const c1 =
    (-1.0523114813417509e-11 * s - 1.1643345872198787e-10) * s2 + (-1.6089568773839732e-9 * s - 2.9072203365200445e-8);
  const c2 = -2.6029193100793453e-14 * s2 + (-1.6428059952463085e-13 * s - 1.1554603060537251e-12);
  return (c2 * s4 + c1) * s4 + c0 + 0.39517231431926264;
}`,
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
  return 1 + y * i0Small(y);
}`,
    requires: ["i0Small"],
  },
  besselI1Small: {
    source: `/** I1(x) for |x| < 7.75. */
function besselI1Small(x: number): number {
  const y = (x * x) / 4;
  return (x / 2) * (1 + y * i1Small(y));
}`,
    requires: ["i1Small"],
  },
  besselI0eLarge: {
    source: `/** exp(-x) I0(x) for x >= 7.75. */
function besselI0eLarge(x: number): number {
  const shape =
    x < 20
      ? i0Middle((1 / x - BESSEL_MIDDLE_CENTRE) * BESSEL_MIDDLE_SCALE)
      : i0Large((1 / x - BESSEL_LARGE_CENTRE) * BESSEL_LARGE_SCALE);
  return shape / Math.sqrt(x);
}`,
    requires: ["BESSEL_LARGE_CENTRE","BESSEL_LARGE_SCALE","BESSEL_MIDDLE_CENTRE","BESSEL_MIDDLE_SCALE","i0Large","i0Middle"],
  },
  besselI1eLarge: {
    source: `/** exp(-x) I1(x) for x >= 7.75. */
function besselI1eLarge(x: number): number {
  const shape =
    x < 20
      ? i1Middle((1 / x - BESSEL_MIDDLE_CENTRE) * BESSEL_MIDDLE_SCALE)
      : i1Large((1 / x - BESSEL_LARGE_CENTRE) * BESSEL_LARGE_SCALE);
  return shape / Math.sqrt(x);
}`,
    requires: ["BESSEL_LARGE_CENTRE","BESSEL_LARGE_SCALE","BESSEL_MIDDLE_CENTRE","BESSEL_MIDDLE_SCALE","i1Large","i1Middle"],
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
  erfSmall: {
    source: `/** erf(x) / x - 1 in z = x^2, for |x| <= 0.84375. */
function erfSmall(z: number): number {
  const p =
    (((-2.5625729759361192e-5 * z - 0.005780874030644868) * z - 0.028604138379940514) * z - 0.3249938032509696) * z +
    0.12837916709551256;
  const qHigh = -3.935569680787728e-6 * z + 0.0001340823086737605;
  const q = (((qHigh * z + 0.005104634490033357) * z + 0.06517128241789388) * z + 0.3982934843534568) * z + 1;
  return p / q;
}`,
    requires: [],
  },
  ERF_AT_ONE: {
    source: `/** erf(1) rounded to 24 bits. */
const ERF_AT_ONE = 0.8450629115104675;`,
    requires: [],
  },
  erfNearOne: {
    source: `/** erf(1 + s) - ERF_AT_ONE, for -0.16 <= s <= 0.26. */
function erfNearOne(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (0.13836916580687125 * s - 0.41510749742059294) * s2 + 0.4151074974205947 * s;
  const c1 = (0.015154717978167014 * s + 0.004612305626470273) * s2 + (-0.06918458290360847 * s + 0.06918458290274601);
  const c2 =
    (8.455407430731105e-5 * s + 0.0012264700314196558) * s2 + (-0.0018851657760208462 * s - 0.004777037218720059);
  const c3 = 3.2697593190146914e-5 * s - 0.0002011619936277391;
  return ((c3 * s4 + c2) * s4 + c1) * s4 + c0 - 0.0023621185607526607;
}`,
    requires: [],
  },
  erfcxUpToSix: {
    source: `/** exp(x^2) erfc(x) for 1.25 <= x <= 6, to 2e-16 relative. */
function erfcxUpToSix(x: number): number {
  const x2 = x * x;
  const x4 = x2 * x2;
  const pHigh = (0.0014848100925169614 * x + 0.0178958591307727) * x2 + (0.10936560666527018 * x + 0.4190671974059373);
  const p =
    (((pHigh * x + 1.0722796433335626) * x + 1.825604041792955) * x + 1.9282023638916175) * x + 0.9999998401900239;
  const q1 = (0.03171958416052484 * x + 0.19516137853948526) * x2 + (0.7586368647867214 * x + 1.996175989150931);
  const qHigh = 0.0026317573701420093 * x4 + q1;
  const q = (((qHigh * x + 3.591294537168024) * x + 4.274591630652284) * x + 3.056580094774255) * x + 1;
  return p / q;
}`,
    requires: [],
  },
  ERFC_LIMIT: {
    source: `/** 1 / sqrt(pi). */
const ERFC_LIMIT = 0.5641895835477563;`,
    requires: [],
  },
  erfcMiddle: {
    source: `/** (x exp(x^2) erfc(x) - 1 / sqrt(pi)) x^2 in t = 1 / x^2, for 1.25 <= x <= 2.875. */
function erfcMiddle(t: number): number {
  const t2 = t * t;
  const t4 = t2 * t2;
  const pHigh = (-2.1530506883271596 * t - 36.95674935843973) * t2 + (-150.92666149327044 * t - 226.9746943928521);
  const p =
    (((pHigh * t - 148.49518401184065) * t - 44.72376259158534) * t - 5.977983861391818) * t - 0.282094787256768;
  const q1 = (105.23261913067563 * t + 617.5798846838077) * t2 + (1393.653885657369 * t + 1441.8140019374557);
  const qHigh = 4.430970893432978 * t4 + q1;
  const q = (((qHigh * t + 737.6752768494296) * t + 188.82877226930265) * t + 22.69139961635648) * t + 1;
  return p / q;
}`,
    requires: [],
  },
  erfcLarge: {
    source: `/** The same for 2.875 <= x <= 28. */
function erfcLarge(t: number): number {
  const t2 = t * t;
  const pHigh = -75.48580769502078 * t - 250.7749322090749;
  const p =
    (((pHigh * t - 204.0265480709349) * t - 60.627015848263596) * t - 7.159553573193711) * t - 0.28209479177386343;
  const qHigh = 183.59120256652398 * t2 + (1145.8267264564925 * t + 1758.8511426046596);
  const q = (((qHigh * t + 1012.8111073125489) * t + 251.4871103399662) * t + 26.879956603089486) * t + 1;
  return p / q;
}`,
    requires: [],
  },
  erfcTail: {
    source: `/**
 * erfc for 1.25 <= x < 28. With z the 24 leading bits of x, z^2 is exact and
 * exp(-x^2) = exp(-z^2) exp(d), d = (z - x)(z + x), |d| < 1e-4.
 */
function erfcTail(x: number): number {
  const t = 1 / (x * x);
  const correction = x < 2.875 ? erfcMiddle(t) : erfcLarge(t);
  const z = Math.fround(x);
  const d = (z - x) * (z + x);
  const scaled = (ERFC_LIMIT + t * correction) / x;
  return Math.exp(-(z * z)) * (scaled + scaled * (d * (1 + d * (0.5 + d / 6))));
}`,
    requires: ["ERFC_LIMIT","erfcLarge","erfcMiddle"],
  },
  erf: {
    source: `/**
 * 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. In the tail exp(-x^2) needs no splitting: erfc(x) is small beside 1.
 * x / |x| is the sign of x without a branch.
 * -(x * x) is written as in the gradient of erf, so that one exp serves both.
 */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return x + x * erfSmall(x * x);
  if (size < 1.25) return (x / size) * (ERF_AT_ONE + erfNearOne(size - 1));
  if (size < 6) return (x / size) * (1 - Math.exp(-(x * x)) * erfcxUpToSix(size));
  return Math.sign(x);
}`,
    requires: ["ERF_AT_ONE","erfNearOne","erfSmall","erfcxUpToSix"],
  },
  erfc: {
    source: `/** 1 - erf(x), to full relative accuracy where it is small. */
function erfc(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) {
    const excess = x * erfSmall(x * x);
    return x < 0.25 ? 1 - (x + excess) : 0.5 - (x - 0.5 + excess);
  }
  if (size < 1.25) {
    const rest = erfNearOne(size - 1);
    return x > 0 ? 1 - ERF_AT_ONE - rest : 1 + (ERF_AT_ONE + rest);
  }
  if (size < 28) return x > 0 ? erfcTail(x) : 2 - (size < 6 ? erfcTail(size) : 0);
  return 1 - Math.sign(x);
}`,
    requires: ["ERF_AT_ONE","erfNearOne","erfSmall","erfcTail"],
  },
  lgammaAtOne: {
    source: `/** log Γ(1 + s) / (s (s - 1)) - 0.5 for -0.3 <= s <= 0.5. */
function lgammaAtOne(s: number): number {
  const s2 = s * s;
  const pHigh =
    (-3.1314318869730554e-6 * s - 0.0031299079065512823) * s2 + (-0.04728145928073715 * s - 0.22707994291041994);
  const p =
    (((pHigh * s - 0.4461830538126202) * s - 0.32749333874265635) * s + 0.01211005092951691) * s + 0.07721566490153287;
  const qHigh = 0.00666898504799231 * s2 + (0.13224763713102392 * s + 0.8898179140133362);
  const q = (((qHigh * s + 2.762824070542259) * s + 4.332026609870931) * s + 3.3330208291321495) * s + 1;
  return p / q;
}`,
    requires: [],
  },
  lgammaAtTwo: {
    source: `/** log Γ(2 + u) / (u (1 + u)) - 0.40625 for -0.5 <= u <= 1. */
function lgammaAtTwo(u: number): number {
  const u2 = u * u;
  const pHigh = -1.8598137458917977e-5 * u2 + (-0.0008167295138980628 * u - 0.010212585384502213);
  const p =
    (((pHigh * u - 0.051357522957059185) * u - 0.10908118054253138) * u - 0.0743139213303834) * u +
    0.016534335098467145;
  const qHigh = 4.682577882553526e-5 * u2 + (0.0024531407049850212 * u + 0.03934775929872803);
  const q = (((qHigh * u + 0.2764267105316925) * u + 0.9508587415739809) * u + 1.572689811178513) * u + 1;
  return p / q;
}`,
    requires: [],
  },
  STIRLING_CONSTANT: {
    source: `/** (log 2π - 1) / 2. */
const STIRLING_CONSTANT = 0.4189385332046727;`,
    requires: [],
  },
  stirlingTail: {
    source: `/** x (log Γ(x) - (x - 1/2)(log x - 1) - STIRLING_CONSTANT) in t = 1 / x^2, for x >= 8. */
function stirlingTail(t: number): number {
  const t2 = t * t;
  const t4 = t2 * t2;
  const c0 = (-0.0005952365845057042 * t + 0.0007936507897524059) * t2 + -0.002777777777773988 * t;
  const c1 = 0.005065905360081594 * t2 + (-0.0018903829938839239 * t + 0.0008414700852502405);
  return c1 * t4 + c0 + 0.08333333333333333;
}`,
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
  digammaAtRoot: {
    source: `/** ψ(1 + s) / (1 + s - root) - 0.96875 for 0 <= s <= 2. */
function digammaAtRoot(s: number): number {
  const s2 = s * s;
  const pHigh =
    (-1.578585859621291e-8 * s - 0.00017123086676748865) * s2 + (-0.0065060619241646914 * s - 0.07561903028724189);
  const p =
    (((pHigh * s - 0.35275725988107337) * s - 0.6468627957075217) * s - 0.23426431761660327) * s + 0.2816301375034053;
  const qHigh = 0.00017933601981804436 * s2 + (0.007561224327355051 * s + 0.10266883844857362);
  const q = (((qHigh * s + 0.6092694909208878) * s + 1.7169749127558187) * s + 2.2029923661052755) * s + 1;
  return p / q;
}`,
    requires: [],
  },
  digammaTail: {
    source: `/** x^2 (log x - 1 / (2x) - ψ(x)) in t = 1 / x^2, for x >= 3. */
function digammaTail(t: number): number {
  const t2 = t * t;
  const t4 = t2 * t2;
  const c0 = (-0.004166652178649976 * t + 0.003968253884920035) * t2 + -0.008333333333142599 * t;
  const c1 = (-0.37430045056787453 * t + 0.08064047396431864) * t2 + (-0.02101916489627253 * t + 0.007574430608799187);
  const c2 = (-21.298613250811503 * t + 17.26188370570957) * t2 + (-6.706334082050316 * t + 1.745863353394075);
  return (c2 * t4 + c1) * t4 + c0 + 0.08333333333333326;
}`,
    requires: [],
  },
  trigammaTail: {
    source: `/** x^3 (ψ'(x) - 1 / x - 1 / (2 x^2)) in t = 1 / x^2, for x >= 4. */
function trigammaTail(t: number): number {
  const t2 = t * t;
  const t4 = t2 * t2;
  const c0 = (-0.03333310071603972 * t + 0.023809522705444224) * t2 + -0.033333333331273224 * t;
  const c1 = (-5.306347693791225 * t + 1.1006549416892057) * t2 + (-0.25148975321788575 * t + 0.07573225216344656);
  const c2 = -46.038581205319154 * t + 21.252523011580667;
  return (c2 * t4 + c1) * t4 + c0 + 0.16666666666666602;
}`,
    requires: [],
  },
  tetragammaTail: {
    source: `/** x^4 (-ψ''(x) - 1 / x^2 - 1 / x^3) in t = 1 / x^2, for x >= 6. */
function tetragammaTail(t: number): number {
  const t2 = t * t;
  const t4 = t2 * t2;
  const c0 = (-0.29999950444640155 * t + 0.16666666534900362) * t2 + -0.1666666666653065 * t;
  const c1 = (-93.0954119837209 * t + 16.823952923743725) * t2 + (-3.2802032722394334 * t + 0.83323893370112);
  return (353.391606387353 * t4 + c1) * t4 + c0 + 0.4999999999999998;
}`,
    requires: [],
  },
  sinPi: {
    source: `/** sin(πx); the remainder by 2 is exact, so zeros are exact. */
function sinPi(x: number): number {
  const r = x - 2 * Math.round(x / 2);
  const size = Math.abs(r);
  const sign = Math.sign(r);
  if (size <= 0.25) return Math.sin(Math.PI * r);
  if (size < 0.75) return sign * Math.cos(Math.PI * (size - 0.5));
  return sign * Math.sin(Math.PI * (1 - size));
}`,
    requires: [],
  },
  piCotPi: {
    source: `/** π cot(πx), infinite where x is whole; the remainder by 1 is exact. */
function piCotPi(x: number): number {
  const r = x - Math.round(x);
  const size = Math.abs(r);
  if (size <= 0.25) return Math.PI / Math.tan(Math.PI * r);
  return Math.sign(r) * Math.PI * Math.tan(Math.PI * (0.5 - size));
}`,
    requires: [],
  },
  lgammaOnePlus: {
    source: `/** log Γ(1 + s) for -0.3 <= s < 2, with relative accuracy at its zeros s = 0 and s = 1. */
function lgammaOnePlus(s: number): number {
  const u = s - 1;
  if (s === 0) return 0;
  return s < 0.5 ? s * u * (0.5 + lgammaAtOne(s)) : s * u * (0.40625 + lgammaAtTwo(u));
}`,
    requires: ["lgammaAtOne","lgammaAtTwo"],
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
  const tail = x < 1e17 ? STIRLING_CONSTANT + stirlingTail(1 / (x * x)) / x : 0;
  return (x - 0.5) * (Math.log(x) - 1) + tail;
}`,
    requires: ["STIRLING_CONSTANT","lgammaOnePlus","sinPi","stirlingTail"],
  },
  digamma: {
    source: `/** ψ(x), the derivative of log Γ; NaN at the poles 0, -1, -2, ... */
function digamma(x: number): number {
  if (x <= 0) {
    // ψ(1 - x) - ψ(x) = π cot πx, and ψ(1 - x) = ψ(-x) - 1 / x
    return Number.isInteger(x) ? Number.NaN : digamma(1 - x) - piCotPi(x);
  }
  if (x < 1) return psiNearRoot(x, x + 1) - 1 / x;
  if (x < 3) return psiNearRoot(x - 1, x);
  const reciprocal = 1 / x;
  const square = reciprocal * reciprocal;
  return Math.log(x) - (0.5 * reciprocal + square * digammaTail(square));
}`,
    requires: ["digammaTail","piCotPi","psiNearRoot"],
  },
  psiNearRoot: {
    source: `/** ψ(x) for 1 <= x < 3, given s = x - 1 as well. */
function psiNearRoot(s: number, x: number): number {
  const distance = x - DIGAMMA_ROOT_HIGH - DIGAMMA_ROOT_LOW;
  return distance * (0.96875 + digammaAtRoot(s));
}`,
    requires: ["DIGAMMA_ROOT_HIGH","DIGAMMA_ROOT_LOW","digammaAtRoot"],
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
  let value = reciprocal + (0.5 * square + reciprocal * square * trigammaTail(square));
  for (let k = steps - 1; k >= 0; k--) value += 1 / ((x + k) * (x + k));
  return value;
}`,
    requires: ["sinPi","trigammaTail"],
  },
  tetragamma: {
    source: `/** ψ''(x); NaN at the poles 0, -1, -2, ... */
function tetragamma(x: number): number {
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
}`,
    requires: ["piCotPi","tetragammaTail"],
  },
  log1pFactor: {
    source: `/** (2 atanh(s) / s - 2) / s^2 in z = s^2, for z <= 1/9. */
function log1pFactor(z: number): number {
  const z2 = z * z;
  const z4 = z2 * z2;
  const c0 = (0.22222222717427864 * z + 0.2857142856710876) * z2 + 0.40000000000014585 * z;
  const c1 = (0.12001072809590721 * z + 0.13314144209654935) * z2 + (0.15385570064958623 * z + 0.18181789436132859);
  const c2 = 0.1616404561194361 * z + 0.08800738486144634;
  return (c2 * z4 + c1) * z4 + c0 + 0.6666666666666666;
}`,
    requires: [],
  },
  sigmoid: {
    source: `/**
 * 1 / (1 + exp(-x)), with e = exp(-|x|) as e / (1 + e) for x < 0. The sign enters as 0 or 1:
 * a branch on it would be predicted wrongly for every second logit, and softplus(x) can share e.
 */
function sigmoid(x: number): number {
  const power = Math.exp(-Math.abs(x));
  const negative = Number(x < 0);
  return (negative * power + (1 - negative)) / (1 + power);
}`,
    requires: [],
  },
  softplus: {
    source: `/**
 * log(1 + exp(x)) = max(x, 0) + log(1 + e), e = exp(-|x|) <= 1, where log(1 + e) = 2 atanh(s), s = e / (2 + e) <= 1/3.
 * As e - (h - s (h + r)) with h = e^2 / 2, it rounds the small terms more often than the large one.
 * Below -750, exp(x) is 0, and x + |x| is not a number at -infinity.
 */
function softplus(x: number): number {
  if (x < -750) return 0;
  const size = Math.abs(x);
  const power = Math.exp(-size);
  const s = power / (2 + power);
  const z = s * s;
  const half = 0.5 * power * power;
  return 0.5 * x + 0.5 * size - (half - s * (half + z * log1pFactor(z))) + power;
}`,
    requires: ["log1pFactor"],
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
};
