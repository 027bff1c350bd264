/** `lossc plot`: losses and their gradients as a figure, in SVG, PNG or the terminal. */

import { extname } from "node:path";
import { LossArgumentError } from "../../pipeline/arguments.ts";
import type { CompiledLoss } from "../../pipeline/compile.ts";
import { AXIS_LABELS, curveAxis, curveProblem, lossCurve } from "../../report/curves.ts";
import type { Curve, Theme } from "../../report/figure/figure.ts";
import { inputFailure, usageFailure } from "../failure.ts";
import { writeWhole } from "../files.ts";
import { note, print, printJson, wantsColour } from "../output.ts";
import { lossesOf } from "../sources.ts";
import { parseCount, parseParameters } from "../values.ts";

export interface PlotOptions {
  readonly output?: string;
  readonly classes: string;
  readonly points: string;
  readonly param?: readonly string[];
  readonly log?: boolean;
  readonly theme: string;
  readonly width?: string;
  readonly height?: string;
  readonly loss?: readonly string[];
  readonly json?: boolean;
}

const THEMES: readonly Theme[] = ["light", "dark", "auto"];

function lossesToPlot(files: readonly string[], options: PlotOptions): readonly CompiledLoss[] {
  const all = files.flatMap((file) => lossesOf(file, { json: options.json ?? false }));
  if (options.loss === undefined) return all;
  return options.loss.map((name) => {
    const found = all.find((loss) => loss.name === name);
    if (found === undefined)
      throw inputFailure(
        `no file has a loss \`${name}\``,
        `they have ${all.map((loss) => `\`${loss.name}\``).join(", ")}`,
      );
    return found;
  });
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

function curvesOf(
  losses: readonly CompiledLoss[],
  params: Readonly<Record<string, number>>,
  options: PlotOptions,
): Curve[] {
  const settings = {
    classes: parseCount(options.classes, "--classes", 2),
    points: parseCount(options.points, "--points", 2),
    params,
  };
  try {
    return losses.map((loss) => lossCurve(loss, settings));
  } catch (error) {
    if (error instanceof LossArgumentError) throw inputFailure(error.message);
    throw error;
  }
}

function themeOf(options: PlotOptions): Theme {
  const theme = THEMES.find((known) => known === options.theme);
  if (theme === undefined) throw usageFailure(`unknown theme ${options.theme}`, `--theme takes ${THEMES.join(", ")}`);
  return theme;
}

const TERMINAL = { columns: 100, rows: 30 };

export async function run(files: readonly string[], options: PlotOptions): Promise<void> {
  const theme = themeOf(options);
  const extension = options.output === undefined ? "" : extname(options.output).toLowerCase();
  if (options.output !== undefined && ![".svg", ".png"].includes(extension))
    throw usageFailure(`cannot draw ${options.output}`, "name a .svg or .png file");
  const losses = lossesToPlot(files, options);
  const params = parseParameters(options.param);
  checkTogether(losses, params);
  const curves = curvesOf(losses, params, options);
  if (options.json) {
    printJson({ curves });
    return;
  }
  const xLabel = AXIS_LABELS[curveAxis(losses[0])];
  const labels = { xLabel, logY: options.log ?? false };
  if (options.output === undefined) {
    const { terminalFigure } = await import("../../report/figure/terminal.ts");
    const { columns = TERMINAL.columns, rows = TERMINAL.rows } = process.stdout;
    print(
      terminalFigure(curves, { ...labels, columns, rows: Math.max(16, rows - 2), colour: wantsColour(process.stdout) }),
    );
    return;
  }
  const { curveFigure, svgToPng } = await import("../../report/figure/index.ts");
  const svg = await curveFigure(curves, {
    ...labels,
    theme: extension === ".png" && theme === "auto" ? "light" : theme,
    ...(options.width === undefined ? {} : { width: parseCount(options.width, "--width", 100) }),
    ...(options.height === undefined ? {} : { height: parseCount(options.height, "--height", 100) }),
  });
  writeWhole(options.output, extension === ".png" ? await svgToPng(svg, { scale: 2 }) : svg);
  note(`${losses.map((loss) => loss.name).join(", ")} -> ${options.output}`);
}
