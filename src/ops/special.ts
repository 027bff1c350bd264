/** Error functions, modified Bessel functions and the gamma family. */

import type { OpDef } from "./op-def.ts";
import { besselI0, besselI0e, besselI1, besselI1e } from "./special/bessel.ts";
import { erf, erfc } from "./special/erf.ts";
import { digamma, lgamma, tetragamma, trigamma } from "./special/gamma.ts";

const INFINITY = Number.POSITIVE_INFINITY;
const KINK_OF_SCALING = [{ at: "x == 0", takes: "the mean of both sides" }] as const;

export const special = {
  erf: {
    params: ["x"],
    doc: "error function",
    evaluate: erf,
    partials: ["1.1283791670955126 * exp(-x^2)"],
    range: [-1, 1],
    monotone: "increasing",
    cost: 35,
  },
  erfc: {
    params: ["x"],
    doc: "1 - erf(x), exact for large x",
    evaluate: erfc,
    partials: ["-1.1283791670955126 * exp(-x^2)"],
    range: [0, 2],
    monotone: "decreasing",
    cost: 35,
  },
  bessel_i0: {
    params: ["x"],
    doc: "modified Bessel function of the first kind, order 0",
    evaluate: besselI0,
    partials: ["bessel_i1(x)"],
    range: [1, INFINITY],
    cost: 60,
  },
  bessel_i0e: {
    params: ["x"],
    doc: "exp(-|x|) * bessel_i0(x)",
    evaluate: besselI0e,
    partials: ["bessel_i1e(x) - sign(x) * result"],
    kinks: KINK_OF_SCALING,
    range: [0, 1],
    cost: 50,
  },
  bessel_i1: {
    params: ["x"],
    doc: "modified Bessel function of the first kind, order 1",
    evaluate: besselI1,
    partials: ["if x == 0 then 0.5 else bessel_i0(x) - result / x"],
    monotone: "increasing",
    cost: 60,
  },
  bessel_i1e: {
    params: ["x"],
    doc: "exp(-|x|) * bessel_i1(x)",
    evaluate: besselI1e,
    partials: ["if x == 0 then 0.5 else bessel_i0e(x) - result * (sign(x) + 1 / x)"],
    range: [-0.22, 0.22],
    cost: 50,
  },
  lgamma: { params: ["x"], doc: "log |Γ(x)|", evaluate: lgamma, partials: ["digamma(x)"], domain: "x > 0", cost: 60 },
  digamma: {
    params: ["x"],
    doc: "derivative of log Γ",
    evaluate: digamma,
    partials: ["trigamma(x)"],
    domain: "x > 0",
    cost: 60,
  },
  trigamma: {
    params: ["x"],
    doc: "second derivative of log Γ",
    internal: true,
    evaluate: trigamma,
    partials: ["tetragamma(x)"],
    domain: "x > 0",
    cost: 60,
  },
  tetragamma: {
    params: ["x"],
    doc: "third derivative of log Γ",
    internal: true,
    evaluate: tetragamma,
    domain: "x > 0",
    cost: 60,
  },
} as const satisfies Record<string, OpDef>;
