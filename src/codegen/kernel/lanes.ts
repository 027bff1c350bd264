/** A block goes in; the vocabulary of four float32 numbers at a time comes out: arithmetic, comparisons, bits, and pairs of float64. */

import type { Block, Value } from "./block.ts";

/** The bits of four lanes: as float32, int32, or a comparison's masks of ones and zeros. */
export type Lanes = Value;
/** Four float64 numbers in two registers. */
export interface Wide {
  readonly low: Value;
  readonly high: Value;
}

/** Named as in WebAssembly; every instruction rounds as float32 (or float64) does. */
export interface Vocabulary {
  readonly block: Block;
  /** The same in a block within this one. */
  within(inner: Block): Vocabulary;
  /** The same number in all lanes, rounded to float32. */
  constant(value: number): Lanes;
  /** The number that `constant` was given for these lanes, before rounding. */
  known(x: Lanes): number | undefined;
  /** The same integer in all lanes, as int32 bits (may be given unsigned). */
  bits(value: number): Lanes;
  add(a: Lanes, b: Lanes): Lanes;
  sub(a: Lanes, b: Lanes): Lanes;
  mul(a: Lanes, b: Lanes): Lanes;
  div(a: Lanes, b: Lanes): Lanes;
  /** `a * b + c`; rounded once where the kernel is made for relaxed SIMD, else twice. */
  madd(a: Lanes, b: Lanes, c: Lanes): Lanes;
  neg(x: Lanes): Lanes;
  abs(x: Lanes): Lanes;
  sqrt(x: Lanes): Lanes;
  floor(x: Lanes): Lanes;
  /** To the nearest integer, ties to even. */
  nearest(x: Lanes): Lanes;
  /** As Math.min and Math.max have it: NaN where either is, and -0 below 0. */
  min(a: Lanes, b: Lanes): Lanes;
  max(a: Lanes, b: Lanes): Lanes;
  /** `b < a ? b : a` and `a < b ? b : a`: one instruction, for operands that are no NaN. */
  pmin(a: Lanes, b: Lanes): Lanes;
  pmax(a: Lanes, b: Lanes): Lanes;
  equal(a: Lanes, b: Lanes): Lanes;
  notEqual(a: Lanes, b: Lanes): Lanes;
  less(a: Lanes, b: Lanes): Lanes;
  lessEqual(a: Lanes, b: Lanes): Lanes;
  greater(a: Lanes, b: Lanes): Lanes;
  greaterEqual(a: Lanes, b: Lanes): Lanes;
  and(a: Lanes, b: Lanes): Lanes;
  or(a: Lanes, b: Lanes): Lanes;
  xor(a: Lanes, b: Lanes): Lanes;
  /** `a` without the bits of `b`. */
  andNot(a: Lanes, b: Lanes): Lanes;
  not(x: Lanes): Lanes;
  /** Bits of `a` where the mask is 1, of `b` elsewhere. */
  select(mask: Lanes, a: Lanes, b: Lanes): Lanes;
  /** int32 arithmetic, wrapping. */
  addInt(a: Lanes, b: Lanes): Lanes;
  subInt(a: Lanes, b: Lanes): Lanes;
  mulInt(a: Lanes, b: Lanes): Lanes;
  equalInt(a: Lanes, b: Lanes): Lanes;
  lessInt(a: Lanes, b: Lanes): Lanes;
  shiftLeft(x: Lanes, by: number): Lanes;
  /** Arithmetic: the sign comes in from the left. */
  shiftRight(x: Lanes, by: number): Lanes;
  shiftRightUnsigned(x: Lanes, by: number): Lanes;
  /** float32 to int32 towards zero, saturating; NaN gives 0. */
  toInt(x: Lanes): Lanes;
  /** int32 to float32, rounded. */
  toFloat(x: Lanes): Lanes;
  /** i32: 1 where any bit is set. */
  any(mask: Lanes): Value;
  /** What `slow` gives where the mask is set, `fast` elsewhere; `slow` is computed only if some lane needs it. */
  patch(mask: Lanes, fast: Lanes, slow: (inner: Vocabulary) => Lanes): Lanes;
  /** Each lane through an imported function of float64, `name` of `Math` or of lossc's own: slow, for the rare. */
  eachLane(name: string, ...operands: readonly Lanes[]): Lanes;
  readonly wide: WideVocabulary;
}

