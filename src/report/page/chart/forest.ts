/** Differences with their intervals go in; they are drawn one below the other about a line at no difference, in one panel for each group. */

import { median } from "d3-array";
import { textWidth } from "../../figure/svg-text.ts";
import { type Drawing, draw } from "./draw.ts";
import { WIDTH } from "./lines.ts";
import { colour, lineColour } from "./theme.ts";

export interface Difference {
  readonly group: string;
  readonly label: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: (typeof VERDICTS)[number];
}

const VERDICTS = ["better", "worse", "undecided", "failed"] as const;

/** ×, as a path within a square from -1 to 1. */
const CROSS = "M-0.9,-0.9L0.9,0.9M-0.9,0.9L0.9,-0.9";

/** Beyond this many times the usual difference an end of an interval would push all others together at no difference. */
const FAR = 20;

export interface DifferenceAxis {
  readonly scale?: { readonly type: "symlog"; readonly constant: number };
  /** Ticks. */
  readonly values?: readonly number[];
  /** Told beside the axis. */
  readonly note: string;
}

/** Linear; about the usual difference linear and logarithmic beyond it, where some differences are far larger than most. */
export function differenceAxis(differences: readonly Pick<Difference, "mean" | "low" | "high">[]): DifferenceAxis {
  const usual = median(differences, ({ mean }) => Math.abs(mean)) ?? 0;
  const ends = differences.flatMap(({ low, high }) => [low, high]).filter(Number.isFinite);
  const farthest = Math.max(0, ...ends.map(Math.abs));
  if (!(usual > 0) || farthest <= FAR * usual) return { note: "" };
  const unit = 10 ** Math.round(Math.log10(usual));
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const sizes = Array.from({ length: 1 + Math.ceil(Math.log10(farthest / unit)) }, (_, i) => unit * 10 ** i);
  return {
    scale: { type: "symlog", constant: unit },
    values: [...sizes.map((size) => -size).reverse(), 0, ...sizes].filter((tick) => tick >= least && tick <= most),
    note: ` (logarithmic beyond ${Number(unit.toPrecision(1))})`,
  };
}

export function drawForest(differences: readonly Difference[], xLabel: string): Promise<Drawing> {
  const groups = [...new Set(differences.map(({ group }) => group))];
  const labels = [...new Set(differences.map(({ label }) => label))];
  const scale = <Value>(range: Value[]) => ({ domain: [...VERDICTS], range });
  const verdict = { field: "verdict", type: "nominal" as const, legend: null };
  const tones = scale([lineColour(0), lineColour(1), colour("muted"), colour("muted")]);
  const y = { field: "label", type: "nominal" as const, sort: labels, title: null };
  const { scale: spread, values, note } = differenceAxis(differences);
  const x = {
    type: "quantitative" as const,
    title: `${xLabel}${note}`,
    ...(spread && { scale: spread }),
    axis: {
      grid: true,
      tickCount: 5,
      ...(values && { values: [...values] }),
      labelExpr: "datum.value === 0 ? '0' : format(datum.value, '+~f')",
    },
  };
  return draw({
    data: { values: differences.map((one) => ({ ...one })) },
    facet: {
      row: {
        field: "group",
        type: "nominal",
        sort: groups,
        title: null,
        header: { labelAngle: 0, labelOrient: "top", labelAnchor: "start", labelPadding: 6, labelLimit: WIDTH },
      },
    },
    spacing: 18,
    spec: {
      width: WIDTH - 30 - Math.max(...labels.map((label) => textWidth(label, 12))),
      height: { step: 24 },
      layer: [
        {
          mark: { type: "rule", color: colour("ink"), strokeWidth: 1 },
          encoding: { x: { datum: 0, type: "quantitative" } },
        },
        {
          mark: { type: "rule", strokeWidth: 2.5 },
          encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color: { ...verdict, scale: tones } },
        },
        {
          mark: { type: "point", size: 70, opacity: 1, strokeWidth: 2 },
          encoding: {
            x: { ...x, field: "mean" },
            y,
            color: { ...verdict, scale: tones },
            fill: { ...verdict, scale: scale([lineColour(0), lineColour(1), colour("page"), colour("muted")]) },
            shape: { ...verdict, scale: scale(["triangle-right", "triangle-left", "circle", CROSS]) },
          },
        },
      ],
    },
  });
}
