/** Predicted probabilities and the true classes go in; how many are right comes out. */

/**
 * The predicted class is the most probable one, the first on a tie. A row with a number that is not finite counts as
 * wrong, and makes `finite` false.
 */
export function countCorrect(
  probabilities: Float32Array,
  labels: Int32Array,
  classes: number,
): { correct: number; finite: boolean } {
  let correct = 0;
  let finite = true;
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    let rowFinite = true;
    for (let label = 0; label < classes; label++) {
      const value = probabilities[row * classes + label]!;
      if (!Number.isFinite(value)) rowFinite = false;
      if (value > probabilities[row * classes + best]!) best = label;
    }
    if (rowFinite && best === labels[row]) correct++;
    if (!rowFinite) finite = false;
  }
  return { correct, finite };
}
