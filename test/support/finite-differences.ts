/** Functions of one number in; their derivative by central differences and an estimate of its error out. */

export interface Estimate {
  readonly value: number;
  readonly error: number;
}

const LEVELS = 5;

/**
 * Richardson's extrapolation of (f(x + h) - f(x - h)) / 2h over halved steps (Ridders 1982): the entry of the tableau that differs
 * least from its neighbours, with that difference as its error.
 */
export function derivativeAt(f: (x: number) => number, x: number, step: number): Estimate {
  const central = (h: number): number => (f(x + h) - f(x - h)) / (x + h - (x - h));
  let before = [central(step)];
  let best: Estimate = { value: before[0], error: Number.POSITIVE_INFINITY };
  for (let level = 1; level < LEVELS; level++) {
    const row = [central(step / 2 ** level)];
    for (let order = 1; order <= level; order++) {
      const weight = 4 ** order;
      const value = (weight * row[order - 1] - before[order - 1]) / (weight - 1);
      row.push(value);
      const error = Math.max(Math.abs(value - row[order - 1]), Math.abs(value - before[order - 1]));
      if (error < best.error) best = { value, error };
    }
    before = row;
  }
  return best;
}
