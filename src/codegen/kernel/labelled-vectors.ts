/**
 * The whole vectors of a row that hold a class with which the example is labelled: noted in one pass, without a branch, and visited in each
 * pass that has something to do for them alone.
 */

import type { Block, Value, Variable } from "./block.ts";
import { FLOAT_BYTES, integer, plus, times } from "./integers.ts";
import { type Lanes, lanesOf } from "./lanes.ts";
import type { Place } from "./layout.ts";

/** Where a row of labels is not 0. */
export interface LabelledPlaces {
  /** Whether they are still to be noted, in the loop that follows. */
  begin(block: Block): boolean;
  /** The labels of a vector and its byte offset; in order, in one loop. */
  note(inner: Block, labels: Lanes, offset: Value): void;
  /** Once all are noted: places that hold all labels, and maybe others. */
  visit(block: Block, step: (inner: Block, place: Place) => void): void;
  /** How many rows of scratch are needed for them. */
  readonly rows: number;
}

/** `address` is that of a row of scratch. */
export function labelledVectors(address: (block: Block) => Value): LabelledPlaces {
  let count: Variable | undefined;
  const place = (block: Block, index: Value): Value =>
    plus(block, address(block), times(block, index, integer(block, FLOAT_BYTES)));
  return {
    begin(block) {
      const isFirst = count === undefined;
      count ??= block.variable(integer(block, 0));
      return isFirst;
    },
    note(inner, labels, offset) {
      const soFar = count!.read(inner);
      // Written over by the next if it does not count.
      inner.effect("i32.store", [place(inner, soFar), offset]);
      count!.write(inner, plus(inner, soFar, lanesOf(inner).any(labels)));
    },
    visit(block, step) {
      block.when(count!.read(block), (some) => {
        const at = some.variable(integer(some, 0));
        some.loop((inner) => {
          const index = at.read(inner);
          step(inner, { offset: inner.load("i32.load", "i32", place(inner, index)) });
          const next = plus(inner, index, integer(inner, 1));
          at.write(inner, next);
          return inner.pure("i32.lt_u", "i32", [next, count!.read(inner)]);
        });
      });
    },
    get rows() {
      return count === undefined ? 0 : 1;
    },
  };
}
