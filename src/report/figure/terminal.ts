/** Takes curves or panels of lines, gives text for a terminal: lines of Braille dots with axes, ticks and a legend. */

import { type Axis, makeAxis } from "./axis.ts";
import { brailleCanvas } from "./braille.ts";
import { type Curve, type CurveLabels, curvePanels, type Panel } from "./figure.ts";
import { legendOf, rangeNote } from "./legend.ts";
import { panelRange } from "./range.ts";
import { visibleLine } from "./segments.ts";
import { blank, blanks, type Cell, cells, fitCells, paint } from "./terminal-text.ts";

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  /** Whether to write ANSI colours; the letters on the lines tell them apart in any case. */
  readonly colour: boolean;
}

const between = 2;
const sideBySide = 72;

/** Losses and their gradients as text, both panels side by side where there are columns enough. */
export function terminalFigure(curves: readonly Curve[], options: TerminalOptions & Partial<CurveLabels>): string {
  return terminalPanels(curvePanels(curves, { xLabel: "prediction", ...options }), options);
}

/** Any panels as text of at most `columns` columns; of at most `rows` rows unless that leaves a panel under 3 rows. */
export function terminalPanels(panels: readonly Panel[], { columns, rows, colour }: TerminalOptions): string {
  const width = Math.max(24, Math.floor(columns));
  const { labels, indices } = legendOf(panels);
  const legend = legendRows(labels, width);
  const across = width >= sideBySide ? Math.max(1, Math.floor((width + between) / 36)) : 1;
  const perRow = Math.min(across, panels.length);
  const bands = Math.ceil(panels.length / Math.max(1, perRow));
  const height = Math.floor((Math.floor(rows) - legend.length) / Math.max(1, bands));
  const panelWidth = Math.floor((width - between * (perRow - 1)) / Math.max(1, perRow));

  const drawn = panels.map((panel, i) => drawPanel(panel, indices[i]!, labels.length > 1, panelWidth, height));
  const text: Cell[][] = [];
  for (let first = 0; first < drawn.length; first += perRow) {
    const band = drawn.slice(first, first + perRow);
    for (let row = 0; row < Math.max(...band.map((panel) => panel.length)); row++) {
      text.push(band.flatMap((panel, i) => [...(i > 0 ? blanks(between) : []), ...(panel[row] ?? blanks(panelWidth))]));
    }
  }
  return paint([...text, ...legend], colour);
}

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const letterOf = (line: number): string => alphabet[line % alphabet.length]!;

function drawPanel(panel: Panel, lines: readonly number[], letters: boolean, width: number, rows: number): Cell[][] {
  const range = panelRange(panel);
  const plotRows = (note: string): number => Math.max(3, rows - 4 - (note ? 1 : 0));
  const axisOf = (count: number): Axis =>
    makeAxis(range.y, { scale: panel.yScale ?? "linear", count, round: typeof panel.yRange !== "object" });
  // Whether there is a note depends on the rounded axis, and the axis on the rows that a note leaves.
  const draft = axisOf(plotRows("") / 3);
  const height = plotRows(rangeNote(range, draft, panel.yScale));
  const y = axisOf(height / 3);
  const note = rangeNote(range, y, panel.yScale);

  const gutter = Math.max(...y.ticks.map(({ label }) => label.length), 1) + 1;
  const columns = Math.max(4, width - gutter - 1);
  const x = makeAxis(range.x, { scale: panel.xScale ?? "linear", count: columns / 9, round: 0.03 });
  const canvas = brailleCanvas(columns, height);
  const box = { left: 0, top: 0, width: 2 * columns - 1, height: 4 * height - 1 };
  panel.series.forEach((series, i) => {
    for (const run of visibleLine(series, panel, x, y, box).runs) canvas.draw(run, lines[i]!);
  });
  if (letters) {
    const places = Math.max(1, Math.floor(columns / 24));
    panel.series.forEach((_, i) => {
      for (let place = 0; place < places; place++) {
        const along = (place + (i + 0.5) / panel.series.length) / places;
        canvas.mark(letterOf(lines[i]!), Math.floor(along * columns), lines[i]!);
      }
    });
  }
  const yLabels = new Map(y.ticks.map(({ value, label }) => [rowOf(y, value, height), label]));
  const plot = canvas.rows().map((cellsOfRow, row) => {
    const label = yLabels.get(row);
    return [...fitCells(cells(label ?? ""), gutter, "right"), { text: label === undefined ? "│" : "┤" }, ...cellsOfRow];
  });
  const cut = (text: string, align: "left" | "centre" | "right" = "left"): Cell[] =>
    fitCells(cells(text), width, align);
  return [
    cut(`${panel.title}: ${panel.yLabel}`),
    ...plot,
    ...xAxis(x, columns).map((row) => [...blanks(gutter), ...row].slice(0, width)),
    [...blanks(gutter), ...fitCells(cells(panel.xLabel), width - gutter, "centre")],
    ...(range.values ? [] : [cut("no finite values", "centre")]),
    ...(note && range.values ? [cut(note, "right")] : []),
  ];
}

const rowOf = (axis: Axis, value: number, height: number): number =>
  Math.floor(((1 - axis.position(value)) * (4 * height - 1) + 0.5) / 4);

/** The line with its ticks, and beneath it those labels that do not touch. */
function xAxis(x: Axis, columns: number): Cell[][] {
  const line: Cell[] = [{ text: "└" }, ...cells("─".repeat(columns))];
  const labels: Cell[] = blanks(columns + 1);
  let free = 0;
  for (const { value, label } of x.ticks) {
    const column = 1 + Math.min(columns - 1, Math.round(x.position(value) * (columns - 0.5)));
    const start = Math.max(0, Math.min(column - Math.floor(label.length / 2), columns + 1 - label.length));
    if (start < free) continue;
    line[column] = { text: "┬" };
    cells(label).forEach((cell, i) => {
      labels[start + i] = cell;
    });
    free = start + label.length + 1;
  }
  return [line, labels];
}

function legendRows(labels: readonly string[], width: number): Cell[][] {
  const rows: Cell[][] = [];
  labels.forEach((label, line) => {
    const name = cells(label);
    const entry =
      labels.length > 1 ? [{ text: letterOf(line), line }, blank, ...name] : [{ text: "─", line }, blank, ...name];
    const last = rows.at(-1);
    if (last && last.length + 3 + entry.length <= width) last.push(...blanks(3), ...entry);
    else rows.push(entry.length > width ? fitCells(entry, width) : entry);
  });
  return rows;
}
