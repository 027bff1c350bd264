/** What a lane function gave and the float64 values in; the largest error out, in units in the last place of float32, and where. */

import type { LaneFunction } from "../../src/codegen/kernel/functions/function.ts";
import { runLanes } from "./lane-function.ts";

const view = new DataView(new ArrayBuffer(8));
const [LEAST_EXPONENT, FRACTION_BITS] = [-126, 23];
const UNITS = Float64Array.from({ length: 256 }, (_, i) => 2 ** (LEAST_EXPONENT - FRACTION_BITS + i));
const OVERFLOW = 2 ** 128;

/** The distance of float32 numbers around a finite value of float64. */
export function float32Unit(value: number): number {
  view.setFloat64(0, value);
  const exponent = ((view.getUint32(0) >>> 20) & 0x7ff) - 1023;
  return UNITS[Math.min(Math.max(exponent, LEAST_EXPONENT), 127) - LEAST_EXPONENT]!;
}

const bounded = (value: number): number => Math.min(Math.max(value, -OVERFLOW), OVERFLOW);

/** Infinity counts as the number that would follow the largest; where zeros or NaN are not as expected, the error is infinite. */
export function float32Error(result: number, expected: number): number {
  if (Object.is(result, expected)) return 0;
  if (expected === 0 || Number.isNaN(expected) || Number.isNaN(result)) return Number.POSITIVE_INFINITY;
  return Math.abs(bounded(result) - bounded(expected)) / float32Unit(bounded(expected));
}

/** Relative to the value; 0 will do for a value below the smallest normal float32. */
export function relativeError(result: number, expected: number): number {
  if (Object.is(result, expected)) return 0;
  if (result === 0 && Math.abs(expected) < 2 ** LEAST_EXPONENT) return 0;
  if (expected === 0 || Number.isNaN(expected) || Number.isNaN(result)) return Number.POSITIVE_INFINITY;
  const difference = Math.abs(bounded(result) - bounded(expected));
  return difference / Math.max(Math.abs(bounded(expected)), 2 ** LEAST_EXPONENT);
}

export interface Worst {
  readonly error: number;
  readonly operands: readonly number[];
}

/** Measures a function in chunks, each an array per operand. */
export async function laneErrors(
  lane: LaneFunction,
  evaluate: (...operands: number[]) => number,
  chunks: Iterable<readonly Float32Array[]>,
  errorOf: (result: number, expected: number) => number = float32Error,
): Promise<Worst> {
  let worst: Worst = { error: 0, operands: [] };
  let run: Awaited<ReturnType<typeof runLanes>> | undefined;
  for (const operands of chunks) {
    const [a, b] = operands as readonly [Float32Array, Float32Array?];
    run ??= await runLanes(lane, operands.length, a.length);
    const results = run(...operands);
    for (let i = 0; i < a.length; i++) {
      const error = errorOf(results[i]!, b === undefined ? evaluate(a[i]!) : evaluate(a[i]!, b[i]!));
      if (error > worst.error) worst = { error, operands: operands.map((operand) => operand[i]!) };
    }
  }
  return worst;
}

/** Numbers at which functions change their form or their value is special. */
const MARKS = [
  0,
  1,
  2,
  3,
  4,
  5,
  8,
  10,
  16,
  20,
  88,
  89,
  90,
  104,
  128,
  150,
  0.5,
  0.25,
  0.95,
  3.95,
  10.2,
  100,
  400,
  131_072,
  2 ** -149,
  2 ** -126,
  2 ** -24,
  2 ** -13,
  2 ** 23,
  2 ** 24,
  2 ** 31,
  2 ** 126,
  3.4028234663852886e38,
  Math.LN2,
  Math.LN2 / 2,
  Math.PI,
  Math.PI / 2,
  Math.SQRT2,
  Math.SQRT1_2,
  Number.POSITIVE_INFINITY,
];

/** Every mark and its neighbours, both signs, and NaN of several bits; a multiple of 4 numbers. */
export function specialNumbers(): Float32Array {
  const bits = MARKS.flatMap((mark) => {
    const at = new Uint32Array(new Float32Array([mark]).buffer)[0]!;
    return [-3, -2, -1, 0, 1, 2, 3].map((near) => at + near).filter((near) => near >= 0);
  });
  return new Float32Array(
    Uint32Array.from([...bits, ...bits.map((at) => at + 2 ** 31), 0x7f800001, 0xffffffff]).buffer,
  );
}
