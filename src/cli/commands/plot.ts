/** `lossc plot`: losses and their gradients as a figure, in SVG, PNG or the terminal. */

import { extname } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { CompiledLoss } from "../../pipeline/compile.ts";
import {
  AXIS_LABELS,
  type CurveSettings,
  curveAxis,
  curveProblem,
  lossCurve,
  SCALED_LABELS,
} from "../../report/curves.ts";
import type { Curve, Theme } from "../../report/figure/figure.ts";
import { withOptionNames } from "../argument-errors.ts";
import { inputFailure, usageFailure } from "../failure.ts";
import { writeWhole } from "../files.ts";
import { diagnosticsJson, note, print, printJson, wantsColour } from "../output.ts";
import { listed, lossesOf } from "../sources.ts";
import { parseCount, parseParameters } from "../values.ts";

export interface PlotOptions {
  readonly output?: string;
  readonly classes: string;
  readonly points: string;
  readonly param?: readonly string[];
  readonly log?: boolean;
  readonly scaled?: boolean;
  readonly theme: string;
  readonly width?: string;
  readonly height?: string;
  readonly loss?: readonly string[];
  readonly json?: boolean;
}

const THEMES: readonly Theme[] = ["light", "dark", "auto"];

interface Plotted {
  readonly losses: readonly CompiledLoss[];
  /** What each curve is called: the loss's name, and its file where two files have a loss of that name. */
  readonly labels: readonly string[];
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

function lossesToPlot(files: readonly string[], options: PlotOptions): Plotted {
  const sources = files.map((file) => ({ file, ...lossesOf(file, { json: options.json ?? false }) }));
  const all = sources.flatMap(({ file, losses }) => losses.map((loss) => ({ file, loss, name: loss.name })));
  const wanted = options.loss?.flatMap((name) => {
    const found = all.filter((one) => one.name === name);
    if (found.length === 0) throw inputFailure(`no file has a loss \`${name}\``, `they have ${listed(all)}`);
    return found;
  });
  const chosen = wanted ?? all;
  const isAlone = (name: string): boolean => chosen.filter((other) => other.name === name).length === 1;
  return {
    losses: chosen.map(({ loss }) => loss),
    labels: chosen.map(({ file, name }) => (isAlone(name) ? name : `${name} (${file})`)),
    diagnostics: sources.flatMap(({ diagnostics }) => diagnostics),
  };
}

function checkTogether(losses: readonly CompiledLoss[], params: Readonly<Record<string, number>>): void {
  for (const loss of losses) {
    const problem = curveProblem(loss);
    if (problem !== undefined) throw inputFailure(`\`${loss.name}\` ${problem}`);
  }
  const odd = losses.find((loss) => curveAxis(loss) !== curveAxis(losses[0]));
  if (odd !== undefined) {
    throw inputFailure(
      `\`${losses[0].name}\` and \`${odd.name}\` have no axis in common`,
      "plot losses of probabilities and losses of values in figures of their own",
    );
  }
  for (const name of Object.keys(params)) {
    if (!losses.some((loss) => loss.parameters.some((parameter) => parameter.name === name)))
      throw inputFailure(`no loss has a parameter \`${name}\``);
  }
}

const LEAST_PIXELS = 240;
/** More points or pixels than these are a slip of the finger that would only fill the memory. */
const MOST = { classes: 100_000, points: 100_000, pixels: 10_000 };

function curvesOf(
  { losses, labels }: Plotted,
  settings: Omit<CurveSettings, "params">,
  params: Readonly<Record<string, number>>,
): Curve[] {
  return losses.map((loss, i) => ({
    ...withOptionNames(() => lossCurve(loss, { ...settings, params })),
    label: labels[i],
  }));
}

function themeOf(options: PlotOptions): Theme {
  const theme = THEMES.find((known) => known === options.theme);
  if (theme === undefined) throw usageFailure(`unknown theme ${options.theme}`, `--theme takes ${THEMES.join(", ")}`);
  return theme;
}

const TERMINAL = { columns: 100, rows: 30 };

type Format = "svg" | "png" | "terminal";

function formatOf(output: string | undefined): Format {
  if (output === undefined) return "terminal";
  const extension = output === "-" ? ".svg" : extname(output).toLowerCase();
  if (extension !== ".svg" && extension !== ".png")
    throw usageFailure(`cannot draw ${output}`, "name a .svg or .png file, or - for SVG on standard output");
  return extension === ".svg" ? "svg" : "png";
}

/** The options' values, each checked before a file is read. */
function settingsOf(options: PlotOptions) {
  const pixels = (text: string | undefined, option: string): number | undefined =>
    text === undefined ? undefined : parseCount(text, option, LEAST_PIXELS, MOST.pixels);
  const [width, height] = [pixels(options.width, "--width"), pixels(options.height, "--height")];
  if (options.scaled && options.log) throw usageFailure("--scaled and --log exclude each other");
  const classes = parseCount(options.classes, "--classes", 2, MOST.classes);
  const points = parseCount(options.points, "--points", 2, MOST.points);
  // Each point evaluates a row of all classes.
  if (classes * points > 100 * MOST.points)
    throw usageFailure(`--classes ${classes} and --points ${points} are too many together`);
  return {
    theme: themeOf(options),
    format: formatOf(options.output),
    sampling: { classes, points, scaled: options.scaled ?? false },
    params: parseParameters(options.param),
    size: { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) },
  };
}

export async function run(files: readonly string[], options: PlotOptions): Promise<void> {
  const { theme, format, sampling, params, size } = settingsOf(options);
  const plotted = lossesToPlot(files, options);
  checkTogether(plotted.losses, params);
  const curves = curvesOf(plotted, sampling, params);
  const axis = curveAxis(plotted.losses[0]);
  const labels = {
    xLabel: AXIS_LABELS[axis],
    ...(options.scaled ? SCALED_LABELS[axis] : {}),
    logY: options.log ?? false,
  };
  const { output } = options;
  if (output !== undefined && !(options.json && output === "-")) {
    const { curveFigure, svgToPng } = await import("../../report/figure/index.ts");
    const isLight = format === "png" && theme === "auto";
    const svg = await curveFigure(curves, { ...labels, theme: isLight ? "light" : theme, ...size });
    writeWhole(output, format === "png" ? await svgToPng(svg, { scale: 2 }) : svg);
    if (!options.json && output !== "-") note(`${plotted.labels.join(", ")} -> ${output}`);
  }
  if (options.json) printJson({ curves, diagnostics: diagnosticsJson(plotted.diagnostics) });
  else if (output === undefined) {
    const { terminalFigure } = await import("../../report/figure/terminal.ts");
    const { columns = TERMINAL.columns, rows = TERMINAL.rows } = process.stdout;
    print(
      terminalFigure(curves, { ...labels, columns, rows: Math.max(16, rows - 2), colour: wantsColour(process.stdout) }),
    );
  }
}
