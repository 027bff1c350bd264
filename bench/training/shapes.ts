/** The networks and image shapes that training is measured on. */

import { createRandom } from "../../src/random/index.ts";
import type { Batch } from "../../src/train/index.ts";
import type { Network, Shape } from "./plain.ts";

export const BATCH_SIZE = 128;

export interface StepSpec {
  readonly network: Network;
  readonly shape: Shape;
}

const COLOUR: Shape = { height: 32, width: 32, channels: 3, classes: 10 };
const GREY: Shape = { height: 28, width: 28, channels: 1, classes: 10 };

export const STEP_SPECS: readonly StepSpec[] = (["convnet", "resnet9v2"] as const).flatMap((network) =>
  [COLOUR, GREY].map((shape) => ({ network, shape })),
);

/** The same made-up images for every contender: time does not depend on what is in them. */
export function exampleBatch(shape: Shape, count = BATCH_SIZE): Batch {
  const random = createRandom("bench");
  const labels = Int32Array.from({ length: count }, () => random.integer(shape.classes));
  const targets = new Float32Array(count * shape.classes);
  labels.forEach((label, row) => {
    targets[row * shape.classes + label] = 1;
  });
  const pixels = shape.height * shape.width * shape.channels;
  const images = Float32Array.from({ length: count * pixels }, () => random.next());
  return { ...shape, count, images, targets, labels };
}
