/** The elementary functions of the wasm target by the op that they compute. */

import type { ElementwiseName } from "../../../ops/index.ts";
import { bessel_i0, bessel_i0e, bessel_i1, bessel_i1e, FAST_BESSEL } from "./bessel.ts";
import { erf, erfc, FAST_ERROR_FUNCTION } from "./error-function.ts";
import { exp, expm1, FAST_EXPONENTIAL } from "./exponential.ts";
import type { LaneFunction } from "./function.ts";
import { digamma, lgamma, tetragamma, trigamma } from "./gamma.ts";
import { acosh, asinh, atanh, cosh, FAST_HYPERBOLIC, sinh, tanh } from "./hyperbolic.ts";
import { FAST_LOGARITHM, log, log1p, log2, log10 } from "./logarithm.ts";
import { FAST_LOGISTIC, sigmoid, softplus } from "./logistic.ts";
import { sign, softsign } from "./piecewise.ts";
import { FAST_POWER, pow } from "./power.ts";
import { acos, asin, atan, cos, FAST_TRIGONOMETRIC, sin, tan } from "./trigonometric.ts";

export const LANE_FUNCTIONS: Partial<Record<ElementwiseName, LaneFunction>> = {
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  pow,
  sigmoid,
  softplus,
  sinh,
  cosh,
  tanh,
  asinh,
  acosh,
  atanh,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  erf,
  erfc,
  bessel_i0,
  bessel_i0e,
  bessel_i1,
  bessel_i1e,
  lgamma,
  digamma,
  trigamma,
  tetragamma,
  sign,
  softsign,
};

/** Within 1e-4 relative, for the option `fast`; the others have no shorter form. */
export const FAST_FUNCTIONS: Partial<Record<ElementwiseName, LaneFunction>> = {
  ...FAST_EXPONENTIAL,
  ...FAST_LOGARITHM,
  ...FAST_LOGISTIC,
  ...FAST_HYPERBOLIC,
  ...FAST_POWER,
  ...FAST_TRIGONOMETRIC,
  ...FAST_ERROR_FUNCTION,
  ...FAST_BESSEL,
};
