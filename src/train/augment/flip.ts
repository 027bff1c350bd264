/** Images go in, each mirrored left to right or left alone comes out. */

import type { Random } from "../../random/index.ts";
import type { Batch } from "../batch.ts";
import type { AugmentationDef, Step } from "./augmentation-def.ts";

export function flipWith(probability: number): Step {
  return (batch, random) => flip(batch, random, probability);
}

function flip(batch: Batch, random: Random, probability: number): void {
  const pixels = batch.height * batch.width * batch.channels;
  for (let row = 0; row < batch.count; row++) if (random.next() < probability) mirror(batch, row * pixels);
}

/** Mirrors the image that starts at `start`. */
function mirror({ height, width, channels, images }: Batch, start: number): void {
  const line = width * channels;
  for (let y = 0; y < height; y++) {
    let left = start + y * line;
    let right = left + line - channels;
    for (; left < right; right -= 2 * channels) {
      for (let channel = 0; channel < channels; channel++, left++, right++) {
        const kept = images[left]!;
        images[left] = images[right]!;
        images[right] = kept;
      }
    }
  }
}

export const flips = {
  flip: {
    doc: "mirror left to right, with a probability of P",
    arguments: [{ name: "P", doc: "probability", range: [0, 1], default: 0.5 }],
    step: ([probability]) => flipWith(probability!),
  },
} as const satisfies Record<string, AugmentationDef>;
