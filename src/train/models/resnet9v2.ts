/** The shape of the images and a seeded generator go in; a residual network of nine layers comes out. */

import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random/index.ts";
import { type ImageShape, type ModelOptions, openNetwork } from "./network.ts";

const BLOCKS = [16, 32] as const;

/**
 * Morgan & Hougen, "Neural Loss Function Evolution for Large-Scale Image Classifier CNNs", 2024: blocks in the order of
 * He et al., "Identity Mappings in Deep Residual Networks", 2016, each halving the image.
 */
export function createResNet9V2(
  shape: ImageShape,
  random: Random,
  { dropout = 0.5 }: ModelOptions = {},
): tf.LayersModel {
  const network = openNetwork("resnet9v2", shape, random);
  let x = network.convolve(network.input, "stem", { filters: 8, kernel: 3 });
  BLOCKS.forEach((filters, index) => {
    const block = `block-${index + 1}`;
    const shortcut = network.convolve(x, `${block}/shortcut`, { filters, kernel: 1, stride: 2 });
    for (const [layer, stride] of [2, 1, 1].entries()) {
      x = network.normalize(x, `${block}/norm-${layer + 1}`, "swish");
      x = network.convolve(x, `${block}/conv-${layer + 1}`, { filters, kernel: 3, stride });
    }
    x = network.add(`${block}/add`, x, shortcut);
  });
  return network.close(network.drop(network.pool(x), "dropout", dropout));
}
