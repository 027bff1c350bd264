/** The order of a search: the number of a slot goes in, what it is for and what must be known before it comes out. */

import type { EvolveConfig } from "./config.ts";

export type SlotKind =
  /** A random or given loss. */
  | "initial"
  /** One of the best of a screening, on the later rungs. */
  | "rescore"
  | "child";

export interface Plan {
  /** More initial losses than the population holds: the first rung picks the best. */
  readonly screening: boolean;
  kindOf(slot: number): SlotKind;
  /** Number of the individual; a slot of another kind makes a new one each. */
  idOf(slot: number): number;
  /** Place among the best of the screening, from 0. */
  rankOf(slot: number): number;
  /** How many slots, from the first on, must have ended before this one can be filled. */
  requires(slot: number): number;
}

/** Slots run: initial losses, then the best of them if they were only screened, then children. */
export function planOf({ initial, population, lookahead }: EvolveConfig): Plan {
  const screening = initial > population;
  const founders = screening ? initial + population : initial;
  const kindOf = (slot: number): SlotKind => (slot < initial ? "initial" : slot < founders ? "rescore" : "child");
  return {
    screening,
    kindOf,
    idOf: (slot) => (slot < initial ? slot : slot - founders + initial) + 1,
    rankOf: (slot) => slot - initial,
    requires: (slot) => {
      const kind = kindOf(slot);
      const phase = kind === "initial" ? 0 : kind === "rescore" ? initial : founders;
      return Math.max(0, phase, slot - lookahead + 1);
    },
  };
}
