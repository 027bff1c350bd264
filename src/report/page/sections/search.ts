/** A search goes in; its section comes out: the best genotype, phenotypes, gradients, progress, the front, rejections, winners and their lineage. */

import { drawBars } from "../chart/bars.ts";
import { drawFront } from "../chart/front.ts";
import { drawLines } from "../chart/lines.ts";
import type { HistoryPoint, SearchReport, Winner } from "../data.ts";
import type { Block, Cell, FigureBlock, Section, Text } from "../document.ts";
import { drawGenotype } from "../genotype-figure.ts";
import { countText, plural, timeText, valueText } from "../numbers.ts";
import { curveFigures } from "./curves.ts";
import { originBlocks } from "./origin.ts";

export async function searchSection(search: SearchReport, index: number): Promise<Section> {
  const { space, seed, objective, problem, evaluations, seconds, winners, source } = search;
  const best = winners[0];
  const id = `search-${index + 1}`;
  return {
    id,
    title: `Search: ${source.path}`,
    lead: [
      `Space ${space}, seed ${seed}. Fitness is ${objective}, on ${problem}. `,
      `${plural(evaluations, "candidate")} were trained in ${timeText(seconds)}.`,
    ],
    blocks: [
      tiles(search),
      ...(best === undefined
        ? [{ kind: "text" as const, text: ["No training went well."] }]
        : await bestBlocks(search, best, id)),
      ...(await processBlocks(search, id)),
      ...(winners.length > 0 ? winnerBlocks(search) : []),
      ...originBlocks(source, "This search, with all of its numbers", [
        { what: "The table of its best, from the journal", command: `lossc runs show ${source.path}` },
        ...(best === undefined
          ? []
          : [{ what: "The lineage of the best", command: `lossc show ${source.path} --lineage ${best.id}` }]),
      ]),
    ],
  };
}

function tiles({ evaluations, trained, seconds, winners, rejections, isPart }: SearchReport): Block {
  const refused = rejections.reduce((sum, { count }) => sum + count, 0);
  const unit = isPart ? " %" : "";
  return {
    kind: "tiles",
    tiles: [
      ...(winners[0] === undefined
        ? []
        : [{ value: `${valueText(winners[0].fitness, { isPart })}${unit}`, label: "best fitness" }]),
      { value: countText(evaluations), label: `candidates trained, ${countText(evaluations - trained)} failed` },
      { value: countText(refused), label: "refused before or in training" },
      ...(seconds > 0 ? [{ value: countText((3600 * evaluations) / seconds), label: "candidates an hour" }] : []),
    ],
  };
}

async function bestBlocks(search: SearchReport, best: Winner, id: string): Promise<Block[]> {
  const blocks: Block[] = [
    { kind: "heading", text: `The best loss: ${best.name}` },
    { kind: "formula", latex: best.latex },
  ];
  const figures: FigureBlock[] = [];
  if (best.graph !== null) {
    const inactive = best.graph.nodes.filter(({ kind, active }) => kind === "hidden" && !active).length;
    figures.push({
      kind: "figure",
      id: `${id}-genotype`,
      title: "Genotype of the best loss",
      caption: [
        "From the leaves to the root; a node's first operand enters on the left. ",
        inactive > 0
          ? `${plural(inactive, "inactive node")}, which the root does not reach, ${inactive === 1 ? "is" : "are"} dashed. `
          : "Every node is active. ",
        { math: best.latex },
      ],
      drawing: drawGenotype(best.graph),
    });
  }
  const curves = await curveFigures(search.curves, id);
  return [...blocks, { kind: "row", figures: [...figures, ...curves] }];
}

