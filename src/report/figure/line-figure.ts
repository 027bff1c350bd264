/** Takes panels of named lines, gives the text of a self-contained SVG file: title, legend and the panels. */

import type { LineFigure, Panel } from "./figure.ts";
import { legendOf } from "./legend.ts";
import { type LineStyle, lineStyle, styleSheet } from "./palette.ts";
import type { Box } from "./segments.ts";
import { px, svgPanel, svgText } from "./svg-panel.ts";
import { escapeXml, fitText, textWidth, wrapText } from "./svg-text.ts";

const margin = 20;
const between = 32;
const beneath = 8;
const narrowest = 300;
const rowHeight = 20;
const labelSize = 12;

/** Inter is the font of the PNG files; the others are what a reader may have. */
const fonts = "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export function drawFigure(figure: LineFigure): string {
  const { title, panels, theme = "light" } = figure;
  const width = Math.max(240, Math.round(figure.width ?? 880));
  const inner = width - 2 * margin;
  const across = (inner - between * (panels.length - 1)) / Math.max(1, panels.length);
  const stacked = panels.length > 1 && across < narrowest;

  const { labels, indices } = legendOf(panels);
  const head: string[] = [];
  let y = margin;
  for (const line of title ? wrapText(title, 16, inner / 1.05) : []) {
    head.push(svgText(line, [margin, y + 14], { size: 16, bold: true }));
    y += 22;
  }
  // A single line that is called like the figure needs no second name.
  const named = labels.length === 1 && labels[0] === title ? [] : labels;
  const legend = legendRows(named, inner, y + (title ? 8 : 0));
  y = legend.bottom + 10;

  const rows = stacked ? panels.length : 1;
  const gaps = beneath * (rows - 1);
  const least = y + margin + gaps + rows * 220;
  const height = Math.max(least, Math.round(figure.height ?? y + margin + gaps + rows * 320));
  const panelHeight = (height - y - margin - gaps) / rows;
  const frame = (i: number): Box => ({
    left: stacked ? margin : margin + i * (across + between),
    top: stacked ? y + i * (panelHeight + beneath) : y,
    width: stacked ? inner : across,
    height: panelHeight,
  });

  const name = title ?? panels.map((panel) => panel.title).join(", ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${px(height)}" viewBox="0 0 ${width} ${px(height)}" ` +
      `class="lf-${theme}" role="img" aria-label="${escapeXml(name)}" font-family="${escapeXml(fonts)}">`,
    `<title>${escapeXml(name)}</title>`,
    `<desc>${escapeXml(figure.description ?? describe(panels))}</desc>`,
    `<style>${styleSheet(theme)}</style>`,
    `<rect class="lf-page" width="100%" height="100%"/>`,
    ...head,
    ...legend.elements,
    ...panels.flatMap((panel, i) => ["<g>", ...svgPanel(panel, frame(i), indices[i]!), "</g>"]),
    "</svg>",
    "",
  ].join("\n");
}

/** Entries from left to right, on as many rows as they need: a piece of the line with its marker, then the name. */
export function legendRows(
  labels: readonly string[],
  width: number,
  top: number,
  styles: readonly LineStyle[] = labels.map((_, i) => lineStyle(i)),
): { elements: string[]; bottom: number } {
  const sample = 34;
  const elements: string[] = [];
  let [x, y] = [0, top];
  labels.forEach((label, i) => {
    const text = fitText(label, labelSize, width - sample - 8);
    const entry = sample + 8 + textWidth(text, labelSize);
    if (x > 0 && x + entry > width) [x, y] = [0, y + rowHeight];
    const { colour, dash, marker } = styles[i]!;
    const pattern = dash === "none" ? "" : ` stroke-dasharray="${dash}"`;
    const [left, middle] = [margin + x, y + 8];
    elements.push(
      `<g class="lf-s${colour}"><path fill="none" stroke="currentColor" stroke-width="2"${pattern} d="M${px(left)} ${px(middle)}h${sample}"/>` +
        `<path class="lf-mark" fill="currentColor" transform="translate(${px(left + sample / 2)} ${px(middle)})" d="${marker}"/></g>`,
      svgText(text, [left + sample + 8, middle + 4], { size: labelSize }),
    );
    x += entry + 22;
  });
  return { elements, bottom: labels.length > 0 ? y + rowHeight : top };
}

function describe(panels: readonly Panel[]): string {
  return panels
    .map(({ title, xLabel, yLabel, series }) => {
      const names = series.map(({ label }) => label).join(", ");
      return `${title}: ${yLabel} against ${xLabel}, for ${names || "no series"}.`;
    })
    .join(" ");
}
