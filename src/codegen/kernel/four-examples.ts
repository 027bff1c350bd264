/** Four examples of few classes go in; a layout comes out in which each vector holds one class of all four. */

import type { Block, Value } from "./block.ts";
import { FLOAT_BYTES, integer, LANE_COUNT, plus, times } from "./integers.ts";
import type { Scratch, Signature } from "./kernel.ts";
import { labelledExamples } from "./labelled-examples.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import type { Layout, Place } from "./layout.ts";
import { STRETCH } from "./statements.ts";

/** Up to this many classes it is the faster layout. */
export const FEW_CLASSES = 48;

/** JavaScript: the floats of scratch, in either layout. */
export function scratchText({ kept, spilled }: Scratch): string {
  const texts = [
    ...(kept === 0 ? [] : [`${kept} * (classes + Math.min(3 * classes, ${3 * FEW_CLASSES}))`]),
    ...(spilled === 0 ? [] : [String(spilled * Math.max(STRETCH / FLOAT_BYTES, LANE_COUNT * FEW_CLASSES))]),
  ];
  return texts.length === 0 ? "0" : texts.join(" + ");
}

/** `first` and the three examples after it. */
export function fourExamples(block: Block, first: Value, signature: Signature): Layout {
  const rowBytes = times(block, signature.classes, integer(block, FLOAT_BYTES));
  const row = times(block, first, rowBytes);
  const offset = times(block, first, integer(block, FLOAT_BYTES));
  const stride = times(block, rowBytes, integer(block, LANE_COUNT));
  const { labels } = signature;
  const labelOffsets =
    labels === undefined
      ? undefined
      : lanesOf(block).shiftLeft(block.load("v128.load", "v128", plus(block, labels, offset)), 2);

  /** The same place in each of the four rows. */
  function places(inner: Block, address: Value): Value[] {
    const all = [address];
    while (all.length < LANE_COUNT) all.push(plus(inner, all.at(-1)!, rowBytes));
    return all;
  }

  /** Where each of the four rows begins. */
  const rows = (array: Value, isRowless: boolean): Value[] =>
    isRowless ? Array<Value>(LANE_COUNT).fill(array) : places(block, plus(block, array, row));

  function addresses(inner: Block, array: Value, isRowless: boolean, { offset: at, apart }: Place): Value[] {
    if (apart === undefined) return places(inner, plus(inner, plus(inner, array, row), at));
    return rows(array, isRowless).map((start, lane) => plus(inner, start, apart[lane]));
  }

  /** At the label of each example. */
  const labelPlaces = (array: Value, isRowless: boolean): Value[] =>
    rows(array, isRowless).map((start, lane) =>
      plus(block, start, block.pure("i32x4.extract_lane", "i32", [labelOffsets!], String(lane))),
    );

  function kept(inner: Block, at: number, place: Place): Value {
    const start = plus(inner, signature.scratch, times(inner, stride, integer(inner, at)));
    return plus(inner, start, times(inner, place.offset, integer(inner, LANE_COUNT)));
  }

  return {
    labelled: () => labelledExamples(rowBytes),
    overClasses(step, spare, afterWhole) {
      block.steps(rowBytes, FLOAT_BYTES, (inner, offset) => step(inner, { offset }), {
        // Short as they are, rows are one stretch.
        address: (inner, at, spilled) => kept(inner, spare.first + spilled, { offset: at }),
        take: spare.take,
      });
      afterWhole?.();
    },
    load(inner, array, isRowless, place) {
      if (isRowless && place.apart === undefined)
        return inner.load("v128.load32_splat", "v128", plus(inner, array, place.offset));
      return gather(inner, addresses(inner, array, isRowless, place));
    },
    store: (inner, array, lanes, place) => scatter(inner, addresses(inner, array, false, place), lanes),
    kept,
    loadKept(inner, at, place) {
      const ofLane = (offset: Value, lane: number): Value =>
        plus(inner, kept(inner, at, { offset }), integer(inner, lane * FLOAT_BYTES));
      return place.apart === undefined
        ? inner.load("v128.load", "v128", kept(inner, at, place))
        : gather(inner, place.apart.map(ofLane));
    },
    isLabel: (inner, place) =>
      lanesOf(inner).equalInt(inner.pure("i32x4.splat", "v128", [place.offset]), labelOffsets!),
    total: (lanes) => lanes,
    loadOne: (array) => block.load("v128.load", "v128", plus(block, array, offset)),
    storeOne: (inner, array, lanes) => inner.effect("v128.store", [plus(inner, array, offset), lanes]),
    loadAtLabel: (array, isRowless) => gather(block, labelPlaces(array, isRowless)),
    storeAtLabel: (array, lanes) => scatter(block, labelPlaces(array, false), lanes),
  };
}

function gather(block: Block, [first, ...others]: readonly Value[]): Lanes {
  return others.reduce(
    (lanes, address, i) => block.load("v128.load32_lane", "v128", address, String(i + 1), lanes),
    block.load("v128.load32_zero", "v128", first),
  );
}

function scatter(block: Block, addresses: readonly Value[], lanes: Lanes): void {
  addresses.forEach((address, lane) => {
    block.effect("v128.store32_lane", [address, lanes], String(lane));
  });
}
