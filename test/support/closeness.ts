/** Pairs of numbers in; whether they are one number up to a relative error (with an absolute floor) out. */

export interface Tolerance {
  readonly relative: number;
  /** Differences no larger than this never count: what cancellation leaves of numbers of this size. */
  readonly absolute: number;
}

/** NaN is close to NaN alone, an infinity to itself alone; -0 and 0 are one number. */
export function isClose(actual: number, expected: number, { relative, absolute }: Tolerance): boolean {
  if (Number.isNaN(expected) || Number.isNaN(actual)) return Number.isNaN(expected) && Number.isNaN(actual);
  if (actual === expected) return true;
  if (!Number.isFinite(expected) || !Number.isFinite(actual)) return false;
  return Math.abs(actual - expected) <= absolute + relative * Math.max(Math.abs(actual), Math.abs(expected));
}

/** The places where two rows differ, in words; empty where they are close throughout. */
export function differences(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): readonly string[] {
  const found: string[] = [];
  if (actual.length !== expected.length) return [`${actual.length} numbers for ${expected.length}`];
  for (let i = 0; i < expected.length; i++)
    if (!isClose(actual[i], expected[i], tolerance)) found.push(`[${i}]: ${actual[i]} for ${expected[i]}`);
  return found;
}
