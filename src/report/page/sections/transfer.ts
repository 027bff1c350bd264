/** A transfer goes in; its section comes out: in how many cells each loss is better or worse, and every cell's numbers. */

import type { Measurement } from "../../comparison.ts";
import type { Overall, TransferCell, TransferReport, Verdict } from "../../transfer/result.ts";
import { type Difference, drawForest } from "../chart/forest.ts";
import type { Placed } from "../data.ts";
import type { Block, Cell, FigureBlock, Section } from "../document.ts";
import { intervalText, plural, pText, timeText, valueText } from "../numbers.ts";
import { curveFigures } from "./curves.ts";
import { equationBlocks } from "./equations.ts";
import { originBlocks } from "./origin.ts";

export async function transferSection(
  { source, result, measurement, curves, equations }: Placed<TransferReport>,
  index: number,
): Promise<Section> {
  const { baseline, cells, seconds } = result;
  const id = `transfer-${index + 1}`;
  const grid = new Set(cells.map(cellName)).size;
  const seeds = Math.max(0, ...cells.map((cell) => cell.seeds.length));
  return {
    id,
    title: `Transfer: ${source.path}`,
    lead: [
      `${measurement.metric[0]!.toUpperCase()}${measurement.metric.slice(1)} on the test part, in ${plural(grid, "cell")} of model, data and augmentation, ${plural(seeds, "seed")} each, in ${timeText(seconds)}. `,
      `Differences to ${baseline} are paired by seed; p-values are of the paired t-test, corrected by Holm's method over the whole grid. `,
      "Better and worse mean p < 0.05.",
    ],
    blocks: [
      overallTable(result.overall, baseline),
      ...result.against.map(({ baseline: other, overall }) => overallTable(overall, other)),
      { kind: "row", figures: [...(await forest(result, measurement, id)), ...(await curveFigures(curves, id))] },
      cellTable(cells, measurement),
      ...equationBlocks(equations),
      ...originBlocks(source, "The grid, with all of its numbers"),
    ],
  };
}

function noiseText(noise: TransferCell["labelNoise"]): string {
  if (noise === null) return "";
  return `${+(100 * noise.rate).toFixed(1)} % wrong labels${noise.kind === "symmetric" ? "" : `, ${noise.kind}`}`;
}

const cellName = ({ dataset, model, augment, labelNoise }: TransferCell): string =>
  [dataset, model, augment === "none" ? "" : augment, noiseText(labelNoise)].filter((part) => part !== "").join(" · ");

function overallTable(overall: readonly Overall[], baseline: string): Block {
  return {
    kind: "table",
    caption: [`In how many cells of the grid each loss is better or worse than ${baseline}.`],
    columns: [
      { title: "loss", align: "left" },
      { title: "▲ better", align: "right" },
      { title: "▼ worse", align: "right" },
      { title: "○ undecided", align: "right" },
      { title: "× failed", align: "right" },
    ],
    rows: overall.map(({ loss, better, worse, undecided, failed }): Cell[] => [
      { text: [loss] },
      { text: [String(better)], ...(better > 0 ? { tone: "better" as const } : {}) },
      { text: [String(worse)], ...(worse > 0 ? { tone: "worse" as const } : {}) },
      { text: [String(undecided)] },
      { text: [String(failed)] },
    ]),
  };
}

async function forest(
  { cells, baseline }: TransferReport,
  { metric, isPart }: Measurement,
  id: string,
): Promise<FigureBlock[]> {
  const unit = isPart ? 100 : 1;
  const differences = cells.flatMap((cell): Difference[] => {
    const { difference, verdict, loss } = cell;
    if (difference === null || verdict === "baseline") return [];
    const [low, high] = difference.interval ?? [difference.mean, difference.mean];
    return [
      { group: cellName(cell), label: loss, mean: unit * difference.mean, low: unit * low, high: unit * high, verdict },
    ];
  });
  if (differences.length === 0) return [];
  return [
    {
      kind: "figure",
      id: `${id}-differences`,
      title: `Differences to ${baseline}`,
      caption: [
        `${isPart ? "Points of " : ""}${metric} on the test part, with 95 % intervals. ▶ better, ◀ worse, ○ undecided, × of the seeds that did not fail.`,
      ],
      drawing: await drawForest(differences, `${isPart ? "points" : metric} more than ${baseline}`),
    },
  ];
}

const SIGNS: Readonly<Record<Verdict, string>> = {
  baseline: "",
  better: "▲ ",
  worse: "▼ ",
  undecided: "○ ",
  failed: "× ",
};

function cellTable(cells: readonly TransferCell[], scale: Measurement): Block {
  const text = (value: string): Cell => ({ text: [value] });
  let last = "";
  return {
    kind: "table",
    caption: [
      `Every cell: mean ${scale.metric} on the test part${scale.isPart ? " in percent" : ""}, the paired difference, and Holm's p-value.`,
    ],
    columns: [
      { title: "cell", align: "left", wraps: true },
      { title: "loss", align: "left" },
      { title: scale.isPart ? `${scale.metric} (%)` : scale.metric, align: "right" },
      { title: "95 % interval", align: "right" },
      { title: "difference", align: "right" },
      { title: "95 % interval", align: "right" },
      { title: "p (Holm)", align: "right" },
      { title: "verdict", align: "left", wraps: true },
    ],
    rows: cells.map((cell): Cell[] => {
      const name = cellName(cell);
      const isFirst = name !== last;
      last = name;
      const { verdict, failed, seeds } = cell;
      const reasons = [...new Set(failed.map(({ reason }) => reason))].join("; ");
      const lost = failed.length > 0 ? ` (${failed.length} of ${seeds.length} failed: ${reasons})` : "";
      const tone = verdict === "better" || verdict === "worse" ? verdict : verdict === "baseline" ? "muted" : undefined;
      return [
        { text: [isFirst ? name : ""], ...(isFirst ? { isHead: true } : {}) },
        text(cell.loss),
        text(valueText(cell.mean, scale)),
        text(intervalText(cell.interval, scale)),
        text(cell.difference === null ? "" : valueText(cell.difference.mean, scale, true)),
        text(cell.difference === null ? "" : intervalText(cell.difference.interval, scale, true)),
        text(cell.difference === null ? "" : pText(cell.pHolm)),
        { text: [`${SIGNS[verdict]}${verdict}${lost}`], ...(tone ? { tone } : {}) },
      ];
    }),
  };
}
