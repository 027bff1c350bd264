/** A panel of lines goes in; it is drawn with the band about each line, dashes and markers. */

import type { TopLevelSpec } from "vega-lite";
import type { Panel } from "../../figure/figure.ts";
import { panelRange } from "../../figure/range.ts";
import { type Drawing, draw } from "./draw.ts";
import { colour, styleScales, stylesOf } from "./theme.ts";

export const WIDTH = 460;
const HEIGHT = 290;
const MARKERS = 7;

export interface LineOptions {
  readonly baseline?: string | null;
  readonly xFormat?: string;
  /** Epochs and candidates: no ticks between whole numbers. */
  readonly wholeX?: boolean;
  readonly yFormat?: string;
  readonly xRange?: readonly [number, number];
  /** Where the ticks stand, and the axis ends a little beyond. */
  readonly xValues?: readonly number[];
  /** Where few points have an interval each: as a stroke at the point in place of a band. */
  readonly strokes?: boolean;
  /** Lines of steps: values hold until the next one. */
  readonly steps?: boolean;
  readonly height?: number;
}

export async function drawLines(panel: Panel, options: LineOptions = {}): Promise<Drawing> {
  const labels = [...new Set(panel.series.map(({ label }) => label))];
  const styles = stylesOf(labels, options.baseline);
  return draw(lineSpec(panel, labels, options), labels.length > 1 ? { labels, styles } : undefined);
}

const finite = (value: number | undefined): number | null => (Number.isFinite(value) ? value! : null);

export function lineSpec(panel: Panel, labels: readonly string[], options: LineOptions): TopLevelSpec {
  const scales = styleScales(labels, stylesOf(labels, options.baseline));
  const { y } = panelRange(panel);
  const rows = panel.series.flatMap(({ label, x, y, low, high }) =>
    Array.from(x, (at, i) => ({
      x: at,
      y: finite(y[i]),
      ...(low === undefined ? {} : { low: finite(low[i]), high: finite(high?.[i]) }),
      series: label,
      marked: isMarked(i, x.length, labels.indexOf(label), labels.length),
    })),
  );
  const banded = panel.series.some(({ low }) => low !== undefined);
  const interpolate = options.steps ? ("step-after" as const) : ("linear" as const);
  const { xRange, xValues } = options;
  const around = xValues === undefined ? undefined : [Math.min(...xValues) - 0.15, Math.max(...xValues) + 0.15];
  const domain = xRange ?? around;
  const position = {
    x: {
      field: "x",
      type: "quantitative" as const,
      title: panel.xLabel,
      scale: { zero: false, nice: false, ...(domain === undefined ? {} : { domain: [...domain] }) },
      axis: {
        tickCount: 6,
        ...(options.wholeX ? { tickMinStep: 1, format: "d" } : {}),
        ...(options.xFormat === undefined ? {} : { format: options.xFormat }),
        ...(xValues === undefined ? {} : { values: [...xValues] }),
      },
    },
    y: {
      field: "y",
      type: "quantitative" as const,
      title: panel.yLabel,
      scale: { domain: [...y], nice: panel.yRange === undefined, zero: false },
      axis: { tickCount: 6, ...(options.yFormat === undefined ? {} : { format: options.yFormat }) },
    },
  };
  const stroke = { field: "series", type: "nominal" as const, legend: null };
  return {
    width: WIDTH,
    height: options.height ?? HEIGHT,
    autosize: { type: "fit", contains: "padding" },
    data: { values: rows },
    layer: [
      ...(banded
        ? [
            {
              mark: options.strokes
                ? { type: "rule" as const, strokeWidth: 1.5, opacity: 0.7, clip: true }
                : { type: "area" as const, opacity: 0.16, clip: true, interpolate },
              encoding: {
                x: position.x,
                y: { ...position.y, field: "low" },
                y2: { field: "high" },
                color: { ...stroke, scale: scales.colour },
              },
            },
          ]
        : []),
      {
        mark: { type: "line" as const, strokeWidth: 2, clip: true, interpolate, strokeJoin: "round" as const },
        encoding: {
          ...position,
          color: { ...stroke, scale: scales.colour },
          strokeDash: { ...stroke, scale: scales.dash },
        },
      },
      {
        transform: [{ filter: "datum.marked" }],
        mark: {
          type: "point" as const,
          filled: true,
          size: 42,
          opacity: 1,
          clip: true,
          stroke: colour("page"),
          strokeWidth: 1,
        },
        encoding: {
          ...position,
          fill: { ...stroke, scale: scales.colour },
          shape: { ...stroke, scale: scales.shape },
        },
      },
    ],
  };
}

/** A few points of each line, each line's at other places. */
function isMarked(i: number, count: number, line: number, lines: number): boolean {
  if (count <= 2 * MARKERS) return true;
  const gap = Math.floor(count / MARKERS);
  return i % gap === Math.floor((gap * (line + 0.5)) / lines);
}
