/** A tensor in; the error function or its complement out, to float32 accuracy. */

import * as tf from "@tensorflow/tfjs";
import { tensorPolynomial } from "./polynomial.ts";

/** erf(x) / x - 1 in x^2, for |x| <= 1. */
const ERF32_SMALL: readonly number[] = [
  7.875875e-5, -0.00080168643, 0.0051890872, -0.026854211, 0.11283594, -0.37612626, 0.12837917,
];

/** (x + 2) exp(x^2) erfc(x) in 1 / (x + 2), for 0.5 <= x <= 10.5. */
const ERFC32_TAIL: readonly number[] = [
  -33.540577, 79.9749, -68.840225, 21.025238, -1.813249, 3.417381, 1.926063, 1.1305937, 0.5641465,
];

function tensorErfSmall(x: tf.Tensor): tf.Tensor {
  return tf.add(x, tf.mul(x, tensorPolynomial(tf.square(x), ERF32_SMALL)));
}

/**
 * erfc(x) for x >= 0.5. With h the nearest multiple of 1/16, h^2 is exact in float32 and
 * exp(-x^2) = exp(-h^2) exp((h - x)(h + x)) loses nothing to the rounding of x^2.
 */
function tensorErfcTail(size: tf.Tensor): tf.Tensor {
  const x = tf.minimum(size, 10.5);
  const h = tf.div(tf.round(tf.mul(x, 16)), 16);
  const power = tf.mul(tf.exp(tf.neg(tf.square(h))), tf.exp(tf.mul(tf.sub(h, x), tf.add(h, x))));
  const t = tf.reciprocal(tf.add(x, 2));
  return tf.mul(power, tf.mul(t, tensorPolynomial(t, ERFC32_TAIL)));
}

/** The wasm backend's own kernel is accurate. Elsewhere: beyond 1, erfc is so small that its own accuracy matters less than in `tensorErfc`. */
export function tensorErf(x: tf.Tensor): tf.Tensor {
  if (tf.getBackend() === "wasm") return tf.erf(x);
  const size = tf.abs(x);
  const square = tf.square(x);
  const t = tf.reciprocal(tf.add(size, 2));
  const tail = tf.mul(tf.exp(tf.neg(square)), tf.mul(t, tensorPolynomial(t, ERFC32_TAIL)));
  const small = tf.add(x, tf.mul(x, tensorPolynomial(square, ERF32_SMALL)));
  return tf.where(tf.less(size, 1), small, tf.mul(tf.sign(x), tf.sub(1, tail)));
}

export function tensorErfc(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const tail = tensorErfcTail(size);
  const large = tf.where(tf.less(x, 0), tf.sub(2, tail), tail);
  return tf.where(tf.less(size, 0.5), tf.sub(1, tensorErfSmall(x)), large);
}
