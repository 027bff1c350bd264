/** Losses with their fitness and complexity go in; they are drawn as points, with the front that none of them beats as a line of steps. */

import type { Scored } from "../data.ts";
import { type Drawing, draw } from "./draw.ts";
import { WIDTH } from "./lines.ts";
import { colour, lineColour } from "./theme.ts";

export interface FrontAxes {
  readonly yLabel: string;
  readonly yFormat: string;
}

const LABELLED = 8;

export function drawFront(all: readonly Scored[], front: readonly Scored[], axes: FrontAxes): Promise<Drawing> {
  const x = {
    field: "complexity",
    type: "quantitative" as const,
    title: "operations of the simplified loss",
    scale: { zero: false, nice: true, padding: 14 },
    axis: { tickMinStep: 1, format: "d", tickCount: 7 },
  };
  const y = {
    field: "fitness",
    type: "quantitative" as const,
    title: axes.yLabel,
    scale: { zero: false, nice: true, padding: 12 },
    axis: { format: axes.yFormat, tickCount: 6 },
  };
  const labelled = new Set([...front.slice(0, LABELLED - 1), ...front.slice(-1)].map(({ id }) => id));
  const rows = (scored: readonly Scored[]) =>
    scored.map(({ id, fitness, complexity }) => ({ fitness, complexity, label: labelled.has(id) ? `#${id}` : "" }));
  return draw({
    width: WIDTH,
    height: 290,
    autosize: { type: "fit", contains: "padding" },
    layer: [
      {
        data: { values: rows(all) },
        mark: { type: "point", filled: false, size: 30, color: colour("muted"), opacity: 0.55, strokeWidth: 1.3 },
        encoding: { x, y },
      },
      {
        data: { values: rows(front) },
        mark: { type: "line", interpolate: "step-after", color: lineColour(0), strokeWidth: 2 },
        encoding: { x, y },
      },
      {
        data: { values: rows(front) },
        mark: { type: "point", filled: true, shape: "diamond", size: 90, opacity: 1, color: lineColour(0) },
        encoding: { x, y },
      },
      {
        data: { values: rows(front) },
        mark: { type: "text", align: "center", dy: -12, fontWeight: 600 },
        encoding: { x, y, text: { field: "label", type: "nominal" } },
      },
    ],
  });
}
