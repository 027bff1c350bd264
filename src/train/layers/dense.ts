/** Rows of features go in, affine functions of them come out, rectified or as probabilities if asked for. */

import * as tf from "@tensorflow/tfjs";
import { createRandom } from "../../random/index.ts";
import { glorotUniform } from "./first-weights.ts";
import { channelsOf, type LayerArguments, OneInputLayer, sizesOf } from "./one-input.ts";

const ACTIVATIONS = {
  linear: (x: tf.Tensor) => x,
  relu: (x: tf.Tensor) => tf.relu(x),
  softmax: (x: tf.Tensor) => tf.softmax(x),
} as const;

export interface DenseArguments extends LayerArguments {
  readonly units: number;
  readonly activation?: keyof typeof ACTIVATIONS;
  /** Decides the first weights. */
  readonly seed: number;
}

/** tfjs's own dense layer computes the gradient of its input even where nobody asks for it; this one does not. */
export class Dense extends OneInputLayer {
  static className = "LosscDense";
  readonly units: number;
  readonly activation: keyof typeof ACTIVATIONS;
  readonly seed: number;
  #kernel: tf.LayerVariable | undefined;
  #bias: tf.LayerVariable | undefined;

  constructor(args: DenseArguments) {
    super(args);
    this.units = args.units;
    this.activation = args.activation ?? "linear";
    this.seed = args.seed;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const features = channelsOf(inputShape);
    const first = glorotUniform(createRandom(this.seed), features, this.units);
    this.#kernel = this.addWeight("kernel", [features, this.units], "float32", first);
    this.#bias = this.addWeight("bias", [this.units], "float32", tf.initializers.zeros());
    super.build(inputShape);
  }

  override transform(x: tf.Tensor): tf.Tensor {
    const product = tf.matMul(x as tf.Tensor2D, this.#kernel!.read() as tf.Tensor2D);
    return ACTIVATIONS[this.activation](tf.add(product, this.#bias!.read()));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...sizesOf(inputShape).slice(0, -1), this.units];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, activation, seed } = this;
    return { ...super.getConfig(), units, activation, seed };
  }
}

tf.serialization.registerClass(Dense);
