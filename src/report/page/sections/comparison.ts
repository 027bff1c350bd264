/** A comparison of losses by training goes in; its section comes out: the table, what it shows, and learning curves. */

import { failureLines } from "../../comparison.ts";
import { drawLines } from "../chart/lines.ts";
import type { ComparisonReport } from "../data.ts";
import type { Block, Cell, FigureBlock, Section } from "../document.ts";
import { intervalText, plural, pText, valueText } from "../numbers.ts";
import { curveFigures } from "./curves.ts";
import { equationBlocks } from "./equations.ts";
import { originBlocks } from "./origin.ts";

export async function comparisonSection(report: ComparisonReport, index: number): Promise<Section> {
  const { source, problem, setup, part, seeds, verdicts, panels, measurement, baseline } = report;
  const id = `training-${index + 1}`;
  const figures: FigureBlock[] = [];
  for (const [i, panel] of panels.entries()) {
    figures.push({
      kind: "figure",
      id: `${id}-learning-${i + 1}`,
      title: panel.title,
      caption: [
        seeds.length > 1 ? `Means of ${seeds.length} seeds; bands reach from the worst to the best.` : "One seed.",
      ],
      drawing: await drawLines(panel, { baseline, wholeX: true, yFormat: i > 0 && measurement.isPart ? ".0%" : "~g" }),
    });
  }
  return {
    id,
    title: `Training: ${source.path}`,
    lead: [`${problem}; ${setup}. ${plural(seeds.length, "seed")}: ${seeds.join(", ")}. Compared on the ${part} part.`],
    blocks: [
      table(report),
      ...(verdicts.length > 0 ? [{ kind: "text" as const, text: [verdicts.join(" ")] }] : []),
      ...failures(report),
      { kind: "row", figures: [...figures, ...(await curveFigures(report.curves, id))] },
      ...equationBlocks(report.equations),
      ...originBlocks(source, "The trainings and the table"),
    ],
  };
}

const failures = ({ rows }: ComparisonReport): Block[] => {
  const lines = rows.flatMap(failureLines);
  return lines.length === 0 ? [] : [{ kind: "text", text: [lines.join("; ")] }];
};

function table({ rows, baseline, measurement }: ComparisonReport): Block {
  const { isPart, metric, better } = measurement;
  const scale = { isPart };
  const cell = (text: string, tone?: Cell["tone"]): Cell => ({ text: [text], ...(tone ? { tone } : {}) });
  const paired = rows.some(({ difference }) => difference !== undefined);
  return {
    kind: "table",
    caption: [
      `Mean ${metric}${isPart ? " in percent" : ""} over the seeds, with 95 % intervals`,
      paired ? `; differences to ${baseline} are paired by seed, p-values by Holm.` : ".",
    ],
    columns: [
      { title: "loss", align: "left" },
      { title: isPart ? `${metric} (%)` : metric, align: "right" },
      { title: "95 % interval", align: "right" },
      ...(paired
        ? ([
            { title: "difference", align: "right" },
            { title: "95 % interval", align: "right" },
            { title: "p (Holm)", align: "right" },
          ] as const)
        : []),
    ],
    rows: rows.map(({ label, mean, interval, difference, failed, perSeed }) => {
      const lost = failed.reduce((sum, { seeds }) => sum + seeds.length, 0);
      const sure = difference?.pHolm !== undefined && difference.pHolm < 0.05;
      const isBetter = difference !== undefined && difference.difference > 0 === (better === "higher");
      const tone = sure ? (isBetter ? "better" : "worse") : undefined;
      return [
        cell(lost > 0 ? `${label} (${lost} of ${perSeed.length} failed)` : label),
        cell(valueText(mean, scale)),
        cell(intervalText(interval, scale)),
        ...(paired
          ? difference === undefined
            ? [cell(label === baseline ? "baseline" : "–", "muted"), cell(""), cell("")]
            : [
                cell(`${sure ? (isBetter ? "▲ " : "▼ ") : ""}${valueText(difference.difference, scale, true)}`, tone),
                cell(intervalText(difference.interval, scale, true)),
                cell(pText(difference.pHolm)),
              ]
          : []),
      ];
    }),
  };
}
