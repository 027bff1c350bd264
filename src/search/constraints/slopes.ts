/**
 * What the default tests look at: a loss's values f(y, p) and derivatives by p go in over predictions across (eps, 1 - eps), evenly in their
 * logit, and over the probes of the fingerprint; from these come the tests that follow.
 */

import type { Rejection } from "../individual.ts";
import type { Points } from "../vector/evaluator.ts";
import type { Values } from "../vector/operator-loops.ts";
import { PROBE_RIGHT, PROBE_WRONG } from "./probes.ts";

/** sigmoid(16) is 1 - 1.1e-7: just inside (eps, 1 - eps). */
export const LOGIT_LIMIT = 16;
const STEP = 0.25;
export const GRID_SIZE = (2 * LOGIT_LIMIT) / STEP + 1;
export const GRID_LOGITS: readonly number[] = Array.from({ length: GRID_SIZE }, (_, i) => i * STEP - LOGIT_LIMIT);
export const GRID: readonly number[] = GRID_LOGITS.map((logit) => 1 / (1 + Math.exp(-logit)));

/** First the grid, then the probes, for either label. */
export const SLOPE_POINTS: Points = { wrong: [...GRID, ...PROBE_WRONG], right: [...GRID, ...PROBE_RIGHT] };

/** One side of a loss: f(0, p) or f(1, p), and the derivative. */
export interface Side {
  readonly values: Values;
  readonly slopes: Values;
}

export interface Slopes {
  readonly wrong: Side;
  readonly right: Side;
  /** The same at the fingerprint's probes. */
  readonly probes: { readonly wrong: Side; readonly right: Side };
}

/** From an evaluator's results at the points above; a flipped loss is negated. */
export function slopesOf(values: Values, slopes: Values, flip: boolean): Slopes {
  const sign = flip ? -1 : 1;
  const [ends, wrong] = [GRID_SIZE, SLOPE_POINTS.wrong.length];
  const part = (from: number, to: number): Side => ({
    values: values.slice(from, to).map((value) => sign * value),
    slopes: slopes.slice(from, to).map((value) => sign * value),
  });
  return {
    wrong: part(0, ends),
    right: part(wrong, wrong + ends),
    probes: { wrong: part(ends, wrong), right: part(wrong + ends, values.length) },
  };
}

/** The largest float32: training overflows above. */
const LARGEST = 3.4028234663852886e38;

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const rejected = (detail: string): Rejection => ({ reason: "gradient", detail });

/** Value and derivative must be numbers, in float32's range. */
export function checkFinite({ wrong, right, probes }: Slopes): Rejection | undefined {
  for (const [label, side, probed] of [
    [0, wrong, probes.wrong],
    [1, right, probes.right],
  ] as const) {
    for (const [what, numbers, atProbes] of [
      ["value", side.values, probed.values],
      ["derivative", side.slopes, probed.slopes],
    ] as const) {
      // The middle first: it is the plainest thing to tell.
      const isBad = (value: number): boolean => !(Math.abs(value) <= LARGEST);
      const place = isBad(numbers[GRID_SIZE >> 1]) ? GRID_SIZE >> 1 : numbers.findIndex(isBad);
      if (place >= 0) {
        return rejected(`its ${what} is not finite where y = ${label} and yhat = ${GRID[place].toPrecision(3)}`);
      }
      if (atProbes.some(isBad)) return rejected(`its ${what} is not finite at some yhat where y = ${label}`);
    }
  }
  return undefined;
}

/** Adam adds about as much to its denominator: less than this moves nothing. */
const VANISHED = 1e-8;

/**
 * Two classes, q the true one's probability: L(q) = f(1, q) + f(0, 1 - q) must fall for most q, and its derivative by the logit,
 * q (1 - q) L'(q), must be felt for most q.
 */
export function checkDirection({ wrong, right }: Slopes): Rejection | undefined {
  let [total, felt, falling, steepest] = [0, 0, 0, 0];
  for (let i = 0; i < GRID_SIZE; i++) {
    // Even in the logit, so that this is dq.
    const width = GRID[i] * (1 - GRID[i]);
    const slope = right.slopes[i] - wrong.slopes[GRID_SIZE - 1 - i];
    steepest = Math.max(steepest, Math.abs(width * slope));
    total += width;
    if (Math.abs(width * slope) > VANISHED) {
      felt += width;
      if (slope < 0) falling += width;
    }
  }
  if (!(steepest > VANISHED)) return rejected("its gradient vanishes everywhere");
  if (felt < total / 2) return rejected(`its gradient vanishes over ${percent(1 - felt / total)} of the range`);
  if (falling <= felt / 2) {
    return rejected(`more probability on the true class lowers it over ${percent(falling / total)} of the range only`);
  }
  return undefined;
}
