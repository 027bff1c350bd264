/** The text of kernels goes in; that of the lane functions which it calls comes out. */

import { createFunction } from "./block.ts";
import { SHARED_BESSEL } from "./functions/bessel.ts";
import { symbolOf } from "./functions/call-shared.ts";
import type { LaneFunction } from "./functions/function.ts";
import { FAST_POWER, pow } from "./functions/power.ts";
import { lanesOf } from "./lanes.ts";

interface SharedFunction {
  readonly operands: number;
  readonly row: LaneFunction;
  readonly fast?: LaneFunction;
}

const SHARED_FUNCTIONS: ReadonlyMap<string, SharedFunction> = new Map<string, SharedFunction>([
  ["pow", { operands: 2, row: pow, fast: FAST_POWER.pow }],
  ...Object.entries(SHARED_BESSEL).map(
    ([name, row]) => [name, { operands: 1, row }] satisfies [string, SharedFunction],
  ),
]);

export function sharedFunctions(
  functions: string,
  { isFast, isRelaxed }: { readonly isFast: boolean; readonly isRelaxed: boolean },
): string[] {
  return [...SHARED_FUNCTIONS]
    .filter(([name]) => functions.includes(`(call ${symbolOf(name)} `))
    .map(([name, { operands: count, row, fast = row }]) => {
      const builder = createFunction();
      const operands = Array.from({ length: count }, () => builder.parameter("v128"));
      return builder.text(symbolOf(name), (isFast ? fast : row)(lanesOf(builder.body, { isRelaxed }), ...operands));
    });
}
