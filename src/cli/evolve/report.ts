/** How a search stands goes in; its report comes out as text and as JSON. */

import type { Individual } from "../../search/evolve/individual.ts";
import type { Progress } from "../../search/evolve/progress.ts";
import { plural } from "../output.ts";
import { objectiveText, type RunConfig } from "./config.ts";
import { formulaOf } from "./display.ts";
import { durationText } from "./duration.ts";
import { countText, fitnessText, rejectionsText, summarizedText, summaryTexts } from "./standing.ts";
import { type Column, tableLines } from "./table.ts";

const COLUMNS: readonly Column[] = [
  { title: "rank", align: "right" },
  { title: "id", align: "right" },
  { title: "fitness", align: "right" },
  { title: "rung", align: "right" },
  { title: "complexity", align: "right" },
  { title: "loss", align: "left" },
];

export function individualLines(individuals: readonly Individual[]): string[] {
  const rows = individuals.map((one, i) => [
    String(i + 1),
    String(one.id),
    fitnessText(one.fitness),
    String(one.rungs.length),
    String(one.complexity),
    formulaOf(one),
  ]);
  return tableLines(COLUMNS, rows);
}

/** Paragraphs, the best `top` losses among them. */
export function reportText(config: RunConfig, progress: Progress, top: number): string {
  const { evaluations, trained, elapsed, rejections, statistics, hall, front, ended } = progress;
  const why = ended === "exhausted" ? "; the space has no further loss that is new" : "";
  const head = [
    `Space ${config.space.name}, seed ${config.seed}; fitness is ${objectiveText(config)}, on ${problemText(config)}.`,
    `${plural(evaluations, "candidate")} in ${durationText(elapsed)}: ${countText(trained)} trained, ${countText(evaluations - trained)} failed${why}.`,
    `Rejected before and in training: ${rejectionsText(rejections)}.`,
  ];
  if (statistics !== undefined) {
    const whose = summarizedText(statistics, config.search.rungs.length);
    head.push(`Population${whose === undefined ? "" : ` (${whose})`}: ${summaryTexts(statistics).join(", ")}.`);
  }
  const paragraphs = [head];
  if (hall.length > 0) {
    paragraphs.push(["The best losses:", ...individualLines(hall.slice(0, top))]);
    paragraphs.push(["The front of fitness and complexity:", ...individualLines(front)]);
  }
  return paragraphs.map((lines) => lines.join("\n")).join("\n\n");
}

function problemText({ trainings }: RunConfig): string {
  const setup = trainings[0]?.setup;
  return setup == null ? "what the trainer says" : `the validation part of ${setup.problem.dataset}`;
}

export function individualJson(individual: Individual): object {
  const { id, fitness, rungs, details, complexity, parents, mutation, program } = individual;
  return {
    id,
    fitness,
    rungs,
    ...(details === undefined ? {} : { metrics: details }),
    complexity,
    parents,
    mutation,
    formula: formulaOf(individual),
    program,
  };
}

export function reportJson(config: RunConfig, progress: Progress, top: number): object {
  const { evaluations, trained, elapsed, rejections, statistics, hall, front, population, ended } = progress;
  return {
    space: config.space.name,
    seed: config.seed,
    objective: objectiveText(config),
    evaluations,
    trained,
    failed: evaluations - trained,
    seconds: elapsed,
    ended: ended ?? null,
    rejections,
    statistics: statistics ?? null,
    best: hall.slice(0, top).map(individualJson),
    front: front.map(individualJson),
    population: population.map(({ id }) => id),
  };
}
