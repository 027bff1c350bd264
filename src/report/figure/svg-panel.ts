/** Takes one panel and its place on the page, gives the SVG elements that draw it: title, grid, ticks, lines, markers. */

import { type Axis, makeAxis } from "./axis.ts";
import type { Panel, Series } from "./figure.ts";
import { rangeNote } from "./legend.ts";
import { type LineStyle, lineStyle } from "./palette.ts";
import { drawable, panelRange } from "./range.ts";
import { type Box, type Line, type Point, visibleLine } from "./segments.ts";
import { escapeXml, fitText, textWidth } from "./svg-text.ts";

const tickSize = 11;
const headRoom = 50;
const footRoom = 56;

/** Coordinates to a hundredth of a pixel, without a trailing zero or a negative zero. */
export const px = (value: number): string => String(Math.round(value * 100) / 100 + 0);

export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly muted?: boolean;
  readonly anchor?: "start" | "middle" | "end";
}

export function svgText(text: string, [x, y]: Point, style: TextStyle = {}): string {
  const { size = tickSize, bold = false, muted = false, anchor = "start" } = style;
  const weight = bold ? ' font-weight="600"' : "";
  const align = anchor === "start" ? "" : ` text-anchor="${anchor}"`;
  const tone = muted ? "lf-muted" : "lf-ink";
  return `<text class="${tone}" x="${px(x)}" y="${px(y)}" font-size="${size}"${weight}${align}>${escapeXml(text)}</text>`;
}

/** `styles` gives each series its index in the figure's legend. */
export function svgPanel(panel: Panel, frame: Box, styles: readonly number[]): string[] {
  const range = panelRange(panel);
  const height = frame.height - headRoom - footRoom;
  const y = makeAxis(range.y, {
    scale: panel.yScale ?? "linear",
    count: Math.min(10, height / 42),
    round: typeof panel.yRange !== "object",
  });
  const gutter = 12 + Math.max(...y.ticks.map(({ label }) => textWidth(label, tickSize)), 8);
  const box: Box = { left: frame.left + gutter, top: frame.top + headRoom, width: frame.width - gutter - 10, height };
  const x = makeAxis(range.x, { scale: panel.xScale ?? "linear", count: Math.min(12, box.width / 64), round: 0.03 });
  const note = rangeNote(range, y, panel.yScale);
  const right = frame.left + frame.width;
  const cut = (text: string, size: number): string => fitText(text, size, frame.width);
  return [
    svgText(cut(panel.title, 13), [frame.left, frame.top + 14], { size: 13, bold: true }),
    svgText(cut(panel.yLabel, tickSize), [frame.left, frame.top + 34], { muted: true }),
    ...grid(x, y, box),
    ...xTicks(x, box, right),
    ...y.ticks.map(({ value, label }) =>
      svgText(label, [box.left - 8, atY(y, value, box) + 4], { muted: true, anchor: "end" }),
    ),
    svgText(fitText(panel.xLabel, tickSize, box.width), [box.left + box.width / 2, box.top + height + 36], {
      anchor: "middle",
    }),
    ...(note ? [svgText(cut(note, 10), [right, box.top + height + 53], { size: 10, muted: true, anchor: "end" })] : []),
    ...panel.series.flatMap((series, i) => svgBand(series, panel, x, y, box, lineStyle(styles[i]!))),
    ...panel.series.map((series, i) =>
      svgLine(visibleLine(series, panel, x, y, box), lineStyle(styles[i]!), i, panel.series.length),
    ),
    ...(range.values ? [] : [empty(box)]),
  ];
}

const atX = (axis: Axis, value: number, box: Box): number => box.left + axis.position(value) * box.width;
const atY = (axis: Axis, value: number, box: Box): number => box.top + (1 - axis.position(value)) * box.height;

/** Crisp hairlines: at the middle of a pixel. */
const crisp = (value: number): number => Math.floor(value) + 0.5;

