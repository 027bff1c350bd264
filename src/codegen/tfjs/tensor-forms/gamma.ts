/**
 * A tensor in; log|Γ| or one of its first three derivatives out, to float32 accuracy.
 *
 * Each is a rational function of s on 1 <= 1 + s <= 3, a series in 1 / x^2 above, one step of recurrence below 1,
 * and reflection for x < 0, where r = x - round(x) is exact.
 */

import * as tf from "@tensorflow/tfjs";
import { tensorSin } from "./circular.ts";
import { tensorPolynomial } from "./polynomial.ts";

/** log Γ(1 + s) / (s (s - 1)). */
const LGAMMA32_P: readonly number[] = [0.012586425, 0.21083581, 0.6983333, 0.5772157];
const LGAMMA32_Q: readonly number[] = [0.0032588935, 0.11693914, 0.7905598, 1.634717, 1];
/** x (log Γ(x) - (x - 1/2)(log x - 1) - (log 2π - 1) / 2). */
const LGAMMA32_TAIL: readonly number[] = [0.0007085911, -0.0027743867, 0.08333331];

/** digamma's zero, less 1, is the sum of these two. */
const DIGAMMA32_ROOT_HIGH = 0.4616321325302124;
const DIGAMMA32_ROOT_LOW = 1.243815006546356e-8;
/** ψ(1 + s) / (s - root). */
const DIGAMMA32_P: readonly number[] = [0.014877697, 0.30697635, 1.2529888, 1.2503802];
const DIGAMMA32_Q: readonly number[] = [0.0030437186, 0.11299788, 0.7959262, 1.685633, 1];
/** x^2 (log x - 1 / (2x) - ψ(x)). */
const DIGAMMA32_TAIL: readonly number[] = [0.003395951, -0.0083107855, 0.083333194];

/** ψ'(1 + s). */
const TRIGAMMA32_P: readonly number[] = [0.529643, 2.1526966, 3.1376948, 1.644934];
const TRIGAMMA32_Q: readonly number[] = [0.5296484, 2.4174435, 4.2586703, 3.3690152, 1];
/** x^3 (ψ'(x) - 1 / x - 1 / (2 x^2)). */
const TRIGAMMA32_TAIL: readonly number[] = [-0.021996172, 0.023117611, -0.03331872, 0.16666661];

/** -ψ''(1 + s). */
const TETRAGAMMA32_P: readonly number[] = [0.49315903, 2.2152293, 3.744562, 2.4041138];
const TETRAGAMMA32_Q: readonly number[] = [0.49317265, 2.7081819, 6.207873, 7.249282, 4.258743, 1];
/** x^4 (-ψ''(x) - 1 / x^2 - 1 / x^3). */
const TETRAGAMMA32_TAIL: readonly number[] = [0.3637422, -0.26404452, 0.16538301, -0.16664965, 0.49999997];

function tensorRational(x: tf.Tensor, p: readonly number[], q: readonly number[]): tf.Tensor {
  return tf.div(tensorPolynomial(x, p), tensorPolynomial(x, q));
}

/** s for |x| < 3: |x| itself below 1, where the value at 1 + |x| is wanted, and |x| - 1 above. */
function gammaArgument(size: tf.Tensor): tf.Tensor {
  return tf.where(tf.less(size, 1), size, tf.sub(size, 1));
}

/** `term` where |x| < 1, else 0: the step of recurrence from 1 + |x| to |x|. */
function gammaStep(size: tf.Tensor, term: tf.Tensor): tf.Tensor {
  return tf.where(tf.less(size, 1), term, tf.zerosLike(term));
}

/** π times x's distance from the nearest integer. */
function poleAngle(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sub(x, tf.round(x)), Math.PI);
}

/** NaN at 0, -1, -2, ..., where the function has no limit. */
function nanAtPoles(x: tf.Tensor, value: tf.Tensor): tf.Tensor {
  const pole = tf.logicalAnd(tf.lessEqual(x, 0), tf.equal(x, tf.round(x)));
  return tf.where(pole, tf.fill(value.shape, Number.NaN), value);
}

