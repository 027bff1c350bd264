/** Takes a series and two axes, gives the visible pieces of its line in drawing units: broken where a value cannot
 * be drawn, and cut exactly where the line leaves the axes. */

import type { Axis } from "./axis.ts";
import type { Panel, Series } from "./figure.ts";
import { drawable } from "./range.ts";

export type Point = readonly [x: number, y: number];

/** The drawing area: values grow to the right and upwards, drawing units to the right and downwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Line {
  /** Unbroken runs of points, all inside the box. */
  readonly runs: readonly (readonly Point[])[];
  /** The data points that lie inside the box. */
  readonly points: readonly Point[];
}

/** A value far outside still gives a line that leaves the box in the right direction. */
const farAway = 1e7;

export function visibleLine(series: Series, panel: Panel, x: Axis, y: Axis, box: Box): Line {
  const { xScale = "linear", yScale = "linear" } = panel;
  const at = (position: number, length: number): number => Math.max(-farAway, Math.min(farAway, position * length));
  const runs: Point[][] = [];
  const points: Point[] = [];
  let previous: Point | undefined;
  for (let i = 0; i < Math.min(series.x.length, series.y.length); i++) {
    const [xi, yi] = [series.x[i]!, series.y[i]!];
    if (!drawable(xi, xScale) || !drawable(yi, yScale)) {
      previous = undefined;
      continue;
    }
    const point: Point = [
      box.left + at(x.position(xi), box.width),
      box.top + box.height - at(y.position(yi), box.height),
    ];
    if (inside(point, box)) points.push(point);
    const piece = clip(previous ?? point, point, box);
    if (piece) append(runs, piece, previous === undefined);
    previous = point;
  }
  return { runs, points };
}

/** Rounding may put a value at the very end of an axis a little outside. */
const tolerance = 1e-6;

function inside([x, y]: Point, { left, top, width, height }: Box): boolean {
  return (
    x >= left - tolerance && x <= left + width + tolerance && y >= top - tolerance && y <= top + height + tolerance
  );
}

/** The part of a segment inside the box, by Liang and Barsky's method: the interval of t where a + t (b - a) is inside. */
function clip(a: Point, b: Point, box: Box): readonly [Point, Point] | undefined {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  let [enter, leave] = [0, 1];
  const edges = [
    [-dx, a[0] - box.left],
    [dx, box.left + box.width - a[0]],
    [-dy, a[1] - box.top],
    [dy, box.top + box.height - a[1]],
  ] as const;
  for (const [speed, room] of edges) {
    if (speed === 0) {
      if (room < -tolerance) return undefined;
    } else if (speed < 0) enter = Math.max(enter, (room + tolerance) / speed);
    else leave = Math.min(leave, (room + tolerance) / speed);
  }
  if (enter > leave) return undefined;
  const point = (t: number): Point => (t === 0 ? a : t === 1 ? b : [a[0] + t * dx, a[1] + t * dy]);
  return [point(enter), point(leave)];
}

/** Continues the last run if the piece starts where that run ends. */
function append(runs: Point[][], [from, to]: readonly [Point, Point], afterGap: boolean): void {
  const end = runs.at(-1)?.at(-1);
  if (!afterGap && end !== undefined && end[0] === from[0] && end[1] === from[1]) runs.at(-1)!.push(to);
  else runs.push(from === to ? [from] : [from, to]);
}
