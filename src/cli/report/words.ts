/** A training's setup goes in; it comes out in words. */

import type { Problem, Setup } from "../../train/job.ts";

/** `fashion-mnist, 10000 training examples, 40 % wrong labels`. */
export function problemText({ dataset, trainSize, labelNoise, imbalance }: Problem): string {
  const parts = [dataset];
  if (trainSize !== undefined) parts.push(`${trainSize.toLocaleString("en-US")} training examples`);
  if (labelNoise !== undefined && labelNoise.rate > 0)
    parts.push(
      `${+(100 * labelNoise.rate).toFixed(1)} % wrong labels${labelNoise.kind === "asymmetric" ? " (asymmetric)" : ""}`,
    );
  if (imbalance !== undefined) parts.push(`imbalance ${imbalance}`);
  return parts.join(", ");
}

export function lengthText({ model, epochs, stepsPerEpoch, batchSize, learningRate, augment }: Setup): string {
  const length = stepsPerEpoch === undefined ? `${epochs} epochs` : `${epochs * stepsPerEpoch} steps`;
  return `${model}, ${length}, batch ${batchSize}, learning rate ${learningRate}${augment === "none" ? "" : `, ${augment}`}`;
}
