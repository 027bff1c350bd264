/** What a group of benchmarks gives: rows of cells that were measured together. */

import type { Timing } from "./measure.ts";

export interface Cell {
  readonly name: string;
  /** Missing where the cell was not measured; `note` then says why. */
  readonly timing?: Timing;
  readonly note?: string;
}

/** A column of ratios: each cell's median over the median of another cell. */
export interface Ratio {
  readonly label: string;
  /** The name of the cell to divide by, if this cell has a ratio here. */
  baseOf(cell: string): string | undefined;
}

export interface Row {
  readonly group: string;
  readonly name: string;
  readonly unit: string;
  /** What a timing's nanoseconds are divided by to be in `unit`. */
  readonly divisor: number;
  readonly ratios: readonly Ratio[];
  readonly cells: readonly Cell[];
  /** What `--json` prints of a cell; by default everything. */
  toJson?(cell: Cell): object;
}

export interface Context {
  /** 1 for a full run, less for a quick look. */
  readonly effort: number;
  /** Says what is going on now. */
  progress(text: string): void;
  /** A folder that is deleted after the run, in a place from where the project's packages are found. */
  readonly folder: string;
}

export interface Group {
  readonly name: string;
  readonly rows: readonly string[];
  run(rows: readonly string[], context: Context): AsyncGenerator<Row>;
}

export function ratioOf(row: Row, cell: Cell, ratio: Ratio): number | undefined {
  const base = ratio.baseOf(cell.name);
  const timing = row.cells.find(({ name }) => name === base)?.timing;
  return timing === undefined || cell.timing === undefined ? undefined : cell.timing.median / timing.median;
}
