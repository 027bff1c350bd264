/** An elimination goes in; its section comes out: how the losses fared from phase to phase, and how well early phases foretell the last. */

import type { Measurement } from "../../comparison.ts";
import { drawLines } from "../chart/lines.ts";
import type { Placed } from "../data.ts";
import type { Block, Cell, FigureBlock, Section } from "../document.ts";
import type { EliminationResult, Phase } from "../elimination.ts";
import { intervalText, plural, timeText, valueText } from "../numbers.ts";
import { curveFigures } from "./curves.ts";
import { equationBlocks } from "./equations.ts";
import { originBlocks } from "./origin.ts";

/** More lines than these cannot be told apart. */
const MOST_LINES = 8;

export async function eliminationSection(
  { source, result, measurement, curves, equations }: Placed<EliminationResult>,
  index: number,
): Promise<Section> {
  const { phases, survivors, seconds } = result;
  const id = `elimination-${index + 1}`;
  const trainings = phases.reduce((sum, phase) => sum + phase.trainings, 0);
  const began = phases[0]?.results.filter(({ baseline }) => !baseline).length ?? 0;
  return {
    id,
    title: `Elimination: ${source.path}`,
    lead: [
      `${plural(began, "loss", "losses")} went through ${plural(phases.length, "phase")} with ${plural(trainings, "training")} in ${timeText(seconds)}; `,
      survivors.length > 0 ? `${survivors.join(", ")} survived. ` : "none survived. ",
      "Baselines run along, and are never counted. Scores are of the validation part.",
    ],
    blocks: [
      { kind: "row", figures: [...(await phaseFigures(result, measurement, id)), ...(await curveFigures(curves, id))] },
      correlationTable(phases),
      ...phases
        .toReversed()
        .map(
          (phase, i): Block =>
            i === 0
              ? phaseTable(phase, measurement)
              : { kind: "fold", title: `Phase ${phase.name}: all results`, blocks: [phaseTable(phase, measurement)] },
        ),
      ...equationBlocks(equations),
      ...originBlocks(source, "The elimination, with all of its numbers"),
    ],
  };
}

async function phaseFigures(
  { phases, survivors }: EliminationResult,
  { metric, isPart }: Measurement,
  id: string,
): Promise<FigureBlock[]> {
  if (phases.length < 2) return [];
  const baselines = new Set(
    phases.flatMap(({ results }) => results.filter(({ baseline }) => baseline).map(({ loss }) => loss)),
  );
  const others = (phases.at(-1)?.results ?? []).map(({ loss }) => loss).filter((name) => !baselines.has(name));
  const names = [...new Set([...survivors, ...others])].slice(0, MOST_LINES - baselines.size);
  const series = [...names, ...baselines].map((label) => {
    const points = phases.flatMap(({ results }, i) => {
      const found = results.find(({ loss }) => loss === label);
      return found?.mean == null
        ? []
        : [{ x: i + 1, mean: found.mean, interval: found.interval ?? ([found.mean, found.mean] as const) }];
    });
    return {
      label,
      x: points.map(({ x }) => x),
      y: points.map(({ mean }) => mean),
      low: points.map(({ interval }) => interval[0]),
      high: points.map(({ interval }) => interval[1]),
    };
  });
  return [
    {
      kind: "figure",
      id: `${id}-phases`,
      title: "Score by phase",
      caption: [
        `Mean ${metric} of the last phase's losses in every phase, with 95 % intervals where there are several seeds; `,
        "those of two or three can reach beyond the frame. ",
        `Phases: ${phases.map(({ name }, i) => `${i + 1} ${name}`).join(", ")}.`,
      ],
      drawing: await drawLines(
        { title: "", xLabel: "phase", yLabel: metric, yRange: frameOf(series.flatMap(({ y }) => y)), series },
        { yFormat: isPart ? ".1%" : "~g", xFormat: "d", strokes: true, xValues: phases.map((_, i) => i + 1) },
      ),
    },
  ];
}

/** The range of an axis by its means alone: an interval of two seeds can be many times as long as all means are apart. */
export function frameOf(means: readonly number[]): readonly [number, number] | "full" {
  if (means.length === 0) return "full";
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const margin = 0.2 * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}

function correlationTable(phases: readonly Phase[]): Block {
  return {
    kind: "table",
    caption: [
      "The phases. Rank correlation is Spearman's, of a phase's scores with the last one's, over the losses that both have.",
    ],
    columns: [
      { title: "phase", align: "left" },
      { title: "losses", align: "right" },
      { title: "kept", align: "right" },
      { title: "trainings", align: "right" },
      { title: "time", align: "right" },
      { title: "rank correlation", align: "right" },
    ],
    rows: phases.map(({ name, results, trainings, seconds, rankCorrelationWithLast: rho }, i) => {
      const own = results.filter(({ baseline }) => !baseline);
      const texts = [
        name,
        String(own.length),
        String(own.filter(({ kept }) => kept).length),
        String(trainings),
        timeText(seconds),
        i === phases.length - 1 || rho === null ? "–" : rho.toFixed(2).replace("-", "−"),
      ];
      return texts.map((text) => ({ text: [text] }));
    }),
  };
}

function phaseTable({ name, results }: Phase, scale: Measurement): Block {
  const unit = scale.isPart ? " (%)" : "";
  const cell = (text: string, tone?: Cell["tone"]): Cell => ({ text: [text], ...(tone ? { tone } : {}) });
  return {
    kind: "table",
    caption: [
      `Phase ${name}: mean ${scale.metric}${scale.isPart ? " in percent" : ""}, with the 95 % interval over seeds.`,
    ],
    columns: [
      { title: "rank", align: "right" },
      { title: "loss", align: "left" },
      { title: `${scale.metric}${unit}`, align: "right" },
      { title: "95 % interval", align: "right" },
      { title: "seeds", align: "right" },
      { title: "outcome", align: "left", wraps: true },
    ],
    rows: results.map(({ loss, mean, interval, scores, failed, rank, kept, baseline }) => [
      cell(baseline ? "–" : String(rank)),
      cell(loss, baseline ? "muted" : undefined),
      cell(valueText(mean, scale)),
      cell(intervalText(interval, scale)),
      cell(String(scores.filter((score) => score !== null).length)),
      cell(
        [
          baseline ? "baseline" : kept ? "✓ kept" : "eliminated",
          ...new Set(failed.map(({ reason }) => `${failed.length} failed: ${reason}`)),
        ].join("; "),
        baseline ? "muted" : kept ? "better" : undefined,
      ),
    ]),
  };
}
