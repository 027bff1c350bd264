/** A row of results goes in; lines of text come out, as an aligned table or as one JSON object per cell. */

import { type Cell, type Row, ratioOf } from "./result.ts";

/** Three significant digits, without an exponent. */
export function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}

function lineOf(row: Row, cell: Cell): string[] {
  const { timing } = cell;
  if (timing === undefined) return [cell.name, "-", "", ...row.ratios.map(() => ""), cell.note ?? ""];
  const [median, low, high] = [timing.median, timing.low, timing.high].map((value) => digits(value / row.divisor));
  const ratios = row.ratios.map((ratio) => {
    const value = ratioOf(row, cell, ratio);
    return value === undefined ? "" : digits(value);
  });
  return [cell.name, median, `${low} .. ${high}`, ...ratios, cell.note ?? ""];
}

export function tableOf(row: Row): string {
  const head = [row.name, row.unit, "quartiles", ...row.ratios.map(({ label }) => label), ""];
  const lines = [head, ...row.cells.map((cell) => lineOf(row, cell))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const isText = (column: number) => column === 0 || column === head.length - 1;
  return lines
    .map((line) =>
      line
        .map((text, column) => (isText(column) ? text.padEnd(widths[column]) : text.padStart(widths[column])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export function jsonOf(row: Row): string {
  return row.cells
    .map((cell) => {
      if (row.toJson !== undefined) return JSON.stringify(row.toJson(cell));
      const { timing } = cell;
      const scaled = (value: number) => value / row.divisor;
      const measured =
        timing === undefined
          ? {}
          : {
              median: scaled(timing.median),
              low: scaled(timing.low),
              high: scaled(timing.high),
              samples: timing.samples,
            };
      const ratios = Object.fromEntries(
        row.ratios.flatMap((ratio) => {
          const value = ratioOf(row, cell, ratio);
          return value === undefined ? [] : [[ratio.label, value]];
        }),
      );
      const note = cell.note === undefined ? {} : { note: cell.note };
      return JSON.stringify({
        group: row.group,
        row: row.name,
        cell: cell.name,
        unit: row.unit,
        ...measured,
        ratios,
        ...note,
      });
    })
    .join("\n");
}
