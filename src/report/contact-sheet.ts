/** Rows of small images with a label each go in, the text of an SVG file that shows them comes out. */

import { PNG } from "pngjs";
import { dark, light, type PageColours } from "./figure/palette.ts";
import { escapeXml, fitText, textWidth, wrapText } from "./figure/svg-text.ts";

export interface SheetImage {
  /** height * width * channels numbers from 0 to 255, row by row, the channels of a pixel together (1 or 3). */
  readonly levels: ArrayLike<number>;
  /** Drawn with a frame. */
  readonly marked?: boolean;
}

export interface SheetRow {
  readonly label: string;
  /** Smaller, under the label. */
  readonly note?: string;
  readonly images: readonly SheetImage[];
}

export interface ContactSheet {
  readonly title: string;
  /** Under the title. */
  readonly notes?: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly rows: readonly SheetRow[];
  readonly theme?: "light" | "dark";
}

const FONTS = "Inter, system-ui, sans-serif";
const MARGIN = 20;
const GAP = 6;
const FRAME = 2.5;
/** An image is drawn about this large, in pixels of the page. */
const TILE = 56;
/** Pixels of the picture for each of the page. */
export const SHEET_SCALE = 2;
const LABEL = { size: 15, line: 18, least: 60, most: 130 };
const NOTE = { size: 12, line: 16 };
const TITLE = { size: 19, line: 24 };

interface Tiles {
  /** Each pixel of an image becomes a square of this many pixels of the picture. */
  readonly zoom: number;
  readonly width: number;
  readonly height: number;
}

export function contactSheetSvg(sheet: ContactSheet): string {
  const colours = sheet.theme === "dark" ? dark : light;
  const zoom = Math.max(1, Math.round((TILE * SHEET_SCALE) / Math.max(sheet.height, sheet.width)));
  const tiles = { zoom, width: (sheet.width * zoom) / SHEET_SCALE, height: (sheet.height * zoom) / SHEET_SCALE };
  const longest = Math.max(...sheet.rows.map(({ label, note = "" }) => labelWidth(label, note)), LABEL.least);
  const left = MARGIN + Math.min(LABEL.most, longest) + 14;
  const columns = Math.max(...sheet.rows.map(({ images }) => images.length), 1);
  const inner = Math.max(left - MARGIN + columns * (tiles.width + GAP) - GAP, 260);
  const head = heading(sheet, inner, colours);
  const rowHeight = Math.max(tiles.height, LABEL.line * 2 + NOTE.line) + GAP;
  const width = inner + 2 * MARGIN;
  const height = head.bottom + sheet.rows.length * rowHeight - GAP + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `role="img" aria-label="${escapeXml(sheet.title)}" font-family="${FONTS}">`,
    `<title>${escapeXml(sheet.title)}</title>`,
    `<rect width="100%" height="100%" fill="${colours.page}"/>`,
    ...head.elements,
    ...sheet.rows.flatMap((row, index) => {
      const middle = head.bottom + index * rowHeight + (rowHeight - GAP) / 2;
      return [
        ...rowLabel(row, left - MARGIN - 14, middle, colours),
        ...rowImages(sheet, row, tiles, left, middle, colours),
      ];
    }),
    "</svg>",
    "",
  ].join("\n");
}

/** `maple_tree` breaks between its words. */
const spaced = (label: string): string => label.replaceAll("_", " ");

/** Some pixels more than what `fitText` measures, so that a label of the column's width is not cut. */
const labelWidth = (label: string, note: string): number =>
  Math.ceil(
    Math.max(
      ...wrapText(spaced(label), LABEL.size, LABEL.most).map((line) => textWidth(line, LABEL.size)),
      textWidth(note, NOTE.size),
    ),
  ) + 1;

function svgLine(text: string, x: number, y: number, size: number, colour: string, weight = 400): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escapeXml(text)}</text>`;
}

function heading({ title, notes = [] }: ContactSheet, width: number, { ink, muted }: PageColours) {
  const elements: string[] = [];
  let y = MARGIN;
  // The title is set in a heavier weight than the one that is measured.
  for (const line of wrapText(title, TITLE.size, width / 1.05)) {
    elements.push(svgLine(line, MARGIN, y + TITLE.size - 2, TITLE.size, ink, 600));
    y += TITLE.line;
  }
  for (const line of notes.flatMap((note) => wrapText(note, LABEL.size - 1, width))) {
    elements.push(svgLine(line, MARGIN, y + LABEL.size - 1, LABEL.size - 1, muted));
    y += LABEL.line + 1;
  }
  return { elements, bottom: y + 14 };
}

function rowLabel({ label, note }: SheetRow, width: number, middle: number, { ink, muted }: PageColours): string[] {
  const [first = "", ...others] = wrapText(spaced(label), LABEL.size, width);
  const lines = others.length === 0 ? [first] : [first, fitText(others.join(" "), LABEL.size, width)];
  const height = lines.length * LABEL.line + (note === undefined ? 0 : NOTE.line);
  let y = middle - height / 2;
  const elements = lines.map((line) => {
    y += LABEL.line;
    return svgLine(line, MARGIN, y - 4, LABEL.size, ink);
  });
  if (note !== undefined) elements.push(svgLine(note, MARGIN, y + NOTE.line - 4, NOTE.size, muted));
  return elements;
}

function rowImages(
  sheet: ContactSheet,
  { images }: SheetRow,
  tiles: Tiles,
  left: number,
  middle: number,
  { lines, grid }: PageColours,
): string[] {
  const top = middle - tiles.height / 2;
  const size = `width="${tiles.width}" height="${tiles.height}"`;
  return images.flatMap((image, column) => {
    const place = `x="${left + column * (tiles.width + GAP)}" y="${top}" ${size}`;
    const frame = image.marked ? `stroke="${lines[1]}" stroke-width="${FRAME}"` : `stroke="${grid}" stroke-width="1"`;
    const picture = Buffer.from(enlarge(image.levels, sheet, tiles.zoom)).toString("base64");
    return [
      `<rect ${place} fill="none" ${frame}/>`,
      `<image ${place} href="data:image/png;base64,${picture}"/>`,
      ...(image.marked ? [`<rect ${place} fill="none" ${frame}/>`] : []),
    ];
  });
}

/** A PNG file in which each pixel is a square, so that a renderer has nothing to smooth. */
function enlarge(
  levels: ArrayLike<number>,
  { height, width, channels }: Pick<ContactSheet, "height" | "width" | "channels">,
  zoom: number,
): Uint8Array {
  const picture = new PNG({ width: width * zoom, height: height * zoom, colorType: 2 });
  const { data } = picture;
  for (let y = 0; y < height * zoom; y++) {
    for (let x = 0; x < width * zoom; x++) {
      const from = (Math.floor(y / zoom) * width + Math.floor(x / zoom)) * channels;
      const to = (y * width * zoom + x) * 4;
      for (let colour = 0; colour < 3; colour++) data[to + colour] = levels[from + (channels === 3 ? colour : 0)]!;
      data[to + 3] = 255;
    }
  }
  return PNG.sync.write(picture, { colorType: 2 });
}
