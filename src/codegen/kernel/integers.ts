/** Sizes, and int32 arithmetic on addresses and counts. */

import type { Block, Value } from "./block.ts";

export const FLOAT_BYTES = 4;
export const LANE_COUNT = 4;
export const VECTOR_BYTES = LANE_COUNT * FLOAT_BYTES;

export const integer = (block: Block, value: number): Value => block.pure("i32.const", "i32", [], String(value));
export const plus = (block: Block, a: Value, b: Value): Value => block.pure("i32.add", "i32", [a, b]);
export const minus = (block: Block, a: Value, b: Value): Value => block.pure("i32.sub", "i32", [a, b]);
export const times = (block: Block, a: Value, b: Value): Value => block.pure("i32.mul", "i32", [a, b]);
export const both = (block: Block, a: Value, b: Value): Value => block.pure("i32.and", "i32", [a, b]);
export const isLess = (block: Block, a: Value, b: Value): Value => block.pure("i32.lt_s", "i32", [a, b]);
