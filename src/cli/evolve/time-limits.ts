/** Seconds that trainings took go in, by rung; how long the next one may take at most comes out. */

/** Before there is anything to compare with: a day. */
const FIRST = 86_400;
const ENOUGH = 5;
const LEAST = 60;
/** A busy machine is several times slower than an idle one; a training that hangs is infinitely so. */
const MULTIPLE = 20;
const REMEMBERED = 101;

export interface TimeLimits {
  of(rung: number): number;
  add(rung: number, seconds: number): void;
}

/** `fixed` is the user's own limit. */
export function createTimeLimits(fixed: number | null): TimeLimits {
  const taken = new Map<number, number[]>();
  return {
    of: (rung) => {
      if (fixed !== null) return fixed;
      const seconds = taken.get(rung) ?? [];
      if (seconds.length < ENOUGH) return FIRST;
      const median = [...seconds].sort((a, b) => a - b)[seconds.length >> 1]!;
      return Math.max(LEAST, MULTIPLE * median);
    },
    add: (rung, seconds) => {
      taken.set(rung, [...(taken.get(rung) ?? []), seconds].slice(-REMEMBERED));
    },
  };
}
