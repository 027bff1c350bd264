/** A tensor and coefficients, highest power first, in; the polynomial's value out, by Horner's rule. */

import * as tf from "@tensorflow/tfjs";

/** The polynomial's value at x by Horner's rule; coefficients run from the highest power down. Memory that is free again at once is fast. */
export function tensorPolynomial(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  const [highest = 0, ...rest] = coefficients;
  let value: tf.Tensor = tf.scalar(highest);
  for (const coefficient of rest) {
    const before = value;
    value = tf.tidy(() => tf.add(tf.mul(before, x), coefficient));
    before.dispose();
  }
  return value;
}
