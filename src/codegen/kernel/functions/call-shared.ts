/** Lane functions that are too long to stand wherever they are used are functions of the kernel's module; these are their calls. */

import type { Block } from "../block.ts";
import type { Lanes } from "../lanes.ts";

/** No name of an op, which are imported as functions of one lane, has a point in it. */
export const symbolOf = (name: string): string => `$four.${name}`;

/** `name` is one of `SHARED_FUNCTIONS`. */
export const callShared = (block: Block, name: string, ...operands: readonly Lanes[]): Lanes =>
  block.pure(`call ${symbolOf(name)}`, "v128", operands);
