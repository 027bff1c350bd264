/** Differences with their intervals go in; they are drawn one below the other about a line at no difference, in one panel for each group. */

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

export function drawForest(differences: readonly Difference[], xLabel: string): Promise<Drawing> {
  const groups = [...new Set(differences.map(({ group }) => group))];
  const labels = [...new Set(differences.map(({ label }) => label))];
  const scale = <Value>(range: Value[]) => ({ domain: [...VERDICTS], range });
  const verdict = { field: "verdict", type: "nominal" as const, legend: null };
  const tones = scale([lineColour(0), lineColour(1), colour("muted"), colour("muted")]);
  const y = { field: "label", type: "nominal" as const, sort: labels, title: null };
  const x = {
    type: "quantitative" as const,
    title: xLabel,
    axis: { grid: true, tickCount: 5, labelExpr: "datum.value === 0 ? '0' : format(datum.value, '+~f')" },
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
