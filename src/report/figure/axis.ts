/** Takes a range and a length, gives the position of any value along the axis and the ticks with their labels. */

import { nice, ticks } from "d3-array";
import type { AxisScale } from "./figure.ts";
import type { Range } from "./range.ts";

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export interface Axis {
  readonly range: Range;
  readonly ticks: readonly Tick[];
  /** 0 at the lower end of the range, 1 at the upper end; outside [0, 1] for a value beyond the range. */
  readonly position: (value: number) => number;
}

export interface AxisOptions {
  readonly scale: AxisScale;
  /** About how many ticks there is room for. */
  readonly count: number;
  /** Moves the ends outwards to round numbers: always, never, or if the axis then is at most this much longer. */
  readonly round: boolean | number;
}

export function makeAxis(range: Range, { scale, count, round }: AxisOptions): Axis {
  return scale === "log" ? logAxis(range, count, round) : linearAxis(range, count, round);
}

function linearAxis(wanted: Range, count: number, round: boolean | number): Axis {
  const [low, high] = rounded(wanted, count, round);
  const values = ticks(low, high, count);
  const step = values.length > 1 ? values[1]! - values[0]! : high - low;
  const size = Math.max(Math.abs(low), Math.abs(high));
  const exponent = size >= 1e6 || size < 1e-3;
  return {
    range: [low, high],
    position: (value) => (value - low) / (high - low),
    ticks: values.map((value) => ({ value, label: exponent ? exponential(value, step) : fixed(value, step) })),
  };
}

function rounded(range: Range, count: number, round: boolean | number): Range {
  if (round === false) return range;
  const outer = nice(...range, count);
  const longer = (outer[1] - outer[0]) / (range[1] - range[0]) - 1;
  return round === true || longer <= round ? outer : range;
}

function logAxis([first, last]: Range, count: number, round: boolean | number): Axis {
  const decades = [Math.log10(first), Math.log10(last)] as const;
  const wide = decades[1] - decades[0] >= 2;
  const [low, high] = round === true && wide ? [Math.floor(decades[0] + 1e-9), Math.ceil(decades[1] - 1e-9)] : decades;
  const stride = Math.max(1, Math.ceil((high - low) / count));
  const mantissas = wide ? [1] : [1, 2, 5];
  const values: number[] = [];
  for (let power = Math.floor(low); power <= high + 1e-9; power++) {
    if (power % stride !== 0) continue;
    for (const mantissa of mantissas) values.push(Number(`${mantissa}e${power}`));
  }
  const inside = values.filter((value) => Math.log10(value) >= low - 1e-9 && Math.log10(value) <= high + 1e-9);
  return {
    range: [10 ** low, 10 ** high],
    position: (value) => (Math.log10(value) - low) / (high - low),
    ticks: (inside.length > 1 ? inside : [first, last]).map((value) => ({ value, label: compact(value) })),
  };
}

const minus = (text: string): string => text.replace(/-/g, "−");

/** As many decimals as the step between ticks needs, and separators between thousands from 10,000 on. */
function fixed(value: number, step: number): string {
  const decimals = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  const text = (value === 0 ? 0 : value).toFixed(decimals);
  return minus(Math.abs(value) >= 10_000 ? text.replace(/\B(?=(\d{3})+$)/g, ",") : text);
}

function exponential(value: number, step: number): string {
  if (value === 0) return "0";
  const power = Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  const digits = Math.max(0, Math.min(12, power - Math.floor(Math.log10(step) + 1e-9)));
  return minus(value.toExponential(digits).replace("e+", "e"));
}

/** A number of at most four significant digits, for log ticks and for notes. */
export function compact(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e5 || size < 1e-3) {
    return minus(Number(value.toPrecision(3)).toExponential().replace("e+", "e"));
  }
  const text = String(Number(value.toPrecision(4)));
  return minus(size >= 10_000 ? text.replace(/\B(?=(\d{3})+$)/g, ",") : text);
}
