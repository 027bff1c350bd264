/** A tensor in; its sine or cosine out, from the tangent of half the angle: the wasm backend's tan is accurate, its sin and cos are not. */

import * as tf from "@tensorflow/tfjs";

/** 2t / (1 + t^2) with t = tan(x / 2). */
export function tensorSin(x: tf.Tensor): tf.Tensor {
  const t = tf.tan(tf.mul(x, 0.5));
  return tf.div(tf.mul(t, 2), tf.add(tf.square(t), 1));
}

/** (1 - t)(1 + t) / (1 + t^2) with t = tan(x / 2). */
export function tensorCos(x: tf.Tensor): tf.Tensor {
  const t = tf.tan(tf.mul(x, 0.5));
  return tf.div(tf.mul(tf.sub(1, t), tf.add(t, 1)), tf.add(tf.square(t), 1));
}
