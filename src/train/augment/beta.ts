/** A generator goes in, a number distributed as Beta(alpha, alpha) comes out. */

import type { Random } from "../../random/index.ts";

/** X / (X + Y) of two Gamma(alpha) numbers, by their logarithms: for a small alpha both are far below the smallest double. */
export function symmetricBeta(alpha: number, random: Random): number {
  const first = logGamma(alpha, random);
  const second = logGamma(alpha, random);
  return 1 / (1 + Math.exp(second - first));
}

/** The logarithm of a Gamma(shape) number; below 1, Gamma(shape + 1) times U^(1 / shape) is one. */
function logGamma(shape: number, random: Random): number {
  if (shape >= 1) return Math.log(gammaFromOne(shape, random));
  return Math.log(gammaFromOne(shape + 1, random)) + Math.log(1 - random.next()) / shape;
}

/** Marsaglia & Tsang 2000, "A simple method for generating gamma variables", for shapes of at least 1. */
function gammaFromOne(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    if (Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
