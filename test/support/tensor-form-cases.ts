/** Tensor forms, the float64 functions they are held to and the points to compare them on. */

import * as tf from "@tensorflow/tfjs";
import {
  tensorBesselI0,
  tensorBesselI0e,
  tensorBesselI1,
  tensorBesselI1e,
} from "../../src/codegen/tfjs/tensor-forms/bessel.ts";
import { tensorCos, tensorSin } from "../../src/codegen/tfjs/tensor-forms/circular.ts";
import { tensorErf, tensorErfc } from "../../src/codegen/tfjs/tensor-forms/erf.ts";
import {
  tensorDigamma,
  tensorLgamma,
  tensorTetragamma,
  tensorTrigamma,
} from "../../src/codegen/tfjs/tensor-forms/gamma.ts";
import { tensorExpm1, tensorLog1p, tensorLog2, tensorLog10 } from "../../src/codegen/tfjs/tensor-forms/logarithm.ts";
import { tensorSign, tensorSoftsign } from "../../src/codegen/tfjs/tensor-forms/piecewise.ts";
import { besselI0, besselI0e, besselI1, besselI1e } from "../../src/ops/special/bessel.ts";
import { erf, erfc } from "../../src/ops/special/erf.ts";
import { digamma, lgamma, tetragamma, trigamma } from "../../src/ops/special/gamma.ts";
import { softsign } from "../../src/ops/special/logistic.ts";

type Points = (count: number) => number[];

export interface TensorFormCase {
  readonly form: (x: tf.Tensor) => tf.Tensor;
  readonly exact: (x: number) => number;
  readonly intervals: readonly {
    readonly label: string;
    readonly points: Points;
    /** Errors are relative to max(|value|, floor). */
    readonly floor: number;
  }[];
}

function sequence(at: (fraction: number, index: number) => number): Points {
  return (count) => Array.from({ length: count }, (_, i) => at((i + 0.37) / count, i));
}

function between(low: number, high: number, floor = 0) {
  return { label: `${low} to ${high}`, points: sequence((f) => low + (high - low) * f), floor };
}

function shown(x: number): string {
  return x < 1e6 ? String(x) : x.toExponential();
}

/** Uniform in log |x|. */
function decades(low: number, high: number) {
  return { label: `${low} to ${shown(high)}`, points: sequence((f) => low * (high / low) ** f), floor: 0 };
}

function bothSigns(low: number, high: number) {
  return {
    label: `|x| from ${low} to ${shown(high)}`,
    points: sequence((f, i) => (i % 2 === 0 ? 1 : -1) * low * (high / low) ** f),
    floor: 0,
  };
}

function around(centre: number) {
  return {
    label: `near ${centre}`,
    points: sequence((f, i) => centre + (i % 2 === 0 ? 0.25 : -0.25) * 1e-7 ** f),
    floor: 0,
  };
}

const TINY = bothSigns(1e-30, 1);

export const TENSOR_FORM_CASES: readonly TensorFormCase[] = [
  { form: tensorErf, exact: erf, intervals: [between(-6, 6), TINY] },
  { form: tensorErfc, exact: erfc, intervals: [between(-5, 5), between(5, 9), TINY] },
  { form: tensorBesselI0, exact: besselI0, intervals: [between(-20, 20), between(20, 91), TINY] },
  { form: tensorBesselI1, exact: besselI1, intervals: [between(-20, 20), between(20, 91), TINY] },
  { form: tensorBesselI0e, exact: besselI0e, intervals: [between(-20, 20), bothSigns(20, 1e30), TINY] },
  { form: tensorBesselI1e, exact: besselI1e, intervals: [between(-20, 20), bothSigns(20, 1e30), TINY] },
  {
    form: tensorLgamma,
    exact: lgamma,
    intervals: [between(0, 10), decades(10, 1e30), decades(1e-30, 1), around(1), around(2), between(-10, 0, 1)],
  },
  {
    form: tensorDigamma,
    exact: digamma,
    intervals: [between(0, 10), decades(10, 1e30), decades(1e-30, 1), around(1.4616321325302124), between(-10, 0, 4)],
  },
  {
    form: tensorTrigamma,
    exact: trigamma,
    intervals: [between(0, 10), decades(10, 1e30), decades(1e-18, 1), between(-10, 0)],
  },
  {
    form: tensorTetragamma,
    exact: tetragamma,
    intervals: [between(0, 10), decades(10, 1e18), decades(1e-12, 1), between(-10, 0, 16)],
  },
  { form: tensorExpm1, exact: Math.expm1, intervals: [between(-50, 88), between(-2, 2), TINY] },
  { form: tensorLog1p, exact: Math.log1p, intervals: [between(-1, 1), decades(1, 1e30), TINY] },
  { form: tensorLog2, exact: Math.log2, intervals: [between(0, 10), decades(1e-30, 1e30)] },
  { form: tensorLog10, exact: Math.log10, intervals: [between(0, 10), decades(1e-30, 1e30)] },
  { form: tensorSin, exact: Math.sin, intervals: [between(-10, 10), between(-1000, 1000), TINY] },
  { form: tensorCos, exact: Math.cos, intervals: [between(-10, 10, 1), between(-1000, 1000, 1)] },
  { form: tensorSign, exact: Math.sign, intervals: [bothSigns(1e-30, 1e30)] },
  { form: tensorSoftsign, exact: softsign, intervals: [between(-10, 10), bothSigns(1e-30, 1e37)] },
];

const SMALLEST_NORMAL = 2 ** -126;
const LARGEST = 2 ** 128 * (1 - 2 ** -24);

/** The largest relative error on the current backend, over operands rounded to float32 with a value that float32 can hold. */
export function worstRelativeError(
  { form, exact }: TensorFormCase,
  points: readonly number[],
  floor: number,
): { readonly error: number; readonly at: number } {
  const operands = Float32Array.from(points);
  const values = tf.tidy(() => form(tf.tensor1d(operands)).dataSync());
  let worst = { error: -1, at: Number.NaN };
  for (let i = 0; i < operands.length; i++) {
    const x = operands[i] ?? 0;
    const value = exact(x);
    const size = Math.abs(value);
    if (!(size <= LARGEST) || (size < SMALLEST_NORMAL && size > 0)) continue;
    const error = value === values[i] ? 0 : Math.abs((values[i] ?? Number.NaN) - value) / Math.max(size, floor);
    if (!(error <= worst.error)) worst = { error, at: x };
  }
  return worst;
}
