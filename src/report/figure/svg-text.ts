/** Takes any text, gives what may stand in an SVG file: escaped, measured, and cut to a width. */

/** Advance widths of the characters from space to tilde in Inter, in hundredths of the font size. */
const advances = [
  "28 29 47 63 64 98 64 30 36 36 50 66 29 46 29 36 63 41 61 62 65 59 62 57 62 62 29 30 66 66 66 51",
  "97 69 65 73 72 60 59 75 74 27 57 67 57 90 75 76 64 76 64 64 65 74 69 99 68 68 63 36 36 36 47 46",
  "32 56 61 57 61 58 37 61 59 24 24 55 24 88 59 60 61 61 38 53 33 59 56 82 55 56 55 43 33 43 66",
]
  .join(" ")
  .split(" ")
  .map(Number);

/** A reader's own sans-serif font or a heavier weight may be wider. */
const allowance = 1.08;

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Width in pixels, rather too large than too small. */
export function textWidth(text: string, fontSize: number): number {
  let hundredths = 0;
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue;
    hundredths += advances[character.codePointAt(0)! - 32] ?? (wide.test(character) ? 105 : 70);
  }
  return (hundredths / 100) * fontSize * allowance;
}

/** The text itself, or its beginning and an ellipsis. */
export function fitText(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  const graphemes = Array.from(new Intl.Segmenter("en").segment(text), ({ segment }) => segment);
  let kept = "";
  for (const grapheme of graphemes) {
    if (textWidth(`${kept}${grapheme}…`, fontSize) > width) break;
    kept += grapheme;
  }
  return `${kept.trimEnd()}…`;
}

/** Breaks at spaces into lines of at most the given width. */
export function wrapText(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitText(line, fontSize, width));
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** XML 1.0 has no way to write most control characters, lone surrogates and two non-characters: they become U+FFFD, as
 * do the controls of direction, which would turn the text around them. */
const unwritable = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

export function escapeXml(text: string): string {
  return text
    .replace(/[\t\n\r]/g, " ")
    .replace(unwritable, "\ufffd")
    .replace(/[&<>"]/g, (character) => entities[character]!);
}
