/** Images and targets go in; each example's weighted mean with another one of the batch comes out. */

import type { Random } from "../../random/index.ts";
import type { Batch } from "../batch.ts";
import type { AugmentationDef, Step } from "./augmentation-def.ts";
import { symmetricBeta } from "./beta.ts";

/** Each example has its own partner, from a shuffle of the batch, and its own weight from Beta(alpha, alpha). */
export function mixupWith(alpha: number): Step {
  return (batch, random) => mixup(batch, random, alpha);
}

/**
 * Of the weights w and 1 - w the example itself gets the larger one, so that its label stays the commonest class of its
 * target. Beta(alpha, alpha) is symmetric, so the mixtures of two given examples have the same distribution either way.
 */
function mixup({ count, images, targets }: Batch, random: Random, alpha: number): void {
  const partners = random.shuffle(Array.from({ length: count }, (_, row) => row));
  const otherImages = images.slice();
  const otherTargets = targets.slice();
  for (let row = 0; row < count; row++) {
    const weight = symmetricBeta(alpha, random);
    const own = Math.max(weight, 1 - weight);
    mixRow(images, otherImages, images.length / count, row, partners[row]!, own);
    mixRow(targets, otherTargets, targets.length / count, row, partners[row]!, own);
  }
}

function mixRow(rows: Float32Array, others: Float32Array, size: number, row: number, partner: number, own: number) {
  const to = row * size;
  const from = partner * size;
  for (let index = 0; index < size; index++) {
    rows[to + index] = own * rows[to + index]! + (1 - own) * others[from + index]!;
  }
}

export const mixups = {
  mixup: {
    doc: "mix each image and its target with another's, the weights from Beta(ALPHA, ALPHA)",
    source: "Zhang et al. 2018",
    arguments: [{ name: "ALPHA", doc: "both parameters of the Beta distribution", range: [0.01, 100] }],
    step: ([alpha]) => mixupWith(alpha!),
  },
} as const satisfies Record<string, AugmentationDef>;
