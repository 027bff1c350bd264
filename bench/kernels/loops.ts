/** Fused loops as one would write them by hand: float32 arrays in, the mean loss out, its gradient written to `gradient`. */

import { type CaseName, FOCAL, type Labels, type Shape } from "./cases.ts";
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

interface Loops {
  readonly plain: Loop;
  readonly skipping: Loop;
}

/** `skipping` does nothing for classes that are absent. Only some kernels have a loop; from logits none has. */
export const LOOPS: Readonly<Partial<Record<CaseName, Partial<Record<Labels, Loops>>>>> = {
  "cross-entropy": {
    "one-hot": { plain: crossEntropy, skipping: crossEntropySkipping },
    integer: { plain: labelled, skipping: labelledSkipping },
  },
  focal: { "one-hot": { plain: focal, skipping: focalSkipping } },
};
