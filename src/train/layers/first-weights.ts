/** The sizes of a weight and a seeded generator go in; its first values come out, the same on every backend. */

import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random/index.ts";

/** Passed to `addWeight`; layers hold the seed in their configuration, so this class is never saved. */
class FirstWeights extends tf.serialization.Serializable {
  static className = "LosscFirstWeights";
  readonly #fill: (values: Float32Array) => void;

  constructor(fill: (values: Float32Array) => void) {
    super();
    this.#fill = fill;
  }

  apply(shape: number[]): tf.Tensor {
    const values = new Float32Array(tf.util.sizeFromShape(shape));
    this.#fill(values);
    return tf.tensor(values, shape);
  }

  fromConfigUsesCustomObjects(): boolean {
    return false;
  }

  getConfig(): tf.serialization.ConfigDict {
    return {};
  }
}

/** Normal with variance 2 / fanIn. He et al., "Delving Deep into Rectifiers", 2015, eq. 10. */
export function heNormal(random: Random, fanIn: number): FirstWeights {
  const deviation = Math.sqrt(2 / fanIn);
  return new FirstWeights((values) => {
    // Box and Muller; random.normal() gives only one of the two, and large networks start with tens of millions.
    for (let index = 0; index < values.length; index += 2) {
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()));
      const angle = 2 * Math.PI * random.next();
      values[index] = radius * Math.cos(angle);
      if (index + 1 < values.length) values[index + 1] = radius * Math.sin(angle);
    }
  });
}

/** Uniform with variance 2 / (fanIn + fanOut). Glorot & Bengio, "Understanding the Difficulty ...", 2010, eq. 16. */
export function glorotUniform(random: Random, fanIn: number, fanOut: number): FirstWeights {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return new FirstWeights((values) => {
    for (let index = 0; index < values.length; index++) values[index] = limit * (2 * random.next() - 1);
  });
}
