/** What an elementary function of four lanes is. */

import type { Lanes, Vocabulary } from "../lanes.ts";

/** Within 2 units in the last place of float32 everywhere; NaN, infinities, signed zeros and subnormals as `ops` defines the function. */
export type LaneFunction = (v: Vocabulary, ...operands: readonly Lanes[]) => Lanes;
