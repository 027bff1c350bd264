/** Images go in, the mean of each channel over all pixels comes out. */

import * as tf from "@tensorflow/tfjs";
import { globalAveragePool } from "../ops/index.ts";
import { channelsOf, OneInputLayer, sizesOf } from "./one-input.ts";

export class GlobalAveragePool extends OneInputLayer {
  static className = "LosscGlobalAveragePool";

  override transform(x: tf.Tensor): tf.Tensor {
    return globalAveragePool(x as tf.Tensor4D);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [sizesOf(inputShape)[0] ?? null, channelsOf(inputShape)];
  }
}

tf.serialization.registerClass(GlobalAveragePool);
