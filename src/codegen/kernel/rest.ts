/**
 * Numbers in a row that fill no vector go in; how they are read, written and counted comes out. From four on the last vector overlaps
 * the one before, whose lanes are not counted again; fewer are read and written one by one.
 */

import type { Block, Spill, Value } from "./block.ts";
import { both, FLOAT_BYTES, integer, isLess, LANE_COUNT, minus, times, VECTOR_BYTES } from "./integers.ts";
import { type Lanes, lanesOf } from "./lanes.ts";

export interface Rest {
  /** Bytes of the row in whole vectors. */
  readonly whole: Value;
  /** Numbers that are left, 0 to 3. */
  readonly count: Value;
  /** Byte offset of the last vector within the row. */
  readonly offset: Value;
  /** i32: whether the row is shorter than a vector. */
  readonly isShort: Value;
  /** Which lanes of the last vector are not counted yet. */
  readonly counted: Lanes;
}

const LANE_NUMBERS = "0 1 2 3";

/** `length` numbers a row; computed once, outside all loops. */
export function restOf(block: Block, length: Value): Rest {
  const v = lanesOf(block);
  const bytes = times(block, length, integer(block, FLOAT_BYTES));
  const count = both(block, length, integer(block, LANE_COUNT - 1));
  const isShort = isLess(block, length, integer(block, LANE_COUNT));
  const choose = (a: Value, b: Value): Value => block.pure("select", a.type, [a, b, isShort]);
  const splat = (x: Value): Lanes => block.pure("i32x4.splat", "v128", [x]);
  const lane = block.pure("v128.const i32x4", "v128", [], LANE_NUMBERS);
  const first = splat(minus(block, integer(block, LANE_COUNT - 1), count));
  return {
    whole: both(block, bytes, integer(block, -VECTOR_BYTES)),
    count,
    offset: choose(integer(block, 0), minus(block, bytes, integer(block, VECTOR_BYTES))),
    isShort,
    counted: choose(v.lessInt(lane, splat(count)), v.lessInt(first, lane)),
  };
}

/** All numbers of a row: whole vectors one after the other by their byte offset, then what is left. */
export function overVectors(
  block: Block,
  rest: Rest,
  step: (inner: Block, offset: Value, isRest: boolean) => void,
  { afterWhole, spill }: { readonly afterWhole?: () => void; readonly spill?: Spill } = {},
): void {
  block.when(rest.whole, (some) => {
    some.steps(rest.whole, VECTOR_BYTES, (inner, offset) => step(inner, offset, false), spill);
  });
  afterWhole?.();
  block.when(rest.count, (inner) => step(inner, rest.offset, true));
}

/** The lanes beyond a short row repeat numbers of it, so that nothing computed on them is out of the ordinary. */
export function loadRest(block: Block, address: Value, { isShort, count }: Rest): Lanes {
  return block.choose(
    isShort,
    (inner) =>
      inner.choose(
        isLess(inner, count, integer(inner, 2)),
        (one) => one.load("v128.load32_splat", "v128", address),
        (more) => {
          const two = more.load("v128.load64_splat", "v128", address);
          return more.choose(
            isLess(more, count, integer(more, 3)),
            () => two,
            (three) => {
              const third = three.load("f32.load", "f32", address, `offset=${2 * FLOAT_BYTES}`);
              return three.pure("f32x4.replace_lane", "v128", [two, third], "2");
            },
          );
        },
      ),
    (inner) => inner.load("v128.load", "v128", address),
  );
}

export function storeRest(block: Block, address: Value, lanes: Lanes, { isShort, count }: Rest): void {
  block.when(
    isShort,
    (inner) =>
      inner.when(
        isLess(inner, count, integer(inner, 2)),
        (one) => one.effect("v128.store32_lane", [address, lanes], "0"),
        (more) => {
          more.effect("v128.store64_lane", [address, lanes], "0");
          more.when(isLess(more, integer(more, 2), count), (three) =>
            three.effect(`v128.store32_lane offset=${2 * FLOAT_BYTES}`, [address, lanes], "2"),
          );
        },
      ),
    (inner) => inner.effect("v128.store", [address, lanes]),
  );
}
