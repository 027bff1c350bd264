/**
 * A number in; the error function or its complement out.
 *
 * The intervals and the splitting of exp(-x^2) follow fdlibm's s_erf.c (Sun Microsystems, 1993);
 * the coefficients are lossc's own, from tools/fit-special.py.
 */

import { polynomial } from "./polynomial.ts";

/** erf(x) / x - 1 in x^2, for |x| <= 0.84375. */
const ERF_SMALL_P: readonly number[] = [
  -2.5625729759361192e-5, -0.005780874030644868, -0.028604138379940514, -0.3249938032509696, 0.12837916709551256,
];
const ERF_SMALL_Q: readonly number[] = [
  -3.935569680787728e-6, 0.0001340823086737605, 0.005104634490033357, 0.06517128241789388, 0.3982934843534568, 1,
];

/** erf(1) rounded to 24 bits. */
const ERF_AT_ONE = 0.8450629115104675;

/** erf(1 + s) - ERF_AT_ONE in s, for -0.16 <= s <= 0.26. */
const ERF_NEAR_ONE: readonly number[] = [
  3.2697593190146914e-5, -0.0002011619936277391, 8.455407430731105e-5, 0.0012264700314196558, -0.0018851657760208462,
  -0.004777037218720059, 0.015154717978167014, 0.004612305626470273, -0.06918458290360847, 0.06918458290274601,
  0.13836916580687125, -0.41510749742059294, 0.4151074974205947, -0.0023621185607526607,
];

/** 1 / sqrt(pi). */
const ERFC_LIMIT = 0.5641895835477563;

/** (x exp(x^2) erfc(x) - 1 / sqrt(pi)) x^2 in 1 / x^2, for 1.25 <= x <= 2.875. */
const ERFC_MIDDLE_P: readonly number[] = [
  -2.1530506883271596, -36.95674935843973, -150.92666149327044, -226.9746943928521, -148.49518401184065,
  -44.72376259158534, -5.977983861391818, -0.282094787256768,
];
const ERFC_MIDDLE_Q: readonly number[] = [
  4.430970893432978, 105.23261913067563, 617.5798846838077, 1393.653885657369, 1441.8140019374557, 737.6752768494296,
  188.82877226930265, 22.69139961635648, 1,
];

/** The same for 2.875 <= x <= 28. */
const ERFC_LARGE_P: readonly number[] = [
  -75.48580769502078, -250.7749322090749, -204.0265480709349, -60.627015848263596, -7.159553573193711,
  -0.28209479177386343,
];
const ERFC_LARGE_Q: readonly number[] = [
  183.59120256652398, 1145.8267264564925, 1758.8511426046596, 1012.8111073125489, 251.4871103399662, 26.879956603089486,
  1,
];

function erfSmallExcess(x: number): number {
  const square = x * x;
  return polynomial(square, ERF_SMALL_P) / polynomial(square, ERF_SMALL_Q);
}

/**
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
}

/** 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return x + x * erfSmallExcess(x);
  if (size < 1.25) return Math.sign(x) * (ERF_AT_ONE + polynomial(size - 1, ERF_NEAR_ONE));
  if (size < 6) return Math.sign(x) * (1 - erfcTail(size));
  return Math.sign(x);
}

/** 1 - erf(x), to full relative accuracy where it is small. */
export function erfc(x: number): number {
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
}
