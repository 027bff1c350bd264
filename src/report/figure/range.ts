/** Takes a panel's series, gives the range of each axis and how much of the data it leaves out. */

import { quantileSorted } from "d3-array";
import type { AxisScale, Panel } from "./figure.ts";

export type Range = readonly [number, number];

export interface PanelRange {
  readonly x: Range;
  readonly y: Range;
  /** The extremes of the finite values, which may lie outside `y`; undefined when no value can be drawn. */
  readonly values: Range | undefined;
  /** Points that no axis can show: NaN, an infinity, or a value <= 0 on a logarithmic axis. */
  readonly undrawable: number;
}

/** Beyond this magnitude the length of an axis could overflow, and below its inverse underflow. */
const largest = 1e300;

export const drawable = (value: number, scale: AxisScale): boolean =>
  Math.abs(value) < largest && (scale === "linear" || value > 1 / largest);

/** Values further than this many interquartile ranges from the quartiles are Tukey's "far out" values. */
const fence = 3;

export function panelRange(panel: Panel): PanelRange {
  const { xScale = "linear", yScale = "linear", yRange = "full" } = panel;
  const xs: number[] = [];
  const perSeries: number[][] = [];
  let undrawable = 0;
  for (const { x, y, low, high } of panel.series) {
    const values: number[] = [];
    for (let i = 0; i < Math.min(x.length, y.length); i++) {
      if (!drawable(x[i]!, xScale)) continue;
      xs.push(x[i]!);
      if (drawable(y[i]!, yScale)) values.push(y[i]!);
      else undrawable++;
    }
    for (const end of [low, high]) {
      for (let i = 0; i < (end?.length ?? 0); i++) if (drawable(end![i]!, yScale)) values.push(end![i]!);
    }
    if (values.length > 0) perSeries.push(values.sort((a, b) => a - b));
  }
  const values = extent(perSeries.flatMap((sorted) => [sorted[0]!, sorted.at(-1)!]));
  const range = typeof yRange === "object" ? ordered(yRange, yScale) : undefined;
  const robust = () => extent(perSeries.flatMap((sorted) => robustRange(sorted, yScale)));
  return {
    x: widen(extent(xs), xScale),
    y: widen(range ?? (yRange === "robust" ? robust() : values), yScale),
    values,
    undrawable,
  };
}

/** One series' range without its far outliers: Tukey's whiskers, which end at values of the series. A tail that reaches
 * only a little past the fence is kept whole. */
function robustRange(sorted: number[], scale: AxisScale): readonly number[] {
  const unit = scale === "log" ? Math.log : (value: number): number => value;
  const at = (q: number): number => unit(quantileSorted(sorted, q) ?? Number.NaN);
  let [low, high] = [at(0.25), at(0.75)];
  // A line that is flat over half of its points has no interquartile range: a wider pair of quantiles may have one.
  if (high === low) [low, high] = [at(0.02), at(0.98)];
  const margin = fence * (high - low);
  const near = sorted.filter((value) => unit(value) >= low - margin && unit(value) <= high + margin);
  const [bottom, top] = [near[0] ?? sorted[0]!, near.at(-1) ?? sorted.at(-1)!];
  const slack = (unit(top) - unit(bottom)) / 2;
  return [at(0) >= unit(bottom) - slack ? sorted[0]! : bottom, at(1) <= unit(top) + slack ? sorted.at(-1)! : top];
}

function extent(values: readonly number[]): Range | undefined {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low <= high ? [low, high] : undefined;
}

/** A range that was asked for, if an axis can show it. */
const ordered = ([a, b]: Range, scale: AxisScale): Range | undefined =>
  drawable(a, scale) && drawable(b, scale) ? [Math.min(a, b), Math.max(a, b)] : undefined;

/** Gives an axis without extent some: a constant lies in the middle. */
function widen(range: Range | undefined, scale: AxisScale): Range {
  if (range === undefined) return scale === "log" ? [0.1, 10] : [0, 1];
  const [low, high] = range;
  if (scale === "log") return high / low > 1.001 ? range : [low / 3, high * 3];
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(1e-9 * size, 1 / largest)) return range;
  const half = size < 1 / largest ? 1 : size / 2;
  return [low - half, high + half];
}
