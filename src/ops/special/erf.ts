/**
 * A number in; the error function or its complement out.
 *
 * The intervals and the splitting of exp(-x^2) follow fdlibm's s_erf.c (Sun Microsystems, 1993);
 * the coefficients are lossc's own, from tools/fit-special.py.
 * High terms of a polynomial are summed in blocks, which need not wait for one another; low ones by Horner's rule, which rounds less.
 */

/** erf(x) / x - 1 in z = x^2, for |x| <= 0.84375. */
function erfSmall(z: number): number {
  const p =
    (((-2.5625729759361192e-5 * z - 0.005780874030644868) * z - 0.028604138379940514) * z - 0.3249938032509696) * z +
    0.12837916709551256;
  const qHigh = -3.935569680787728e-6 * z + 0.0001340823086737605;
  const q = (((qHigh * z + 0.005104634490033357) * z + 0.06517128241789388) * z + 0.3982934843534568) * z + 1;
  return p / q;
}

/** erf(1) rounded to 24 bits. */
const ERF_AT_ONE = 0.8450629115104675;

/** erf(1 + s) - ERF_AT_ONE, for -0.16 <= s <= 0.26. */
function erfNearOne(s: number): number {
  const s2 = s * s;
  const s4 = s2 * s2;
  const c0 = (0.13836916580687125 * s - 0.41510749742059294) * s2 + 0.4151074974205947 * s;
  const c1 = (0.015154717978167014 * s + 0.004612305626470273) * s2 + (-0.06918458290360847 * s + 0.06918458290274601);
  const c2 =
    (8.455407430731105e-5 * s + 0.0012264700314196558) * s2 + (-0.0018851657760208462 * s - 0.004777037218720059);
  const c3 = 3.2697593190146914e-5 * s - 0.0002011619936277391;
  return ((c3 * s4 + c2) * s4 + c1) * s4 + c0 - 0.0023621185607526607;
}

/** exp(x^2) erfc(x) for 1.25 <= x <= 6, to 2e-16 relative. */
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
}

/** 1 / sqrt(pi). */
const ERFC_LIMIT = 0.5641895835477563;

/** (x exp(x^2) erfc(x) - 1 / sqrt(pi)) x^2 in t = 1 / x^2, for 1.25 <= x <= 2.875. */
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
}

/** The same for 2.875 <= x <= 28. */
function erfcLarge(t: number): number {
  const t2 = t * t;
  const pHigh = -75.48580769502078 * t - 250.7749322090749;
  const p =
    (((pHigh * t - 204.0265480709349) * t - 60.627015848263596) * t - 7.159553573193711) * t - 0.28209479177386343;
  const qHigh = 183.59120256652398 * t2 + (1145.8267264564925 * t + 1758.8511426046596);
  const q = (((qHigh * t + 1012.8111073125489) * t + 251.4871103399662) * t + 26.879956603089486) * t + 1;
  return p / q;
}

/**
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
}

/**
 * 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. In the tail exp(-x^2) needs no splitting: erfc(x) is small beside 1.
 * x / |x| is the sign of x without a branch.
 * -(x * x) is written as in the gradient of erf, so that one exp serves both.
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return x + x * erfSmall(x * x);
  if (size < 1.25) return (x / size) * (ERF_AT_ONE + erfNearOne(size - 1));
  if (size < 6) return (x / size) * (1 - Math.exp(-(x * x)) * erfcxUpToSix(size));
  return Math.sign(x);
}

/** 1 - erf(x), to full relative accuracy where it is small. */
export function erfc(x: number): number {
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
}
