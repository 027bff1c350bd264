/** A tensor in; expm1, softplus or a logarithm out, accurate on backends whose own kernels compute exp(x) - 1 and log(1 + x). */

import * as tf from "@tensorflow/tfjs";
import { tensorPolynomial } from "./polynomial.ts";

/** (expm1(x) - x) / x^2 in x, for |x| <= 0.5. */
const EXPM1_32: readonly number[] = [0.00019944874, 0.0013982186, 0.008333236, 0.041665792, 0.16666667, 0.5];

/** (log((1 + s) / (1 - s)) - 2 s) / s^3 in s^2, for |s| <= 1/3. */
const LOG1P_32: readonly number[] = [0.268515, 0.2823662, 0.4000756, 0.6666664];

export function tensorExpm1(x: tf.Tensor): tf.Tensor {
  const small = tf.add(x, tf.mul(tf.square(x), tensorPolynomial(x, EXPM1_32)));
  return tf.where(tf.less(tf.abs(x), 0.5), small, tf.sub(tf.exp(x), 1));
}

/** For small x, with s = x / (2 + x), log(1 + x) = log((1 + s) / (1 - s)). */
export function tensorLog1p(x: tf.Tensor): tf.Tensor {
  const s = tf.div(x, tf.add(x, 2));
  const square = tf.square(s);
  const small = tf.add(tf.mul(s, 2), tf.mul(tf.mul(s, square), tensorPolynomial(square, LOG1P_32)));
  return tf.where(tf.less(tf.abs(x), 0.5), small, tf.log(tf.add(x, 1)));
}

/**
 * max(x, 0) + log(1 + exp(-|x|)). The wasm backend's sigmoid takes a fifth of the time of its exp: with q = sigmoid(-|x|) the s of
 * `tensorLog1p` is q / (2 - q), at most 1/3.
 */
export function tensorSoftplus(x: tf.Tensor): tf.Tensor {
  if (tf.getBackend() !== "wasm") return tf.softplus(x);
  const q = tf.sigmoid(tf.neg(tf.abs(x)));
  const s = tf.div(q, tf.sub(2, q));
  const square = tf.square(s);
  const tail = tf.mul(s, tf.add(tf.mul(square, tensorPolynomial(square, LOG1P_32)), 2));
  return tf.add(tf.relu(x), tail);
}

export function tensorLog2(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.log(x), Math.LOG2E);
}

export function tensorLog10(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.log(x), Math.LOG10E);
}
