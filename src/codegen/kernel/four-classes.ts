/** One example goes in; a layout comes out in which each vector holds four classes of it, and the last one overlaps the one before. */

import type { Block, Spill, Value } from "./block.ts";
import { both, FLOAT_BYTES, integer, isLess, plus, times, VECTOR_BYTES } from "./integers.ts";
import type { Signature } from "./kernel.ts";
import { labelledVectors } from "./labelled-vectors.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import type { Layout, Place, SpareRows } from "./layout.ts";
import { loadRest, overVectors, type Rest, storeRest } from "./rest.ts";
import { STRETCH } from "./statements.ts";

const CLASS_OFFSETS = "0 4 8 12";

/** All four lanes of what is one number an example are alike. */
export function fourClasses(block: Block, example: Value, signature: Signature, rest: Rest): Layout {
  const rowBytes = times(block, signature.classes, integer(block, FLOAT_BYTES));
  const row = times(block, example, rowBytes);
  const offset = times(block, example, integer(block, FLOAT_BYTES));
  const stride = both(block, plus(block, rowBytes, integer(block, VECTOR_BYTES - 1)), integer(block, -VECTOR_BYTES));
  const { labels } = signature;
  const label = labels === undefined ? undefined : block.load("i32.load", "i32", plus(block, labels, offset));
  const labelOffset = label === undefined ? undefined : times(block, label, integer(block, FLOAT_BYTES));
  const splat = (address: Value): Lanes => block.load("v128.load32_splat", "v128", address);
  const storeLane = (inner: Block, address: Value, lanes: Lanes): void =>
    inner.effect("v128.store32_lane", [address, lanes], "0");

  const kept = (inner: Block, at: number, place: Place): Value =>
    plus(inner, plus(inner, signature.scratch, times(inner, stride, integer(inner, at))), place.offset);

  /** Rows as long as a stretch, one behind the other. */
  function spillTo({ first, take }: SpareRows): Spill {
    const start = kept(block, first, { offset: integer(block, 0) });
    const stretch = integer(block, STRETCH);
    const length = block.pure("select", "i32", [stretch, stride, isLess(block, stretch, stride)]);
    const address = (inner: Block, at: Value, spilled: number): Value =>
      plus(
        inner,
        plus(inner, start, times(inner, length, integer(inner, spilled))),
        both(inner, at, integer(inner, STRETCH - 1)),
      );
    return { address, take };
  }

  return {
    labelled: (first) => labelledVectors((inner) => kept(inner, first, { offset: integer(inner, 0) })),
    overClasses: (step, spare, afterWhole) =>
      overVectors(
        block,
        rest,
        (inner, at, isRest) => step(inner, isRest ? { offset: at, counted: rest.counted } : { offset: at }),
        { spill: spillTo(spare), ...(afterWhole === undefined ? {} : { afterWhole }) },
      ),
    load(inner, array, isRowless, place) {
      const address = plus(inner, isRowless ? array : plus(inner, array, row), place.offset);
      return place.counted === undefined ? inner.load("v128.load", "v128", address) : loadRest(inner, address, rest);
    },
    store(inner, array, lanes, place) {
      const address = plus(inner, plus(inner, array, row), place.offset);
      if (place.counted === undefined) inner.effect("v128.store", [address, lanes]);
      else storeRest(inner, address, lanes, rest);
    },
    kept,
    loadKept: (inner, at, place) => inner.load("v128.load", "v128", kept(inner, at, place)),
    isLabel(inner, place) {
      const v = lanesOf(inner);
      const offsets = inner.pure("v128.const i32x4", "v128", [], CLASS_OFFSETS);
      const here = v.addInt(inner.pure("i32x4.splat", "v128", [place.offset]), offsets);
      return v.equalInt(here, inner.pure("i32x4.splat", "v128", [labelOffset!]));
    },
    total: (lanes, combine) => acrossLanes(block, lanes, combine),
    loadOne: (array) => splat(plus(block, array, offset)),
    storeOne: (inner, array, lanes) => storeLane(inner, plus(inner, array, offset), lanes),
    loadAtLabel: (array, isRowless) => splat(plus(block, isRowless ? array : plus(block, array, row), labelOffset!)),
    storeAtLabel: (array, lanes) => storeLane(block, plus(block, plus(block, array, row), labelOffset!), lanes),
  };
}

/** Four lanes, combined, in each of them. */
function acrossLanes(block: Block, lanes: Lanes, combine: (a: Lanes, b: Lanes) => Lanes): Lanes {
  const swapped = (x: Lanes, order: string): Lanes => block.pure("i8x16.shuffle", "v128", [x, x], order);
  const halves = combine(lanes, swapped(lanes, "8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7"));
  return combine(halves, swapped(halves, "4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11"));
}
