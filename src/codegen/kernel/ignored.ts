/** The class that counts for nothing, chosen by the caller: which examples are of it, and what is written for them. */

import type { Block, Value } from "./block.ts";
import { FLOAT_BYTES, integer, isLess, plus, times } from "./integers.ts";
import type { KernelSpec, Signature } from "./kernel.ts";
import { lanesOf } from "./lanes.ts";

const isNone = (block: Block, ignored: Value): Value => isLess(block, ignored, integer(block, 0));

/** The address of the first number of an example's row. */
const rowOf = (block: Block, array: Value, example: Value, { classes }: Signature): Value =>
  plus(block, array, times(block, times(block, example, classes), integer(block, FLOAT_BYTES)));

const numberOf = (block: Block, array: Value, example: Value): Value =>
  plus(block, array, times(block, example, integer(block, FLOAT_BYTES)));

/** i32: whether the example is of the ignored class. */
export function isIgnored(block: Block, example: Value, { target }: KernelSpec, signature: Signature): Value {
  const { labels, inputs } = signature;
  const ignored = signature.ignored!;
  if (labels !== undefined) {
    return block.pure("i32.eq", "i32", [block.load("i32.load", "i32", numberOf(block, labels, example)), ignored]);
  }
  return block.choose(
    isNone(block, ignored),
    (inner) => integer(inner, 0),
    (inner) => {
      const row = rowOf(inner, inputs.get(target!)!, example, signature);
      const address = plus(inner, row, times(inner, ignored, integer(inner, FLOAT_BYTES)));
      const one = inner.pure("f32.const", "f32", [], "1");
      return inner.pure("f32.eq", "i32", [inner.load("f32.load", "f32", address), one]);
    },
  );
}

/** i32: whether it is sure that none of four examples is of the ignored class. */
export function noneIgnored(block: Block, first: Value, { labels, ignored }: Signature): Value {
  if (ignored === undefined) return integer(block, 1);
  if (labels === undefined) return isNone(block, ignored);
  const v = lanesOf(block);
  const four = block.load("v128.load", "v128", numberOf(block, labels, first));
  return block.pure("i32.eqz", "i32", [v.any(v.equalInt(four, block.pure("i32x4.splat", "v128", [ignored])))]);
}

/** A loss of 0, and no gradient. */
export function skipExample(block: Block, example: Value, signature: Signature): void {
  const { grad, losses, classes } = signature;
  if (grad !== undefined) {
    const bytes = times(block, classes, integer(block, FLOAT_BYTES));
    block.effect("memory.fill", [rowOf(block, grad, example, signature), integer(block, 0), bytes]);
  }
  const zero = block.pure("f32.const", "f32", [], "0");
  block.when(losses, (inner) => inner.effect("f32.store", [numberOf(inner, losses, example), zero]));
}
