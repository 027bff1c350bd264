/**
 * The integrity check of Morgan & Hougen (2024), step by step as their implementation does it on NumPy: a loss's values over the wrong
 * class's probability go in; whether it has one optimum, and which way up it is, come out.
 */

import type { Rejection } from "../individual.ts";
import type { Points } from "../vector/evaluator.ts";
import type { Values } from "../vector/operator-loops.ts";

export const PHENOTYPE_POINTS = 1000;
const EPS = 1e-7;

/** `numpy.linspace(eps, 1 - eps, 1000)`: the last point is exact. */
const LINE: readonly number[] = Array.from({ length: PHENOTYPE_POINTS }, (_, i) =>
  i === PHENOTYPE_POINTS - 1 ? 1 - EPS : i * ((1 - EPS - EPS) / (PHENOTYPE_POINTS - 1)) + EPS,
);

/**
 * yhat is x for the wrong class and 1 - x for the true one, both of them computed in float64 and rounded to float32 by the evaluator. (The
 * other order, 1 - x in float32, would end at 1.19e-7 in place of 1e-7.)
 */
export const PHENOTYPE_PREDICTIONS: Points = { wrong: LINE, right: LINE.map((x) => 1 - x) };

/** p_i = f(0, x_i) + f(1, 1 - x_i), from f at the points above. */
export function lossCurve(values: Values, p: Values): Values {
  for (let i = 0; i < PHENOTYPE_POINTS; i++) p[i] = values[i] + values[PHENOTYPE_POINTS + i];
  return p;
}

const MIDDLE = [490, 509] as const;
const MOST_FLAT = 10;
const MOST_TURNS = 2;

const isInMiddle = (i: number): boolean => i >= MIDDLE[0] && i <= MIDDLE[1];
const rejected = (detail: string): Rejection => ({ reason: "integrity", detail });

/** Signs of the differences; used anew by every check. */
const signs = new Float32Array(PHENOTYPE_POINTS - 1);
const LAST = signs.length - 1;

/** All zeros at once take the sign before them, so that of a run of zeros only the first changes; again until none is left. */
function fillFlats(flats: number): void {
  for (let left = flats; left > 0; ) {
    const before = signs.slice();
    left = 0;
    for (let i = 0; i < signs.length; i++) {
      if (before[i] === 0) signs[i] = before[i === 0 ? LAST : i - 1];
      if (signs[i] === 0) left++;
    }
  }
}

/** How many points from the first on fall, or rise, each below or above the one before. */
function runOf(p: Values, isFalling: boolean): number {
  let i = 1;
  if (isFalling) while (i < PHENOTYPE_POINTS && p[i] < p[i - 1]) i++;
  else while (i < PHENOTYPE_POINTS && p[i] > p[i - 1]) i++;
  return i;
}

export function checkIntegrity(p: Values): { readonly flip: boolean } | Rejection {
  // Nothing but falls, or nothing but rises: the optima are at the ends.
  const isFalling = p[1] < p[0];
  if (runOf(p, isFalling) === PHENOTYPE_POINTS) return { flip: isFalling };
  let least = 0;
  let largest = 0;
  let flats = 0;
  let unordered = -1;
  let before = p[0];
  let [lowest, highest] = [before, before];
  for (let i = 0; i < signs.length; i++) {
    const value = p[i + 1];
    if (value > before) {
      signs[i] = 1;
    } else if (value < before) {
      signs[i] = -1;
    } else {
      // Infinity less infinity is NaN, as is what NaN takes part in.
      signs[i] = value - before;
      if (signs[i] === 0) flats++;
      else if (unordered < 0 && value !== before) unordered = Number.isNaN(before) ? i : i + 1;
    }
    if (value < lowest) {
      lowest = value;
      least = i + 1;
    } else if (value > highest) {
      highest = value;
      largest = i + 1;
    }
    before = value;
  }
  // NumPy takes the first NaN for the least value, and for the largest.
  if (unordered >= 0) [least, largest] = [unordered, unordered];
  if (isInMiddle(least) || isInMiddle(largest)) return rejected("its optimum is near a probability of 0.5");
  if (flats > MOST_FLAT) return rejected(`it is flat at ${flats} of ${signs.length} points`);
  fillFlats(flats);
  let turns = 0;
  let last = signs[LAST];
  for (let i = 0; i < signs.length; i++) {
    // NaN differs from all, itself included.
    if (signs[i] !== last) turns++;
    last = signs[i];
  }
  if (turns > MOST_TURNS) return rejected(`its slope changes sign ${turns} times`);
  return { flip: signs[2] !== -1 };
}

const LEAST_RANGE = 1e-4;

/** The curve, negated if the loss is, on a scale from 0 to 1; left as it is where it is almost constant. Written into `curve`. */
export function phenotypeOf(p: Values, flip: boolean, curve: Float32Array = new Float32Array(p.length)): Float32Array {
  let least = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  let isOrdered = true;
  for (let i = 0; i < p.length; i++) {
    const value = p[i];
    if (value < least) least = value;
    if (value > largest) largest = value;
    if (Number.isNaN(value)) isOrdered = false;
  }
  // As in NumPy, one NaN makes all of them NaN.
  if (!isOrdered) return curve.fill(Number.NaN);
  const range = Math.fround(largest - least);
  const sign = flip ? -1 : 1;
  const isScaled = !(range < LEAST_RANGE);
  const lowest = flip ? -largest : least;
  for (let i = 0; i < p.length; i++) {
    const value = sign * p[i];
    curve[i] = isScaled ? Math.fround(value - lowest) / range : value;
  }
  return curve;
}
