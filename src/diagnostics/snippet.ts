/** One line of a file and a range in it go in; the line as it is shown and the columns to underline come out. */

import { lineText, positionAt, type Span } from "../text/source-file.ts";
import { cellsOf, widthOfCells } from "./cells.ts";

/** A stretch of one line that a label underlines; columns count UTF-16 code units from 0. */
export interface Stretch {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface Snippet {
  readonly text: string;
  /** Display columns before the underline, and its length. */
  readonly indent: number;
  readonly length: number;
}

/** The first and the last line of a span, as stretches; a span within one line gives one. */
export function stretchesOf(span: Span): readonly Stretch[] {
  const { file } = span;
  const from = positionAt(file, span.start);
  // The end of a span is exclusive: one that ends with its line must not reach into the next.
  const to = positionAt(file, Math.max(span.start, span.end - 1));
  const start = from.column - 1;
  if (from.line === to.line) return [{ line: from.line, start, end: start + Math.max(1, span.end - span.start) }];
  const last = lineText(file, to.line);
  return [
    { line: from.line, start, end: Math.max(start + 1, lineText(file, from.line).length) },
    { line: to.line, start: last.length - last.trimStart().length, end: to.column },
  ];
}

/** Shows a line around a stretch of it, in at most `columns` columns; `…` stands for what was cut. */
export function snippet(line: string, { start, end }: Stretch, columns: number): Snippet {
  // Far from the stretch, nothing of a long line can be shown, so it is not looked at.
  const near = Math.max(0, start - columns);
  const cells = cellsOf(line.slice(near, start + 2 * columns), near);
  const whole = near === 0 && line.length <= start + 2 * columns && widthOfCells(cells) <= columns;
  const room = whole ? Number.POSITIVE_INFINITY : columns - 2;
  const lead = whole ? Number.POSITIVE_INFINITY : Math.floor(columns / 3);

  const focus = cells.findIndex((cell) => cell.offset >= start);
  const pivot = focus < 0 ? cells.length : focus;
  let first = pivot;
  for (let width = 0; first > 0 && width + cells[first - 1].width <= lead; first--) width += cells[first - 1].width;
  let after = first;
  for (let width = 0; after < cells.length && width + cells[after].width <= room; after++) width += cells[after].width;

  const kept = cells.slice(first, after);
  const cutBefore = first > 0 || near > 0;
  const cutAfter = after < cells.length || line.length > start + 2 * columns;
  const text = (cutBefore ? "…" : "") + kept.map((cell) => cell.text).join("") + (cutAfter ? "…" : "");
  const indent = (cutBefore ? 1 : 0) + widthOfCells(kept.filter((cell) => cell.offset < start));
  const length = widthOfCells(kept.filter((cell) => cell.offset >= start && cell.offset < end));
  return { text, indent, length: Math.max(1, length) };
}
