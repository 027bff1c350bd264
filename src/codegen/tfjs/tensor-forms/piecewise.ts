/** Tensors in; an operator with kinks out, with NaN and tiny operands treated alike on every backend. */

import * as tf from "@tensorflow/tfjs";

/** The wasm backend's own kernel takes |x| < 1e-6 for 0, and both backends' take NaN for 0. */
export function tensorSign(x: tf.Tensor): tf.Tensor {
  const sign = tf.sub(tf.cast(tf.greater(x, 0), "float32"), tf.cast(tf.less(x, 0), "float32"));
  return tf.where(tf.isNaN(x), x, sign);
}

/** The wasm backend's own kernel drops a NaN in its second operand. */
export function tensorMaximum(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.where(tf.isNaN(b), b, tf.maximum(a, b));
}

export function tensorMinimum(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.where(tf.isNaN(b), b, tf.minimum(a, b));
}

/** x / (1 + |x|); beyond 1e30 the quotient is 1, and infinity over infinity is avoided. */
export function tensorSoftsign(x: tf.Tensor): tf.Tensor {
  const bounded = tf.minimum(tf.maximum(x, -1e30), 1e30);
  return tf.div(bounded, tf.add(tf.abs(bounded), 1));
}
