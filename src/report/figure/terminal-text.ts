/** Takes text for a terminal, gives a row of cells, one per column, and from rows of cells the text with its colours. */

export interface Cell {
  /** One character; empty in the column that a wide character to the left also covers. */
  readonly text: string;
  /** Index of the line whose colour the cell has. */
  readonly line?: number;
}

export const blank: Cell = { text: " " };

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Control and format characters could move the cursor or turn the text: they are shown as a question mark. */
export function cells(text: string, line?: number): Cell[] {
  const colour = line === undefined ? {} : { line };
  const row: Cell[] = [];
  for (const { segment } of new Intl.Segmenter("en").segment(text)) {
    const shown = /[\p{C}\p{Zl}\p{Zp}]/u.test(segment) ? "?" : segment;
    row.push({ text: shown, ...colour });
    if (wide.test(shown)) row.push({ text: "", ...colour });
  }
  return row;
}

/** Exactly `width` cells: cut with an ellipsis, or filled with blanks on the side away from the alignment. */
export function fitCells(row: readonly Cell[], width: number, align: "left" | "centre" | "right" = "left"): Cell[] {
  if (row.length > width) {
    const kept = row.slice(0, Math.max(0, width - 1));
    // Half of a wide character cannot be shown.
    if (row[kept.length]?.text === "" && kept.length > 0) kept[kept.length - 1] = blank;
    return width > 0 ? [...kept, { text: "…" }] : [];
  }
  const space = width - row.length;
  const before = align === "left" ? 0 : align === "right" ? space : Math.floor(space / 2);
  return [...blanks(before), ...row, ...blanks(space - before)];
}

export const blanks = (count: number): Cell[] => new Array<Cell>(count).fill(blank);

/** Cyan, yellow, magenta, green, red, bright blue: legible on black and on white. */
const colours = [36, 33, 35, 32, 31, 94];

export function paint(rows: readonly (readonly Cell[])[], colour: boolean): string {
  return rows.map((row) => paintRow(trimEnd(row), colour)).join("\n");
}

function trimEnd(row: readonly Cell[]): readonly Cell[] {
  return row.slice(0, row.findLastIndex(({ text }) => text !== " ") + 1);
}

function paintRow(row: readonly Cell[], colour: boolean): string {
  let text = "";
  let current: number | undefined;
  for (const { text: character, line } of row) {
    if (colour && line !== current && character !== " ") {
      text += line === undefined ? "\u001b[0m" : `\u001b[${colours[line % colours.length]}m`;
      current = line;
    }
    text += character;
  }
  return current === undefined ? text : `${text}\u001b[0m`;
}
