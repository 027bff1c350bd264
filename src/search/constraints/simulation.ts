/**
 * A simulated training: the derivatives of a loss go in; whether gradient descent on free logits, through softmax, learns what class each
 * example has comes out. No network, no data: a loss that fails here has no use for either.
 */

import { createRandom } from "../../random/index.ts";
import type { Rejection } from "../individual.ts";
import { GRID_SIZE, LOGIT_LIMIT, type Slopes } from "./slopes.ts";

const EXAMPLES = 24;
const CLASSES = 4;
const STEPS = 40;
const RATE = 0.25;
/** Adam's own constants. Kingma & Ba 2015. */
const [BETA1, BETA2, ADAM_EPS] = [0.9, 0.999, 1e-7];
const LEAST_ACCURACY = 0.9;

/** Example i has class i modulo the classes; the first logits say nothing of it, and are alike for every loss. */
const START: Float64Array = (() => {
  const random = createRandom("simulated training");
  return Float64Array.from({ length: EXAMPLES * CLASSES }, () => random.normal());
})();

const PER_LOGIT = (GRID_SIZE - 1) / (2 * LOGIT_LIMIT);

/** Between grid points the derivative is taken to be straight in the logit. */
function slopeAt(slopes: ArrayLike<number>, logit: number): number {
  const place = Math.min(Math.max((logit + LOGIT_LIMIT) * PER_LOGIT, 0), GRID_SIZE - 1.001);
  const below = Math.floor(place);
  return slopes[below] + (place - below) * (slopes[below + 1] - slopes[below]);
}

function accuracyOf(logits: Float64Array): number {
  let right = 0;
  for (let example = 0; example < EXAMPLES; example++) {
    const row = logits.subarray(example * CLASSES, (example + 1) * CLASSES);
    const label = example % CLASSES;
    if (row.every((logit, i) => i === label || logit < row[label])) right++;
  }
  return right / EXAMPLES;
}

/** Accuracy at the end. */
export function simulateTraining({ wrong, right }: Slopes): number {
  const logits = START.slice();
  const [first, second] = [new Float64Array(logits.length), new Float64Array(logits.length)];
  const [powers, slopes] = [new Float64Array(CLASSES), new Float64Array(CLASSES)];
  let [decay1, decay2] = [1, 1];
  for (let step = 0; step < STEPS; step++) {
    decay1 *= BETA1;
    decay2 *= BETA2;
    for (let example = 0; example < EXAMPLES; example++) {
      const [start, label] = [example * CLASSES, example % CLASSES];
      let largest = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < CLASSES; i++) largest = Math.max(largest, logits[start + i]);
      let total = 0;
      for (let i = 0; i < CLASSES; i++) {
        powers[i] = Math.exp(logits[start + i] - largest);
        total += powers[i];
      }
      let mean = 0;
      for (let i = 0; i < CLASSES; i++) {
        const odds = Math.log(powers[i] / Math.max(total - powers[i], 1e-12));
        slopes[i] = slopeAt(i === label ? right.slopes : wrong.slopes, odds);
        mean += (powers[i] / total) * slopes[i];
      }
      for (let i = 0; i < CLASSES; i++) {
        const gradient = (powers[i] / total) * (slopes[i] - mean);
        const at = start + i;
        first[at] = BETA1 * first[at] + (1 - BETA1) * gradient;
        second[at] = BETA2 * second[at] + (1 - BETA2) * gradient * gradient;
        logits[at] -= (RATE * (first[at] / (1 - decay1))) / (Math.sqrt(second[at] / (1 - decay2)) + ADAM_EPS);
      }
    }
  }
  return accuracyOf(logits);
}

export function checkSimulation(slopes: Slopes): Rejection | undefined {
  const accuracy = simulateTraining(slopes);
  if (accuracy >= LEAST_ACCURACY) return undefined;
  const percent = `${Math.round(100 * accuracy)} %`;
  return { reason: "simulation", detail: `a simulated training ends with an accuracy of ${percent}` };
}
