/**
 * Features go in, normalized per channel and activated ones come out. Ioffe & Szegedy, "Batch Normalization", 2015:
 *
 *   y = gamma (x - mean) / sqrt(variance + epsilon) + beta
 *
 * In training mean and variance are the batch's, and moving averages of both are kept; else they are those averages.
 */

import * as tf from "@tensorflow/tfjs";
import { normalizeBatch, normalizeWith } from "../ops/index.ts";
import { channelsOf, type LayerArguments, OneInputLayer } from "./one-input.ts";

/** Swish is x sigmoid(x), computed together with the normalization. */
export type NormalizedActivation = "linear" | "swish" | "relu";

export interface BatchNormalizationArguments extends LayerArguments {
  readonly activation?: NormalizedActivation;
  /** A step's statistics count 1 - momentum in the moving averages, more in the first steps: 0.99 as in Keras. */
  readonly momentum?: number;
  /** 0.001 as in Keras. */
  readonly epsilon?: number;
  /** Training steps that the averages have seen; 0 unless the layer was saved after some. */
  readonly steps?: number;
}

/** The moving variance averages the batch's own (biased) variance, as Keras 3 does. */
export class BatchNormalization extends OneInputLayer {
  static className = "LosscBatchNormalization";
  readonly activation: NormalizedActivation;
  readonly momentum: number;
  readonly epsilon: number;
  #gamma: tf.LayerVariable | undefined;
  #beta: tf.LayerVariable | undefined;
  #movingMean: tf.LayerVariable | undefined;
  #movingVariance: tf.LayerVariable | undefined;
  #steps: number;

  constructor(args: BatchNormalizationArguments = {}) {
    super(args);
    this.activation = args.activation ?? "linear";
    this.momentum = args.momentum ?? 0.99;
    this.epsilon = args.epsilon ?? 0.001;
    this.#steps = args.steps ?? 0;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = [channelsOf(inputShape)];
    const [zeros, ones] = [tf.initializers.zeros(), tf.initializers.ones()];
    const fixed = (name: string, first: typeof ones) => this.addWeight(name, shape, "float32", first, undefined, false);
    this.#gamma = this.addWeight("gamma", shape, "float32", ones);
    this.#beta = this.addWeight("beta", shape, "float32", zeros);
    this.#movingMean = fixed("moving_mean", zeros);
    this.#movingVariance = fixed("moving_variance", ones);
    super.build(inputShape);
  }

  override transform(x: tf.Tensor, training: boolean): tf.Tensor {
    const gamma = this.#gamma!.read() as tf.Tensor1D;
    const beta = this.#beta!.read() as tf.Tensor1D;
    const { epsilon, activation } = this;
    const options = { epsilon, activation: activation === "swish" ? "swish" : "none" } as const;
    const finish = (y: tf.Tensor) => (activation === "relu" ? tf.relu(y) : y);
    if (!training) {
      const mean = this.#movingMean!.read() as tf.Tensor1D;
      const variance = this.#movingVariance!.read() as tf.Tensor1D;
      return finish(normalizeWith(x, gamma, beta, mean, variance, options));
    }
    const { y, mean, variance } = normalizeBatch(x, gamma, beta, options);
    this.#steps++;
    this.#follow(this.#movingMean!, mean);
    this.#follow(this.#movingVariance!, variance);
    return finish(y);
  }

  /**
   * After n steps the average is that of the n batches, weighted by powers of the momentum that add up to 1: what it
   * began with does not count. Kingma & Ba 2015, section 3, on the bias of moving averages.
   */
  #follow(average: tf.LayerVariable, latest: tf.Tensor): void {
    const old = average.read();
    const share = (1 - this.momentum) / (1 - this.momentum ** this.#steps);
    average.write(tf.add(old, tf.mul(tf.sub(latest, old), share)));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { activation, momentum, epsilon } = this;
    return { ...super.getConfig(), activation, momentum, epsilon, steps: this.#steps };
  }
}

tf.serialization.registerClass(BatchNormalization);
