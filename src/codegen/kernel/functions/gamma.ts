/** Four lanes go in; the gamma family comes out, lane by lane: its zeros and poles call for float64, and losses seldom use it. */

import type { LaneFunction } from "./function.ts";

const each =
  (name: string): LaneFunction =>
  (v, x) =>
    v.eachLane(name, x!);

export const lgamma = each("lgamma");
export const digamma = each("digamma");
export const trigamma = each("trigamma");
export const tetragamma = each("tetragamma");
