/** Fused loops as one would write them by hand: float32 arrays in, the mean loss out, its gradient written to `gradient`. */

import { type CaseName, FOCAL, type Shape } from "./cases.ts";
import type { Inputs } from "./data.ts";

export type Loop = (inputs: Inputs, shape: Shape) => number;

function crossEntropy({ y, prediction: p, gradient }: Inputs, { batch }: Shape): number {
  let total = 0;
  for (let i = 0; i < p.length; i++) {
    total -= y[i] * Math.log(p[i]);
    gradient[i] = -y[i] / p[i] / batch;
  }
  return total / batch;
}

function crossEntropySkipping({ y, prediction: p, gradient }: Inputs, { batch }: Shape): number {
  let total = 0;
  for (let i = 0; i < p.length; i++) {
    if (y[i] !== 0) {
      total -= y[i] * Math.log(p[i]);
      gradient[i] = -y[i] / p[i] / batch;
    } else gradient[i] = 0;
  }
  return total / batch;
}

function labelled({ labels, prediction: p, gradient }: Inputs, { batch, classes }: Shape): number {
  let total = 0;
  for (let example = 0; example < batch; example++) {
    for (let j = 0; j < classes; j++) {
      const i = example * classes + j;
      const y = j === labels[example] ? 1 : 0;
      total -= y * Math.log(p[i]);
      gradient[i] = -y / p[i] / batch;
    }
  }
  return total / batch;
}

function labelledSkipping({ labels, prediction: p, gradient }: Inputs, { batch, classes }: Shape): number {
  let total = 0;
  gradient.fill(0);
  for (let example = 0; example < batch; example++) {
    const i = example * classes + labels[example];
    total -= Math.log(p[i]);
    gradient[i] = -1 / p[i] / batch;
  }
  return total / batch;
}

/** d/dpt of -alpha (1 - pt)^gamma log(pt). */
function focalSlope(pt: number): number {
  const { alpha, gamma } = FOCAL;
  return alpha * (gamma * (1 - pt) ** (gamma - 1) * Math.log(pt) - (1 - pt) ** gamma / pt);
}

function focal({ y, prediction: p, gradient }: Inputs, { batch, classes }: Shape): number {
  const { alpha, gamma } = FOCAL;
  let total = 0;
  for (let example = 0; example < batch; example++) {
    const row = example * classes;
    let pt = 0;
    for (let i = row; i < row + classes; i++) pt += y[i] * p[i];
    total -= alpha * (1 - pt) ** gamma * Math.log(pt);
    const slope = focalSlope(pt) / batch;
    for (let i = row; i < row + classes; i++) gradient[i] = y[i] * slope;
  }
  return total / batch;
}

function focalSkipping({ y, prediction: p, gradient }: Inputs, { batch, classes }: Shape): number {
  const { alpha, gamma } = FOCAL;
  let total = 0;
  for (let example = 0; example < batch; example++) {
    const row = example * classes;
    let pt = 0;
    for (let i = row; i < row + classes; i++) if (y[i] !== 0) pt += y[i] * p[i];
    total -= alpha * (1 - pt) ** gamma * Math.log(pt);
    const slope = focalSlope(pt) / batch;
    for (let i = row; i < row + classes; i++) gradient[i] = y[i] !== 0 ? y[i] * slope : 0;
  }
  return total / batch;
}

/** Abramowitz and Stegun 7.1.26, the formula that tfjs uses too; its error is below 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - tail * Math.exp(-x * x));
}

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

function heavy({ prediction: x, gradient }: Inputs, { batch }: Shape): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) {
    total += Math.log(1 + Math.exp(-x[i])) + erf(x[i]);
    gradient[i] = (TWO_OVER_ROOT_PI * Math.exp(-x[i] * x[i]) - 1 / (1 + Math.exp(x[i]))) / batch;
  }
  return total / batch;
}

/** `skipping` does nothing for classes that are absent; a loss without labels has no such loop. */
export const LOOPS: Readonly<Record<CaseName, { readonly plain: Loop; readonly skipping?: Loop }>> = {
  "cross-entropy, one-hot": { plain: crossEntropy, skipping: crossEntropySkipping },
  "cross-entropy, integer labels": { plain: labelled, skipping: labelledSkipping },
  "focal, one-hot": { plain: focal, skipping: focalSkipping },
  heavy: { plain: heavy },
};
