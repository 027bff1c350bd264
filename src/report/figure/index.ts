/** Takes curves or panels of lines, gives figures: SVG text, PNG bytes, or text for a terminal. What draws is loaded on
 * the first call. */

import { type Curve, type CurveLabels, curvePanels, type LineFigure, type Theme } from "./figure.ts";
import type { PngOptions } from "./png.ts";

export type { Curve, CurveLabels, LineFigure, Panel, Series, Theme } from "./figure.ts";
export type { PngOptions } from "./png.ts";
export { type TerminalOptions, terminalFigure, terminalPanels } from "./terminal.ts";

export interface CurveFigureOptions extends CurveLabels {
  readonly title?: string;
  readonly description?: string;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: Theme;
}

/** The SVG text of a figure with any panels, such as learning curves. */
export async function lineFigure(figure: LineFigure): Promise<string> {
  const { drawFigure } = await import("./line-figure.ts");
  return drawFigure(figure);
}

/** The SVG text of losses and their gradients, in two panels. */
export async function curveFigure(curves: readonly Curve[], options: CurveFigureOptions): Promise<string> {
  const { xLabel, lossLabel, gradientLabel, logY, ...page } = options;
  return lineFigure({ ...page, panels: curvePanels(curves, options) });
}

/** The PNG file of an SVG text; of a figure with theme `auto`, in its light colours. */
export async function svgToPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  const { renderPng } = await import("./png.ts");
  return renderPng(svg, options);
}
