/**
 * Features go in; in training some come out as 0 and the rest scaled up, so that the mean stays. The n-th call's mask
 * depends on the seed and on n alone, hence not on the backend nor on other layers.
 */

import * as tf from "@tensorflow/tfjs";
import { createRandom } from "../../random/index.ts";
import { type LayerArguments, OneInputLayer } from "./one-input.ts";

export interface DropoutArguments extends LayerArguments {
  /** The part that is dropped, in [0, 1). */
  readonly rate: number;
  /** Decides the masks. */
  readonly seed: number;
}

abstract class MaskedLayer extends OneInputLayer {
  readonly rate: number;
  readonly seed: number;
  #calls = 0;

  constructor(args: DropoutArguments) {
    super(args);
    if (!(args.rate >= 0 && args.rate < 1)) throw new RangeError(`a dropout rate lies in [0, 1), not at ${args.rate}`);
    this.rate = args.rate;
    this.seed = args.seed;
  }

  /** The sizes of the mask for such an input. */
  abstract maskShape(shape: readonly number[]): number[];

  /** The next call has the first mask again. */
  restart(): void {
    this.#calls = 0;
  }

  override transform(x: tf.Tensor, training: boolean): tf.Tensor {
    if (!training || this.rate === 0) return x;
    const random = createRandom(this.seed).fork(this.#calls++);
    const shape = this.maskShape(x.shape);
    const kept = 1 / (1 - this.rate);
    const mask = new Float32Array(tf.util.sizeFromShape(shape));
    for (let index = 0; index < mask.length; index++) mask[index] = random.next() < this.rate ? 0 : kept;
    return tf.mul(x, tf.tensor(mask, shape));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { rate, seed } = this;
    return { ...super.getConfig(), rate, seed };
  }
}

/** Srivastava et al., "Dropout", 2014. */
export class Dropout extends MaskedLayer {
  static className = "LosscDropout";

  override maskShape(shape: readonly number[]): number[] {
    return [...shape];
  }
}

/** Drops all of an example, as a whole branch next to a shortcut. Huang et al., "Deep Networks with Stochastic Depth", 2016. */
export class StochasticDepth extends MaskedLayer {
  static className = "LosscStochasticDepth";

  override maskShape(shape: readonly number[]): number[] {
    return shape.map((size, axis) => (axis === 0 ? size : 1));
  }
}

/** Takes all masks of a model back to the first. */
export function restartMasks(model: tf.LayersModel): void {
  for (const layer of model.layers) if (layer instanceof MaskedLayer) layer.restart();
}

tf.serialization.registerClass(Dropout);
tf.serialization.registerClass(StochasticDepth);