/** log |Γ(x)| = log(π / |sin πx|) - log |x| - log Γ(|x|) for x < 0. */
export function tensorLgamma(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const log = tf.log(size);
  const s = gammaArgument(size);
  const near = tf.mul(tf.mul(s, tf.sub(s, 1)), tensorRational(s, LGAMMA32_P, LGAMMA32_Q));
  const tail = tf.div(tensorPolynomial(tf.reciprocal(tf.square(size)), LGAMMA32_TAIL), size);
  const far = tf.add(tf.mul(tf.sub(size, 0.5), tf.sub(log, 1)), tf.add(tail, 0.41893853));
  const positive = tf.where(tf.less(size, 3), tf.sub(near, gammaStep(size, log)), far);
  const reflected = tf.log(tf.div(Math.PI, tf.abs(tensorSin(poleAngle(x)))));
  return tf.where(tf.less(x, 0), tf.sub(tf.sub(reflected, log), positive), positive);
}

/** ψ(x) = ψ(|x|) + 1 / |x| - π / tan πx for x < 0. */
export function tensorDigamma(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const reciprocal = tf.reciprocal(size);
  const s = gammaArgument(size);
  const distance = tf.sub(tf.sub(s, DIGAMMA32_ROOT_HIGH), DIGAMMA32_ROOT_LOW);
  const near = tf.mul(distance, tensorRational(s, DIGAMMA32_P, DIGAMMA32_Q));
  const square = tf.square(reciprocal);
  const tail = tf.add(tf.mul(reciprocal, 0.5), tf.mul(square, tensorPolynomial(square, DIGAMMA32_TAIL)));
  const far = tf.sub(tf.log(size), tail);
  const positive = tf.where(tf.less(size, 3), tf.sub(near, gammaStep(size, reciprocal)), far);
  const negative = tf.sub(tf.add(positive, reciprocal), tf.div(Math.PI, tf.tan(poleAngle(x))));
  return nanAtPoles(x, tf.where(tf.less(x, 0), negative, positive));
}

/** ψ'(x) = π^2 / sin^2 πx - ψ'(|x|) + 1 / x^2 for x < 0. */
export function tensorTrigamma(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const reciprocal = tf.reciprocal(size);
  const square = tf.square(reciprocal);
  const s = gammaArgument(size);
  const near = tf.add(tensorRational(s, TRIGAMMA32_P, TRIGAMMA32_Q), gammaStep(size, square));
  const tail = tf.mul(tf.mul(reciprocal, square), tensorPolynomial(square, TRIGAMMA32_TAIL));
  const far = tf.add(reciprocal, tf.add(tf.mul(square, 0.5), tail));
  const positive = tf.where(tf.less(size, 3), near, far);
  const cosecant = tf.div(Math.PI, tensorSin(poleAngle(x)));
  return tf.where(tf.less(x, 0), tf.add(tf.sub(tf.square(cosecant), positive), square), positive);
}

/** ψ''(x) = -2 π^3 cos πx / sin^3 πx + ψ''(|x|) + 2 / |x|^3 for x < 0. */
export function tensorTetragamma(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const reciprocal = tf.reciprocal(size);
  const square = tf.square(reciprocal);
  const twiceCube = tf.mul(tf.mul(reciprocal, square), 2);
  const s = gammaArgument(size);
  const near = tf.add(tensorRational(s, TETRAGAMMA32_P, TETRAGAMMA32_Q), gammaStep(size, twiceCube));
  const tail = tf.add(reciprocal, tf.mul(square, tensorPolynomial(square, TETRAGAMMA32_TAIL)));
  const far = tf.mul(square, tf.add(tail, 1));
  const positive = tf.neg(tf.where(tf.less(size, 3), near, far));
  const angle = poleAngle(x);
  const sine = tensorSin(angle);
  const cosecant = tf.div(Math.PI, sine);
  const reflected = tf.mul(tf.mul(tf.div(sine, tf.tan(angle)), 2), tf.mul(cosecant, tf.square(cosecant)));
  const negative = tf.sub(tf.add(positive, twiceCube), reflected);
  return nanAtPoles(x, tf.where(tf.less(x, 0), negative, positive));
}
