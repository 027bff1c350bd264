/**
 * Four examples at once, with rows of labels: if each row has one label at most, as one-hot rows do, what depends on labels is computed once, for the label of each
 * example; else for all classes again.
 */

import type { Block, Value, Variable } from "./block.ts";
import { FLOAT_BYTES } from "./integers.ts";
import type { LabelledPlaces } from "./labelled-vectors.ts";
import { lanesOf } from "./lanes.ts";

/** `rowBytes` is the length of a row. */
export function labelledExamples(rowBytes: Value): LabelledPlaces {
  let last: { readonly offset: Variable; readonly count: Variable } | undefined;
  return {
    begin(block) {
      const isFirst = last === undefined;
      const zero = lanesOf(block).bits(0);
      last ??= { offset: block.variable(zero), count: block.variable(zero) };
      return isFirst;
    },
    note(inner, labels, offset) {
      const v = lanesOf(inner);
      const isLabel = v.notEqual(labels, v.constant(0));
      const here = inner.pure("i32x4.splat", "v128", [offset]);
      last!.offset.write(inner, v.select(isLabel, here, last!.offset.read(inner)));
      last!.count.write(inner, v.subInt(last!.count.read(inner), isLabel));
    },
    visit(block, step) {
      const v = lanesOf(block);
      const haveMore = v.lessInt(v.bits(1), last!.count.read(block));
      const atLabels = (inner: Block): void => {
        const offsets = last!.offset.read(inner);
        const apart = ["0", "1", "2", "3"].map((lane) => inner.pure("i32x4.extract_lane", "i32", [offsets], lane));
        step(inner, { offset: apart[0], apart });
      };
      block.when(
        v.any(haveMore),
        (all) => all.steps(rowBytes, FLOAT_BYTES, (inner, offset) => step(inner, { offset })),
        atLabels,
      );
    },
    rows: 0,
  };
}