/** The same in float64, two registers for four numbers. */
export interface WideVocabulary {
  constant(value: number): Wide;
  fromFloat(x: Lanes): Wide;
  /** Rounded once. */
  toFloat(x: Wide): Lanes;
  fromInt(x: Lanes): Wide;
  /** float64 to int32 towards zero, saturating. */
  toInt(x: Wide): Lanes;
  /** A mask or int32 per lane, widened to 64 bits with its sign. */
  widenBits(x: Lanes): Wide;
  add(a: Wide, b: Wide): Wide;
  sub(a: Wide, b: Wide): Wide;
  mul(a: Wide, b: Wide): Wide;
  div(a: Wide, b: Wide): Wide;
  madd(a: Wide, b: Wide, c: Wide): Wide;
  neg(x: Wide): Wide;
  abs(x: Wide): Wide;
  sqrt(x: Wide): Wide;
  nearest(x: Wide): Wide;
  pmin(a: Wide, b: Wide): Wide;
  pmax(a: Wide, b: Wide): Wide;
  less(a: Wide, b: Wide): Wide;
  and(a: Wide, b: Wide): Wide;
  or(a: Wide, b: Wide): Wide;
  select(mask: Wide, a: Wide, b: Wide): Wide;
  addInt(a: Wide, b: Wide): Wide;
  subInt(a: Wide, b: Wide): Wide;
  shiftLeft(x: Wide, by: number): Wide;
  shiftRightUnsigned(x: Wide, by: number): Wide;
}

export interface LanesOptions {
  /** Relaxed SIMD: `a * b + c` is rounded once where the machine can. */
  readonly isRelaxed?: boolean;
}

const knownNumbers = new WeakMap<Lanes, number>();

const bitView = new DataView(new ArrayBuffer(8));

/** Eight hexadecimal digits of the float32. */
function floatBits(value: number): number {
  bitView.setFloat32(0, value);
  return bitView.getUint32(0);
}

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

const vocabularies = { plain: new WeakMap<Block, Vocabulary>(), relaxed: new WeakMap<Block, Vocabulary>() };

/** Made once for a block. */
export function lanesOf(block: Block, { isRelaxed = false }: LanesOptions = {}): Vocabulary {
  const made = isRelaxed ? vocabularies.relaxed : vocabularies.plain;
  const known = made.get(block);
  if (known !== undefined) return known;
  const vocabulary = vocabularyOf(block, isRelaxed);
  made.set(block, vocabulary);
  return vocabulary;
}

function vocabularyOf(block: Block, isRelaxed: boolean): Vocabulary {
  const pure = (instruction: string, ...args: Value[]): Value => block.pure(instruction, "v128", args);
  const unary = (instruction: string) => (x: Value) => pure(instruction, x);
  const binary = (instruction: string) => (a: Value, b: Value) => pure(instruction, a, b);
  const splat = (bits: number): Value => block.pure("v128.const i32x4", "v128", [], Array(4).fill(hex(bits)).join(" "));
  const shift = (instruction: string) => (x: Value, by: number) =>
    pure(instruction, x, block.pure("i32.const", "i32", [], String(by)));

  const add = binary("f32x4.add");
  const mul = binary("f32x4.mul");
  let wide: WideVocabulary | undefined;
  const vocabulary: Vocabulary = {
    block,
    within: (inner) => lanesOf(inner, { isRelaxed }),
    constant(value) {
      const lanes = splat(floatBits(value));
      knownNumbers.set(lanes, value);
      return lanes;
    },
    known: (x) => knownNumbers.get(x),
    bits: splat,
    add,
    sub: binary("f32x4.sub"),
    mul,
    div: binary("f32x4.div"),
    madd: (a, b, c) => (isRelaxed ? pure("f32x4.relaxed_madd", a, b, c) : add(mul(a, b), c)),
    neg: unary("f32x4.neg"),
    abs: unary("f32x4.abs"),
    sqrt: unary("f32x4.sqrt"),
    floor: unary("f32x4.floor"),
    nearest: unary("f32x4.nearest"),
    min: binary("f32x4.min"),
    max: binary("f32x4.max"),
    pmin: binary("f32x4.pmin"),
    pmax: binary("f32x4.pmax"),
    equal: binary("f32x4.eq"),
    notEqual: binary("f32x4.ne"),
    less: binary("f32x4.lt"),
    lessEqual: binary("f32x4.le"),
    greater: binary("f32x4.gt"),
    greaterEqual: binary("f32x4.ge"),
    and: binary("v128.and"),
    or: binary("v128.or"),
    xor: binary("v128.xor"),
    andNot: binary("v128.andnot"),
    not: unary("v128.not"),
    select: (mask, a, b) => pure("v128.bitselect", a, b, mask),
    addInt: binary("i32x4.add"),
    subInt: binary("i32x4.sub"),
    mulInt: binary("i32x4.mul"),
    equalInt: binary("i32x4.eq"),
    lessInt: binary("i32x4.lt_s"),
    shiftLeft: shift("i32x4.shl"),
    shiftRight: shift("i32x4.shr_s"),
    shiftRightUnsigned: shift("i32x4.shr_u"),
    toInt: unary("i32x4.trunc_sat_f32x4_s"),
    toFloat: unary("f32x4.convert_i32x4_s"),
    any: (mask) => block.pure("v128.any_true", "i32", [mask]),
    patch: (mask, fast, slow) =>
      block.patch(mask, fast, (inner) =>
        inner.pure("v128.bitselect", "v128", [slow(vocabulary.within(inner)), fast, mask]),
      ),
    eachLane(name, ...operands) {
      const lane = (x: Value, at: number): Value =>
        block.pure("f64.promote_f32", "f64", [block.pure("f32x4.extract_lane", "f32", [x], String(at))]);
      let result = splat(0);
      for (let at = 0; at < 4; at++) {
        const value = block.pure(
          `call $${name}`,
          "f64",
          operands.map((x) => lane(x, at)),
        );
        const float = block.pure("f32.demote_f64", "f32", [value]);
        result = block.pure("f32x4.replace_lane", "v128", [result, float], String(at));
      }
      return result;
    },
    get wide() {
      wide ??= wideOf(block, isRelaxed);
      return wide;
    },
  };
  return vocabulary;
}

