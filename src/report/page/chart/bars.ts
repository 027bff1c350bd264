/** Counts by name go in; they are drawn as bars with their numbers, on a logarithmic scale where they differ by much. */

import { type Drawing, draw } from "./draw.ts";
import { WIDTH } from "./lines.ts";
import { colour, lineColour } from "./theme.ts";

export interface Bar {
  readonly label: string;
  readonly count: number;
  readonly text: string;
}

const WIDE = 50;

export function drawBars(bars: readonly Bar[], title: string): Promise<Drawing> {
  const largest = Math.max(1, ...bars.map(({ count }) => count));
  const smallest = Math.min(largest, ...bars.map(({ count }) => count).filter((count) => count > 0));
  const isLog = largest / smallest > WIDE;
  // The longest bar leaves room for its number.
  const room = isLog ? largest ** 1.3 : largest * 1.25;
  const x = {
    field: "count",
    type: "quantitative" as const,
    title: isLog ? `${title} (logarithmic)` : title,
    scale: isLog ? { type: "log" as const, domain: [0.5, Math.max(10, room)] } : { domain: [0, room] },
    axis: { tickCount: 4, format: "~s", grid: true },
  };
  const y = { field: "label", type: "nominal" as const, sort: null, title: null, axis: { domain: true } };
  return draw({
    width: WIDTH,
    height: 60 + 28 * bars.length,
    autosize: { type: "fit", contains: "padding" },
    data: { values: bars.map((bar) => ({ ...bar })) },
    layer: [
      {
        mark: { type: "bar", color: lineColour(0), height: { band: 0.62 } },
        encoding: { x, y, ...(isLog ? { x2: { datum: 0.5 } } : {}) },
      },
      {
        mark: { type: "text", align: "left", dx: 5, color: colour("ink") },
        encoding: { x, y, text: { field: "text", type: "nominal" } },
      },
    ],
  });
}
