/** Images go in; the mean of each channel over all pixels comes out. */

import * as tf from "@tensorflow/tfjs";
import { GLOBAL_AVERAGE_POOL } from "../backend/kernels/names.ts";
import { hasKernel, runKernel } from "./kernel.ts";

/** [batch, height, width, channels] to [batch, channels]. */
export function globalAveragePool(x: tf.Tensor4D): tf.Tensor2D {
  if (hasKernel(GLOBAL_AVERAGE_POOL)) return runKernel(GLOBAL_AVERAGE_POOL, { x }, {});
  return tf.mean(x, [1, 2]);
}
