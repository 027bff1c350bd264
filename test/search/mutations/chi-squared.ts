/** Counts and the probabilities they should follow go in; Pearson's statistic over its 99.9 % quantile comes out: below 1 is good. */

export function misfit(counts: readonly number[], probabilities: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let statistic = 0;
  for (const [i, probability] of probabilities.entries()) {
    const expected = total * probability;
    statistic += (counts[i] - expected) ** 2 / expected;
  }
  // The quantile by Wilson and Hilferty's cube, 3.09 being the normal one.
  const freedom = probabilities.length - 1;
  return statistic / (freedom * (1 - 2 / (9 * freedom) + 3.09 * Math.sqrt(2 / (9 * freedom))) ** 3);
}

export function uniform(count: number): number[] {
  return new Array(count).fill(1 / count);
}

/** How often each value comes in `draws` calls; a value that is not listed throws. */
export function tally<T>(values: readonly T[], draws: number, draw: () => T): number[] {
  const counts = values.map(() => 0);
  for (let i = 0; i < draws; i++) {
    const value = draw();
    const at = values.indexOf(value);
    if (at < 0) throw new Error(`unexpected ${String(value)}`);
    counts[at]++;
  }
  return counts;
}