function grid(x: Axis, y: Axis, { left, top, width, height }: Box): string[] {
  const box = { left, top, width, height };
  const [right, bottom] = [px(left + width), px(top + height)];
  const across = y.ticks.map(({ value }) => `M${px(left)} ${px(crisp(atY(y, value, box)))}H${right}`);
  const down = x.ticks.map(({ value }) => `M${px(crisp(atX(x, value, box)))} ${px(top)}V${bottom}`);
  const zero = y.ticks.some(({ value }) => value === 0) ? atY(y, 0, box) : top + height;
  return [
    `<path class="lf-grid" fill="none" d="${[...across, ...down].join("")}"/>`,
    `<path class="lf-axis" fill="none" d="M${px(left)} ${px(crisp(zero))}H${right}"/>`,
  ];
}

/** A label that would touch the one before it is left out. */
function xTicks(x: Axis, box: Box, right: number): string[] {
  const texts: string[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const { value, label } of x.ticks) {
    const half = textWidth(label, tickSize) / 2;
    const centre = Math.min(atX(x, value, box), right - half);
    if (centre - half < free) continue;
    texts.push(svgText(label, [centre, box.top + box.height + 17], { muted: true, anchor: "middle" }));
    free = centre + half + 6;
  }
  return texts;
}

const empty = (box: Box): string =>
  svgText("no finite values", [box.left + box.width / 2, box.top + box.height / 2], {
    size: 12,
    muted: true,
    anchor: "middle",
  });

/** One closed shape for each stretch where both ends can be drawn; ends beyond the axes stop at the box. */
function svgBand({ x: xs, low, high }: Series, panel: Panel, x: Axis, y: Axis, box: Box, style: LineStyle): string[] {
  if (low === undefined || high === undefined) return [];
  const { xScale = "linear", yScale = "linear" } = panel;
  const height = (value: number): number => Math.max(box.top, Math.min(box.top + box.height, atY(y, value, box)));
  const shapes: string[] = [];
  let [upper, lower]: [Point[], Point[]] = [[], []];
  const finish = (): void => {
    if (upper.length > 1) shapes.push(`${runPath([...upper, ...lower.reverse()])}Z`);
    [upper, lower] = [[], []];
  };
  for (let i = 0; i < Math.min(xs.length, low.length, high.length); i++) {
    if (!drawable(xs[i]!, xScale) || !drawable(low[i]!, yScale) || !drawable(high[i]!, yScale)) {
      finish();
      continue;
    }
    const across = atX(x, xs[i]!, box);
    upper.push([across, height(high[i]!)]);
    lower.push([across, height(low[i]!)]);
  }
  finish();
  if (shapes.length === 0) return [];
  return [
    `<path class="lf-s${style.colour}" fill="currentColor" fill-opacity="0.15" stroke="none" d="${shapes.join("")}"/>`,
  ];
}

function svgLine({ runs, points }: Line, style: LineStyle, index: number, count: number): string {
  const d = runs
    .filter((run) => run.length > 1)
    .map(runPath)
    .join("");
  const dash = style.dash === "none" ? "" : ` stroke-dasharray="${style.dash}"`;
  const line = `<path fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"${dash} d="${d}"/>`;
  const alone = runs.filter((run) => run.length === 1).map((run) => run[0]!);
  const marks = [...spaced(points, index, count), ...alone].map(
    ([x, y]) =>
      `<path class="lf-mark" fill="currentColor" transform="translate(${px(x)} ${px(y)})" d="${style.marker}"/>`,
  );
  return `<g class="lf-s${style.colour}">${d === "" ? "" : line}${marks.join("")}</g>`;
}

function runPath(run: readonly Point[]): string {
  const steps: string[] = [];
  for (const [x, y] of run) {
    const step = `${px(x)} ${px(y)}`;
    if (step !== steps.at(-1)) steps.push(step);
  }
  return steps.length === 1 ? `M${steps[0]}h0` : `M${steps.join("L")}`;
}

/** Data points about `gap` pixels apart along the line, each series beginning at a different distance. */
function spaced(points: readonly Point[], index: number, count: number): Point[] {
  const gap = 96;
  const chosen: Point[] = [];
  let next = (gap * (index + 0.5)) / count;
  let length = 0;
  points.forEach((point, i) => {
    const before = points[i - 1] ?? point;
    length += Math.hypot(point[0] - before[0], point[1] - before[1]);
    if (length < next) return;
    chosen.push(point);
    next = Math.max(next + gap, length + gap / 2);
  });
  return chosen;
}
