/**
 * Images go in; each comes out with its channels weighted by what the whole image shows. Hu et al.,
 * "Squeeze-and-Excitation Networks", 2018:
 *
 *   y = x sigmoid(W2 swish(W1 mean(x) + b1) + b2)
 */

import * as tf from "@tensorflow/tfjs";
import { createRandom } from "../../random/index.ts";
import { globalAveragePool, swish } from "../ops/index.ts";
import { heNormal } from "./first-weights.ts";
import { channelsOf, type LayerArguments, OneInputLayer } from "./one-input.ts";

export interface SqueezeExciteArguments extends LayerArguments {
  /** How many numbers an image is squeezed into. */
  readonly squeezed: number;
  /** Decides the first weights. */
  readonly seed: number;
}

export class SqueezeExcite extends OneInputLayer {
  static className = "LosscSqueezeExcite";
  readonly squeezed: number;
  readonly seed: number;
  #weights: readonly tf.LayerVariable[] = [];

  constructor(args: SqueezeExciteArguments) {
    super(args);
    this.squeezed = args.squeezed;
    this.seed = args.seed;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { squeezed, seed } = this;
    const channels = channelsOf(inputShape);
    const random = createRandom(seed);
    const zeros = tf.initializers.zeros();
    this.#weights = [
      this.addWeight("reduce_kernel", [channels, squeezed], "float32", heNormal(random.fork("reduce"), channels)),
      this.addWeight("reduce_bias", [squeezed], "float32", zeros),
      this.addWeight("expand_kernel", [squeezed, channels], "float32", heNormal(random.fork("expand"), squeezed)),
      this.addWeight("expand_bias", [channels], "float32", zeros),
    ];
    super.build(inputShape);
  }

  override transform(x: tf.Tensor): tf.Tensor {
    const [reduce, reduceBias, expand, expandBias] = this.#weights.map((weight) => weight.read());
    const reduced = tf.add(tf.matMul(globalAveragePool(x as tf.Tensor4D), reduce as tf.Tensor2D), reduceBias!);
    const excitation = tf.sigmoid(tf.add(tf.matMul(swish(reduced) as tf.Tensor2D, expand as tf.Tensor2D), expandBias!));
    return tf.mul(x, tf.reshape(excitation, [-1, 1, 1, channelsOf(x.shape)]));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { squeezed, seed } = this;
    return { ...super.getConfig(), squeezed, seed };
  }
}

tf.serialization.registerClass(SqueezeExcite);
