/** A tensor in; the log-sum-exp over its last axis out, also for rows that hold infinities. */

import * as tf from "@tensorflow/tfjs";

/** The last axis is kept, with length 1. Where the largest entry is infinite nothing is subtracted: tfjs's own form gives NaN there. */
export function tensorLogSumExp(x: tf.Tensor): tf.Tensor {
  const largest = tf.max(x, -1, true);
  const shift = tf.where(tf.isFinite(largest), largest, tf.zerosLike(largest));
  return tf.add(tf.log(tf.sum(tf.exp(tf.sub(x, shift)), -1, true)), shift);
}
