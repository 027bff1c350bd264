/** Lane functions that are too long to stand wherever they are used: calls of them go in by name; their texts, once a module, come out. */

import { createFunction } from "./block.ts";
import { FAST_FUNCTIONS, LANE_FUNCTIONS } from "./functions/index.ts";
import { type Lanes, lanesOf, type Vocabulary } from "./lanes.ts";

/** By name: how many operands. */
const SHARED = { pow: 2 } as const;

type SharedName = keyof typeof SHARED;

/** No name of an op, which are imported as functions of one lane, has a point in it. */
const symbolOf = (name: SharedName): string => `$four.${name}`;

export const callShared = (v: Vocabulary, name: SharedName, ...operands: readonly Lanes[]): Lanes =>
  v.block.pure(`call ${symbolOf(name)}`, "v128", operands);

/** Those that a module's functions call. */
export function sharedFunctions(
  functions: string,
  { isFast, isRelaxed }: { readonly isFast: boolean; readonly isRelaxed: boolean },
): string[] {
  return (Object.keys(SHARED) as SharedName[])
    .filter((name) => functions.includes(`(call ${symbolOf(name)} `))
    .map((name) => {
      const builder = createFunction();
      const operands = Array.from({ length: SHARED[name] }, () => builder.parameter("v128"));
      const row = (isFast ? FAST_FUNCTIONS[name] : undefined) ?? LANE_FUNCTIONS[name]!;
      return builder.text(symbolOf(name), row(lanesOf(builder.body, { isRelaxed }), ...operands));
    });
}
