/** The shape of the images and a seeded generator go in; the wide residual network WRN-28-10 comes out. */

import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random/index.ts";
import { type ImageShape, type ModelOptions, openNetwork } from "./network.ts";

const DEPTH = 28;
const WIDENING = 10;
/** A block has two convolutions; the stem and three shortcuts are the other four. */
const BLOCKS_PER_GROUP = (DEPTH - 4) / 6;
const GROUPS = [
  { filters: 16 * WIDENING, stride: 1 },
  { filters: 32 * WIDENING, stride: 2 },
  { filters: 64 * WIDENING, stride: 2 },
] as const;

/**
 * Zagoruyko & Komodakis, "Wide Residual Networks", 2016. Normalization and ReLU come before each convolution; where a
 * block changes the number of channels, its shortcut is a 1x1 convolution of its normalized and rectified input.
 */
export function createWideResNet(
  shape: ImageShape,
  random: Random,
  { dropout = 0 }: ModelOptions = {},
): tf.LayersModel {
  const network = openNetwork("wrn-28-10", shape, random);
  let x = network.convolve(network.input, "stem", { filters: 16, kernel: 3 });
  GROUPS.forEach(({ filters, stride: groupStride }, group) => {
    for (let index = 0; index < BLOCKS_PER_GROUP; index++) {
      const block = `group-${group + 1}/block-${index + 1}`;
      const stride = index === 0 ? groupStride : 1;
      const active = network.normalize(x, `${block}/norm-1`, "relu");
      const shortcut = index === 0 ? network.convolve(active, `${block}/shortcut`, { filters, kernel: 1, stride }) : x;
      let branch = network.convolve(active, `${block}/conv-1`, { filters, kernel: 3, stride });
      branch = network.normalize(branch, `${block}/norm-2`, "relu");
      branch = network.drop(branch, `${block}/dropout`, dropout);
      branch = network.convolve(branch, `${block}/conv-2`, { filters, kernel: 3 });
      x = network.add(`${block}/add`, branch, shortcut);
    }
  });
  return network.close(network.pool(network.normalize(x, "norm", "relu")));
}
