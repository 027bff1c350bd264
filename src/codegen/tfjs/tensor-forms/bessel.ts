/** A tensor in; a modified Bessel function of the first kind out, to float32 accuracy. */

import * as tf from "@tensorflow/tfjs";
import { tensorPolynomial } from "./polynomial.ts";

/** (I0(x) - 1) / y in y = x^2 / 4, for |x| <= 6. */
const I0_32_SMALL: readonly number[] = [
  9.558032e-10, 3.4040283e-8, 1.970903e-6, 6.926448e-5, 0.0017365279, 0.027777305, 0.2500002, 1,
];

/** sqrt(x) exp(-x) I0(x) in 1 / x, for x >= 6. */
const I0_32_LARGE: readonly number[] = [0.6029271, -0.08391661, 0.04174295, 0.027533205, 0.049875367, 0.39894226];

/** (I1(x) / (x / 2) - 1) / y in y = x^2 / 4, for |x| <= 6. */
const I1_32_SMALL: readonly number[] = [
  1.0173018e-10, 4.4019073e-9, 2.796436e-7, 1.15566145e-5, 0.00034726263, 0.006944399, 0.08333335, 0.5,
];

/** sqrt(x) exp(-x) I1(x) in 1 / x, for x >= 6. */
const I1_32_LARGE: readonly number[] = [-0.7035492, 0.091653205, -0.055467904, -0.046148155, -0.1496122, 0.3989423];

/** 1 + y p(y) with y = x^2 / 4. */
function besselSeries(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  const y = tf.mul(tf.square(x), 0.25);
  return tf.add(1, tf.mul(y, tensorPolynomial(y, coefficients)));
}

/** p(1 / x) / sqrt(x) for x >= 6. */
function besselAsymptote(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  return tf.div(tensorPolynomial(tf.reciprocal(x), coefficients), tf.sqrt(x));
}

/** x exp(size), infinite only where the product is: exp(size) would overflow earlier. */
function timesExponential(x: tf.Tensor, size: tf.Tensor): tf.Tensor {
  const root = tf.exp(tf.mul(size, 0.5));
  return tf.mul(tf.mul(x, root), root);
}

export function tensorBesselI0(x: tf.Tensor): tf.Tensor {
  const size = tf.minimum(tf.abs(x), 200);
  const large = timesExponential(besselAsymptote(size, I0_32_LARGE), size);
  return tf.where(tf.less(size, 6), besselSeries(size, I0_32_SMALL), large);
}

export function tensorBesselI0e(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const small = tf.mul(tf.exp(tf.neg(size)), besselSeries(size, I0_32_SMALL));
  return tf.where(tf.less(size, 6), small, besselAsymptote(size, I0_32_LARGE));
}

export function tensorBesselI1(x: tf.Tensor): tf.Tensor {
  const size = tf.minimum(tf.abs(x), 200);
  const small = tf.mul(tf.mul(x, 0.5), besselSeries(size, I1_32_SMALL));
  const large = timesExponential(besselAsymptote(size, I1_32_LARGE), size);
  return tf.where(tf.less(size, 6), small, tf.where(tf.less(x, 0), tf.neg(large), large));
}

export function tensorBesselI1e(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const small = tf.mul(tf.exp(tf.neg(size)), tf.mul(tf.mul(x, 0.5), besselSeries(size, I1_32_SMALL)));
  const large = besselAsymptote(size, I1_32_LARGE);
  return tf.where(tf.less(size, 6), small, tf.where(tf.less(x, 0), tf.neg(large), large));
}
