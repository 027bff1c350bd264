/** A line of source goes in; its characters come out as a terminal shows them, each with its width in columns. */

/** One character of a line as it is shown. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  /** Where it stands in the line, in UTF-16 code units. */
  readonly offset: number;
}

const TAB = "  ";

/** Characters that a terminal would act on or not show: controls, marks of direction, zero-width and line separators. */
const UNSEEN = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;
const NO_WIDTH = /\p{Mark}/u;
/** East Asian wide and fullwidth characters, and pictographs: two columns in most terminals. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** What stands for a character that must not reach a terminal as it is. */
function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === "\t") return TAB;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (LONE_SURROGATE.test(character)) return "\ufffd";
  if (UNSEEN.test(character)) return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  return character;
}

function widthOf(character: string, text: string): number {
  if (text !== character) return text.length;
  if (NO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

export function cellsOf(text: string, offset = 0): readonly Cell[] {
  const cells: Cell[] = [];
  let at = offset;
  for (const character of text) {
    const visible = shown(character);
    cells.push({ text: visible, width: widthOf(character, visible), offset: at });
    at += character.length;
  }
  return cells;
}

export function widthOfCells(cells: readonly Cell[]): number {
  return cells.reduce((width, cell) => width + cell.width, 0);
}

/** Text of messages, hints and file names, made safe for a terminal; a line end is not shown as one. */
export function visible(text: string): string {
  return Array.from(text, shown).join("");
}