async function processBlocks(search: SearchReport, id: string): Promise<Block[]> {
  const { history, rejections, finalists, front, isPart, objective } = search;
  const yFormat = isPart ? ".0%" : "~g";
  const figures: FigureBlock[] = [];
  if (history.length > 0) {
    const lines = progressSeries(history, search.better);
    const rungs = search.rungs.length;
    figures.push({
      kind: "figure",
      id: `${id}-progress`,
      title: "Progress of the search",
      caption: [
        "Fitness of the population over the candidates trained. ",
        rungs > 1
          ? "Fitness is that on the highest rung that two members have reached; a line breaks where that rung changes, as numbers of different rungs are not comparable."
          : "",
      ],
      drawing: await drawLines(
        { title: "Progress", xLabel: "candidates trained", yLabel: objective, series: lines },
        {
          baseline: null,
          yFormat,
          wholeX: true,
          steps: true,
          xRange: [history[0]!.evaluations, history.at(-1)!.evaluations],
        },
      ),
    });
  }
  if (finalists.length > 0) {
    figures.push({
      kind: "figure",
      id: `${id}-front`,
      title: "Fitness and complexity",
      caption: [
        "Losses trained to the last rung. Diamonds are the front: no other loss of as few operations is fitter.",
      ],
      drawing: await drawFront(finalists, front, { yLabel: objective, yFormat }),
    });
  }
  if (rejections.length > 0) {
    figures.push({
      kind: "figure",
      id: `${id}-rejections`,
      title: "Rejections by reason",
      caption: [
        "Candidates refused before training, and trainings that were given up, cheapest test first in the search.",
      ],
      drawing: await drawBars(
        rejections.map(({ reason, count }) => ({ label: reason, count, text: countText(count) })),
        "candidates",
      ),
    });
  }
  return figures.length === 0
    ? []
    : [
        { kind: "heading", text: "How the search went" },
        { kind: "row", figures },
      ];
}

/** A missing value stands where the rung changes. Where less is better, the largest is the worst, and so it is called. */
function progressSeries(history: readonly HistoryPoint[], better: "higher" | "lower") {
  const names = ["best", "mean", "median", "minimum"] as const;
  const shown = better === "higher" ? names : names.filter((name) => name !== "minimum");
  const x: number[] = [];
  const points: (HistoryPoint | undefined)[] = [];
  history.forEach((point, i) => {
    const before = history[i - 1];
    if (before !== undefined && before.rung !== point.rung) {
      x.push(point.evaluations);
      points.push(undefined);
    }
    x.push(point.evaluations);
    points.push(point);
  });
  return shown.map((name) => ({ label: name, x, y: points.map((point) => point?.[name] ?? Number.NaN) }));
}

function winnerBlocks({ winners, isPart, rungs }: SearchReport): Block[] {
  const scale = { isPart };
  const cell = (...text: Text): Cell => ({ text });
  return [
    { kind: "heading", text: "The winners" },
    {
      kind: "table",
      caption: [
        `The best ${countText(winners.length)}. `,
        isPart ? "Fitness in percent, " : "Fitness ",
        `on rung ${winners[0]!.rungs.length} of ${rungs.length} for the first.`,
      ],
      columns: [
        { title: "loss", align: "left" },
        { title: "fitness", align: "right" },
        { title: "rung", align: "right" },
        { title: "complexity", align: "right" },
        { title: "formula", align: "left", wraps: true },
      ],
      rows: winners.map((winner, i) => [
        i === 0 ? { text: [winner.name], tone: "best" as const } : cell(winner.name),
        cell(valueText(winner.fitness, scale)),
        cell(String(winner.rungs.length)),
        cell(String(winner.complexity)),
        cell({ math: winner.latex.replace(/^L_\{.*?\}\s*=\s*/, "") }),
      ]),
    },
    ...winners.map(
      (winner): Block => ({
        kind: "fold",
        title: `${winner.name}: derivation, program and lineage`,
        blocks: [
          { kind: "formula", latex: winner.derivation },
          { kind: "program", text: winner.program },
          {
            kind: "steps",
            steps: winner.lineage.map((step) => ({
              title: [{ strong: `#${step.id}` }, ` by ${step.mutation}`],
              latex: step.latex,
              note: `${step.trainedTo === null ? "its training failed" : `fitness ${valueText(step.fitness, scale)} on rung ${step.trainedTo}`}, complexity ${step.complexity}`,
            })),
          },
        ],
      }),
    ),
  ];
}
