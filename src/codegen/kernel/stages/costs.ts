/** What instructions cost a processor of today, in cycles: for a guess at which of two loops is faster. */

/** Operations a processor looks ahead: a loop of n operations and a chain of c cycles takes n c / WINDOW cycles a turn. */
const WINDOW = 140;
/** Operations it starts in a cycle at best. */
const WIDTH = 4.5;

/** For one turn of a loop. */
export const cyclesOf = (operations: number, chain: number): number =>
  Math.max(operations / WIDTH, (operations * chain) / WINDOW);

/** Of a vector, from the first-level cache. */
export const LOAD_CYCLES = 6;
/** What one more loop takes from each vector. */
export const LOOP_CYCLES = 1.25;
/** What a branch around something rare takes, as engines then keep less in registers. */
export const PATCH_CYCLES = 8;

export interface Cost {
  readonly latency: number;
  readonly operations: number;
}

const SLOW: readonly (readonly [RegExp, Cost])[] = [
  [/^call/, { latency: 60, operations: 50 }],
  [/\.div$/, { latency: 11, operations: 1 }],
  [/\.sqrt$/, { latency: 15, operations: 1 }],
  [/^f32x4\.(min|max)$/, { latency: 9, operations: 8 }],
  [/load/, { latency: LOAD_CYCLES, operations: 1 }],
  [/trunc_sat/, { latency: 8, operations: 6 }],
  [/convert|promote|demote/, { latency: 4, operations: 1 }],
  [/^f(32x4|64x2)\.(relaxed_madd|add|sub|mul)$/, { latency: 3, operations: 1 }],
  [/^(i32\.|local|v128\.const)/, { latency: 0, operations: 0 }],
];

const costs = new Map<string, Cost>();

export function costOf(instruction: string): Cost {
  let cost = costs.get(instruction);
  if (cost === undefined) {
    cost = SLOW.find(([pattern]) => pattern.test(instruction))?.[1] ?? { latency: 1, operations: 1 };
    costs.set(instruction, cost);
  }
  return cost;
}
