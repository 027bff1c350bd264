/** A tensor and coefficients, highest power first, in; the polynomial's value out, by Horner's rule. */

import * as tf from "@tensorflow/tfjs";

/** The polynomial's value at x by Horner's rule; coefficients run from the highest power down. */
export function tensorPolynomial(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  const [highest = 0, ...rest] = coefficients;
  let value: tf.Tensor = tf.scalar(highest);
  for (const coefficient of rest) value = tf.add(tf.mul(value, x), coefficient);
  return value;
}
