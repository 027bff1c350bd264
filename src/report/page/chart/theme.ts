/** The looks that all charts of a report share: colours as variables of the page's style sheet, so that one drawing serves light, dark and print. */

import type { Config } from "vega-lite";
import { dark, dashes, type LineStyle, light, lineStyle, type PageColours, rules } from "../../figure/palette.ts";

/** The class of every drawing's root. */
export const SCOPE = "lf-auto";

export const colour = (name: "page" | "ink" | "muted" | "grid" | "axis"): string => `var(--lf-${name})`;
export const lineColour = (index: number): string => `var(--lf-line${index})`;

/** The style sheet of drawings: dark where the reader's screen is, light in print. */
export function drawingStyles(scope = `.${SCOPE}`): string {
  return `${themeRules(scope, light)}@media screen and (prefers-color-scheme:dark){${themeRules(scope, dark)}}`;
}

function themeRules(scope: string, colours: PageColours): string {
  const { lines, ...named } = colours;
  const variables = [
    ...Object.entries(named).map(([name, value]) => `--lf-${name}:${value}`),
    ...lines.map((value, i) => `--lf-line${i}:${value}`),
  ];
  return `${scope}{${variables.join(";")}}${rules(scope, colours)}`;
}

/** Grey and solid, for what others are compared with. */
const BASELINE_STYLE = 5;

/** A style for each label; the baseline's is the same in every chart of the report. */
export function stylesOf(labels: readonly string[], baseline: string | null = "cross_entropy"): LineStyle[] {
  let next = 0;
  return labels.map((label) => {
    if (label === baseline) return lineStyle(BASELINE_STYLE);
    if (next === BASELINE_STYLE) next++;
    return lineStyle(next++);
  });
}

/** Vega's names of the palette's markers, in its order. */
const SHAPES = ["circle", "square", "triangle-up", "diamond", "triangle-down", "cross"] as const;

/** Scales that give each label its style. */
export function styleScales(labels: readonly string[], styles: readonly LineStyle[]) {
  const scale = <Value>(range: Value[]) => ({ domain: [...labels], range });
  return {
    colour: scale(styles.map(({ colour: index }) => lineColour(index))),
    dash: scale(styles.map(({ dash }) => (dash === "none" ? [1, 0] : dash.split(" ").map(Number)))),
    shape: scale(styles.map(({ marker }) => shapeOf(marker))),
  };
}

const SHAPE_OF_MARKER = new Map(dashes.length > 0 ? SHAPES.map((shape, i) => [lineStyle(i).marker, shape]) : []);
const shapeOf = (marker: string): string => SHAPE_OF_MARKER.get(marker) ?? "circle";

export const FONT = "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export const CONFIG: Config = {
  background: "transparent",
  font: FONT,
  aria: false,
  padding: 4,
  view: { stroke: null },
  axis: {
    labelColor: colour("muted"),
    titleColor: colour("ink"),
    gridColor: colour("grid"),
    domainColor: colour("axis"),
    tickColor: colour("axis"),
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 400,
    labelOverlap: true,
    tickSize: 4,
    labelPadding: 4,
  },
  axisY: { domain: false, ticks: false, titleAnchor: "end", titleAngle: 0, titleAlign: "left", titleX: 0, titleY: -12 },
  axisX: { grid: false, labelFlush: true },
  header: { labelColor: colour("ink"), labelFontSize: 12, labelFontWeight: 600, titleColor: colour("ink") },
  text: { color: colour("ink"), fontSize: 12 },
};
