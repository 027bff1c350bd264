/** The specification of a chart in Vega-Lite goes in; a drawing comes out: the text of an SVG element that needs nothing beside it but the page's colours. */

import type { TopLevelSpec } from "vega-lite";
import { legendRows } from "../../figure/line-figure.ts";
import type { LineStyle } from "../../figure/palette.ts";
import { escapeXml, textWidth } from "../../figure/svg-text.ts";
import { CONFIG, drawingStyles, FONT, SCOPE } from "./theme.ts";

export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** What lies within the `svg` element. */
  readonly content: string;
}

export interface Legend {
  readonly labels: readonly string[];
  readonly styles: readonly LineStyle[];
}

/** A name, its size and the marks in it; what is unusual about each chart stands in its own file. */
export async function draw(spec: TopLevelSpec, legend?: Legend): Promise<Drawing> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  measureTexts(vega);
  const runtime = vega.parse(compile(spec, { config: CONFIG }).spec);
  const view = new vega.View(runtime, { renderer: "none", logLevel: vega.Error });
  const svg = renumbered(await view.toSVG());
  view.finalize();
  const size = /<svg[^>]*? width="([\d.]+)" height="([\d.]+)"[^>]*>/.exec(svg);
  if (size === null) throw new Error("Vega has drawn no SVG");
  const [width, height] = [Number(size[1]), Number(size[2])];
  const inner = svg
    .slice(size.index + size[0].length, svg.lastIndexOf("</svg>"))
    .replaceAll(/ (?:role|aria-[a-z]+|pointer-events)="[^"]*"/g, "");
  if (legend === undefined) return { width, height, content: inner };
  const { elements, bottom } = legendRows(legend.labels, width - 24, 0, legend.styles);
  const shift = bottom + 6;
  return {
    width,
    height: height + shift,
    content: `<g font-family="${escapeXml(FONT)}">${elements.join("")}</g><g transform="translate(0 ${shift})">${inner}</g>`,
  };
}

/** Vega counts clip paths over all drawings of the process: here each drawing counts its own, so that the same chart is the same text. */
function renumbered(svg: string): string {
  const numbers = new Map<string, number>();
  return svg.replaceAll(/(id="|url\(#)clip(\d+)/g, (_, before: string, old: string) => {
    const number = numbers.get(old) ?? numbers.size;
    numbers.set(old, number);
    return `${before}clip${number}`;
  });
}

/** Without a canvas Vega guesses widths; those of the report's font are known. (Vega's types leave its `textMetrics` out.) */
function measureTexts(vega: object): void {
  const { textMetrics } = vega as { textMetrics: { width: (item: { fontSize?: number }, text: unknown) => number } };
  textMetrics.width = ({ fontSize = 11 }, text) => textWidth(String(text ?? ""), fontSize);
}

/** As an element of a page; `id` keeps its clip paths apart from those of other drawings. */
export function svgElement({ width, height, content }: Drawing, { id, alt }: { id: string; alt: string }): string {
  const own = content
    .replaceAll(/id="clip(\d+)"/g, `id="${id}-clip$1"`)
    .replaceAll(/url\(#clip(\d+)\)/g, `url(#${id}-clip$1)`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="${SCOPE}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" aria-label="${escapeXml(alt)}">${own}</svg>`
  );
}

/** As a file of its own. */
export function svgFile(drawing: Drawing, names: { id: string; alt: string }): string {
  const element = svgElement(drawing, names);
  const open = element.indexOf(">") + 1;
  return `${element.slice(0, open)}<style>${drawingStyles()}</style><rect class="lf-page" width="100%" height="100%"/>${element.slice(open)}\n`;
}