function wideOf(block: Block, isRelaxed: boolean): WideVocabulary {
  const pure = (instruction: string, ...args: Value[]): Value => block.pure(instruction, "v128", args);
  const each =
    (instruction: string) =>
    (...operands: Wide[]): Wide => ({
      low: pure(instruction, ...operands.map((x) => x.low)),
      high: pure(instruction, ...operands.map((x) => x.high)),
    });
  /** The lower two lanes and the upper two. */
  const split = (instruction: string, x: Value): Wide => ({
    low: pure(instruction, x),
    high: pure(instruction, block.pure("i8x16.shuffle", "v128", [x, x], UPPER_HALF)),
  });
  const join = (instruction: string, { low, high }: Wide): Value =>
    block.pure("i8x16.shuffle", "v128", [pure(instruction, low), pure(instruction, high)], LOWER_HALVES);
  const shift = (instruction: string) => (x: Wide, by: number) => {
    const amount = block.pure("i32.const", "i32", [], String(by));
    return each(instruction)(x, { low: amount, high: amount });
  };
  const [add, mul] = [each("f64x2.add"), each("f64x2.mul")];
  return {
    constant(value) {
      bitView.setFloat64(0, value);
      const [high, low] = [hex(bitView.getUint32(0)), hex(bitView.getUint32(4))];
      const both = block.pure("v128.const i32x4", "v128", [], [low, high, low, high].join(" "));
      return { low: both, high: both };
    },
    fromFloat: (x) => split("f64x2.promote_low_f32x4", x),
    toFloat: (x) => join("f32x4.demote_f64x2_zero", x),
    fromInt: (x) => split("f64x2.convert_low_i32x4_s", x),
    toInt: (x) => join("i32x4.trunc_sat_f64x2_s_zero", x),
    widenBits: (x) => ({ low: pure("i64x2.extend_low_i32x4_s", x), high: pure("i64x2.extend_high_i32x4_s", x) }),
    add,
    sub: each("f64x2.sub"),
    mul,
    div: each("f64x2.div"),
    madd: (a, b, c) => (isRelaxed ? each("f64x2.relaxed_madd")(a, b, c) : add(mul(a, b), c)),
    neg: each("f64x2.neg"),
    abs: each("f64x2.abs"),
    sqrt: each("f64x2.sqrt"),
    nearest: each("f64x2.nearest"),
    pmin: each("f64x2.pmin"),
    pmax: each("f64x2.pmax"),
    less: each("f64x2.lt"),
    and: each("v128.and"),
    or: each("v128.or"),
    select: (mask, a, b) => each("v128.bitselect")(a, b, mask),
    addInt: each("i64x2.add"),
    subInt: each("i64x2.sub"),
    shiftLeft: shift("i64x2.shl"),
    shiftRightUnsigned: shift("i64x2.shr_u"),
  };
}

const UPPER_HALF = "8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15";
const LOWER_HALVES = "0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23";
