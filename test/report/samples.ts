/** Losses sampled over the probability of the true class, for the tests of figures. */

import type { Curve } from "../../src/report/figure/index.ts";

export const probabilities = Float64Array.from({ length: 199 }, (_, i) => (i + 1) / 200);

export const curve = (
  label: string,
  loss: (p: number) => number,
  gradient: (p: number) => number,
  x: Float64Array = probabilities,
): Curve => ({ label, x, loss: x.map(loss), gradient: x.map(gradient) });

export const crossEntropy = curve(
  "cross_entropy",
  (p) => -Math.log(p),
  (p) => -1 / p,
);

export const brier = curve(
  "brier",
  (p) => 2 * (1 - p) ** 2,
  (p) => -4 * (1 - p),
);

export const absolute = curve(
  "mae",
  (p) => 2 * (1 - p),
  () => -2,
);
