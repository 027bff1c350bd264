/** Predicted probabilities and true classes go in; how good the predictions are comes out. */

import type { Metrics } from "./job.ts";

const ECE_BINS = 15;
/** Below this a probability counts as this, so that one hopeless prediction does not make the mean infinite. */
const SMALLEST = 1e-7;

export interface Tally {
  /** Adds predictions, rows of probabilities in float32. A row with a number that is not finite is wrong. */
  add(probabilities: Float32Array, labels: Int32Array): void;
  metrics(): Metrics;
}

/** The predicted class is the most probable one, the first on a tie; -1 for a row with a number that is not finite. */
export function predictedClass(probabilities: Float32Array, start: number, classes: number): number {
  let best = 0;
  let finite = true;
  for (let index = 0; index < classes; index++) {
    const value = probabilities[start + index]!;
    if (!Number.isFinite(value)) finite = false;
    if (value > probabilities[start + best]!) best = index;
  }
  return finite ? best : -1;
}

/** Counts predictions up; `Metrics` says what each number is. */
export function createTally(classes: number): Tally {
  const truePositives = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  const present = new Float64Array(classes);
  const binCount = new Float64Array(ECE_BINS);
  const binCorrect = new Float64Array(ECE_BINS);
  const binConfidence = new Float64Array(ECE_BINS);
  let count = 0;
  let correct = 0;
  let logLoss = 0;

  const add = (probabilities: Float32Array, labels: Int32Array): void => {
    labels.forEach((label, row) => {
      const guess = predictedClass(probabilities, row * classes, classes);
      const right = guess === label;
      const confidence = guess < 0 ? 1 : probabilities[row * classes + guess]!;
      const likelihood = guess < 0 ? 0 : probabilities[row * classes + label]!;
      // The bins are (0, 1/15], (1/15, 2/15], and so on.
      const bin = Math.min(ECE_BINS - 1, Math.max(0, Math.ceil(confidence * ECE_BINS) - 1));
      count++;
      present[label]! += 1;
      if (guess >= 0) predicted[guess]! += 1;
      if (right) {
        correct++;
        truePositives[label]! += 1;
        binCorrect[bin]! += 1;
      }
      binCount[bin]! += 1;
      binConfidence[bin]! += confidence;
      logLoss -= Math.log(Math.max(likelihood, SMALLEST));
    });
  };

  const metrics = (): Metrics => ({
    accuracy: correct / count,
    "macro-f1": mean(truePositives.map((hits, label) => f1(hits, predicted[label]!, present[label]!))),
    nll: logLoss / count,
    ece: binCount.reduce((sum, _, bin) => sum + Math.abs(binCorrect[bin]! - binConfidence[bin]!), 0) / count,
  });

  return { add, metrics };
}

/** The harmonic mean of precision and recall. */
function f1(hits: number, predicted: number, present: number): number {
  return predicted + present === 0 ? 0 : (2 * hits) / (predicted + present);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
