/** A reduction over the classes goes in; the variables come out in which it is under way, lane by lane. */

import type { Node } from "../../ir/node.ts";
import type { Block } from "./block.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import type { Layout } from "./layout.ts";

/** `label`: what one lane is given, all others being given zeros. */
export type Kind = "sum" | "max" | "min" | "label";

export const NEUTRAL: Readonly<Record<Kind, number>> = {
  sum: 0,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
  label: 0,
};

export const kindOf = (reduction: Node): Kind => reduction.op.slice(reduction.op.indexOf("_") + 1) as Kind;
export const isOverOthers = (reduction: Node): boolean => reduction.op.startsWith("others_");

export interface Accumulator {
  add(block: Block, lanes: Lanes): void;
  total(layout: Layout): Lanes;
}

export function openAccumulator(block: Block, reduction: Node): Accumulator {
  const kind = kindOf(reduction);
  const neutral = lanesOf(block).constant(NEUTRAL[kind]);
  const soFar = block.variable(neutral);
  if (kind === "sum" || kind === "label") {
    const combine = (inner: Block) => (kind === "sum" ? lanesOf(inner).add : lanesOf(inner).or);
    return {
      add: (inner, lanes) => soFar.write(inner, combine(inner)(soFar.read(inner), lanes)),
      total: (layout) => layout.total(soFar.read(block), combine(block)),
    };
  }
  // A step waits for the one before the last, not for the last: two change places at every step.
  const other = block.variable(neutral);
  // The instruction that lets NaN through is a chain of nine; one that does not, and a note of NaN beside it, run side by side.
  const hasNaN = block.variable(lanesOf(block).bits(0));
  const either = (inner: Block): ((a: Lanes, b: Lanes) => Lanes) =>
    kind === "max" ? lanesOf(inner).pmax : lanesOf(inner).pmin;
  return {
    add: (inner, lanes) => {
      const v = lanesOf(inner);
      const last = soFar.read(inner);
      soFar.write(inner, either(inner)(other.read(inner), lanes));
      other.write(inner, last);
      hasNaN.write(inner, v.or(hasNaN.read(inner), v.notEqual(lanes, lanes)));
    },
    total: (layout) => {
      const v = lanesOf(block);
      const extreme = layout.total(either(block)(soFar.read(block), other.read(block)), either(block));
      return v.or(extreme, layout.total(hasNaN.read(block), v.or));
    },
  };
}
