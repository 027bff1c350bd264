/** A few numbers per loss go in; means with intervals, paired tests and corrected p-values come out.
 *
 * jstat's t distribution is good to about 7 digits. */

import jstat from "jstat";

const { ibeta, spearmancoeff, studentt } = jstat.jStat;

export type Interval = readonly [low: number, high: number];

export interface MeanInterval {
  /** NaN for no values. */
  readonly mean: number;
  /** The standard deviation of the values, with n - 1 in its denominator; nothing for fewer than two. */
  readonly deviation: number | undefined;
  /** Student's t interval of the mean; nothing for fewer than two values. */
  readonly interval: Interval | undefined;
}

export interface PairedTest {
  readonly pairs: number;
  /** The mean of a - b; NaN for no pairs. */
  readonly difference: number;
  readonly interval: Interval | undefined;
  /** Nothing for fewer than two pairs; infinite where all differences are alike, and not zero. */
  readonly t: number | undefined;
  /** Two-sided; nothing for fewer than two pairs. */
  readonly p: number | undefined;
}

export function meanInterval(values: readonly number[], level = 0.95): MeanInterval {
  const count = values.length;
  if (count === 0) return { mean: Number.NaN, deviation: undefined, interval: undefined };
  const mean = meanOf(values);
  if (count === 1) return { mean, deviation: undefined, interval: undefined };
  const deviation = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / (count - 1));
  const reach = (studentt.inv((1 + level) / 2, count - 1) * deviation) / Math.sqrt(count);
  return { mean, deviation, interval: [mean - reach, mean + reach] };
}

/** Student's t-test of the hypothesis that the pairs' differences have mean 0. */
export function pairedTest(a: readonly number[], b: readonly number[], level = 0.95): PairedTest {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} values make no pairs`);
  const pairs = a.length;
  const differences = a.map((value, i) => value - b[i]!);
  const { mean: difference, deviation, interval } = meanInterval(differences, level);
  if (deviation === undefined) return { pairs, difference, interval, t: undefined, p: undefined };
  const t = difference === 0 ? 0 : difference / (deviation / Math.sqrt(pairs));
  return { pairs, difference, interval, t, p: twoSided(t, pairs - 1) };
}

/** P(|T| > |t|) = I_x(v/2, 1/2) with x = v / (v + t^2): the form that keeps small probabilities exact. */
function twoSided(t: number, degreesOfFreedom: number): number {
  if (t === 0) return 1;
  return ibeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

/** Holm's step-down correction: the k-th smallest of m is multiplied by m - k + 1, and none falls below the one before. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i]! - pValues[j]!);
  const corrected = new Array<number>(pValues.length);
  let least = 0;
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, pValues[index]! * (pValues.length - rank)));
    corrected[index] = least;
  });
  return corrected;
}

/** Spearman's; nothing for fewer than three pairs, and where all of one side are equal. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | undefined {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} values make no pairs`);
  if (a.length < 3) return undefined;
  const rho = spearmancoeff(a, b);
  return Number.isFinite(rho) ? rho : undefined;
}

/** Shifted by the first value, so that equal values have exactly that mean. */
function meanOf(values: readonly number[]): number {
  const first = values[0]!;
  return first + sum(values.map((value) => value - first)) / values.length;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
