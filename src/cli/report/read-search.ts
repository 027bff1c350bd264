/** A search's folder goes in; what a report tells of it comes out. */

import { lossEquation } from "../../report/latex.ts";
import { equationOf } from "../../report/page/curves.ts";
import type { Scored, SearchReport, Step, Winner } from "../../report/page/data.ts";
import type { Individual } from "../../search/evolve/individual.ts";
import { METRICS, type Setup } from "../../train/job.ts";
import { objectiveText, type RunConfig } from "../evolve/config.ts";
import { originOf } from "../evolve/export.ts";
import { foundLoss, foundName } from "../evolve/found-loss.ts";
import { lineage, readRun, type StoredRun } from "../evolve/stored-run.ts";
import { MEASUREMENTS } from "../training/report.ts";
import { genotypeGraph } from "./genotype.ts";
import { compiledLoss, curvesBeside } from "./losses.ts";
import { evolveCommand } from "./repeat.ts";
import { lengthText, problemText } from "./words.ts";

/** Losses whose curves go into one figure. */
const DRAWN = 3;

export function readSearch(path: string, top: number): SearchReport {
  const run = readRun(path);
  const { config, progress, entries } = run;
  const { hall, front, rejections, evaluations, trained, elapsed, history } = progress;
  const winners = hall.slice(0, top).flatMap((one) => winnerOf(run, one) ?? []);
  const last = Math.max(0, ...hall.map(({ rungs }) => rungs.length));
  const finalists = new Map<number, Scored>();
  for (const entry of entries) {
    if (entry.kind === "individual" && entry.fitness !== null && entry.rungs.length === last)
      finalists.set(entry.id, scored({ ...entry, fitness: entry.fitness }));
  }
  for (const one of hall) if (one.rungs.length === last) finalists.set(one.id, scored(one));
  const isPlain = config.complexityPenalty === 0;
  return {
    source: { path, command: evolveCommand(config), about: config.about },
    space: config.space.name,
    seed: config.seed,
    objective: objectiveText(config),
    better: METRICS[config.metric].better,
    isPart: isPlain && MEASUREMENTS[config.metric].isPart,
    problem: problemOf(config),
    rungs: config.search.rungs.map(({ name }, i) => ({ name, setup: setupText(config, i) })),
    population: config.search.population,
    evaluations,
    trained,
    seconds: elapsed,
    rejections: Object.entries(rejections)
      .map(([reason, count]) => ({ reason, count }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count),
    history: history.map(({ evaluations: at, rung, best, mean, median, minimum }) => ({
      evaluations: at,
      rung,
      best,
      mean,
      median,
      minimum,
    })),
    winners,
    front: front.map(scored),
    finalists: [...finalists.values()],
    curves: curvesBeside(winners, DRAWN),
  };
}

const formulas = new Map<string, string>();

function formulaOf(program: string): string {
  const known = formulas.get(program) ?? compiledLoss(program)?.formula ?? program;
  formulas.set(program, known);
  return known;
}

const scored = ({
  id,
  fitness,
  complexity,
  program,
}: Pick<Individual, "id" | "fitness" | "complexity" | "program">): Scored => ({
  id,
  fitness,
  complexity,
  formula: formulaOf(program),
});

function winnerOf(run: StoredRun, one: Individual): Winner | undefined {
  const { path, config } = run;
  const program = foundLoss(one, originOf(path, config));
  const loss = compiledLoss(program);
  if (loss === undefined) return undefined;
  return {
    ...scored(one),
    ...equationOf(foundName(one), loss, program),
    rungs: one.rungs,
    metrics: one.details ?? {},
    graph: genotypeGraph(config.space, one.program),
    lineage: lineage(run, one.id).map(({ entry, fitness, rungs }): Step => {
      const ancestor = compiledLoss(entry.program);
      return {
        ...scored({ ...entry, fitness: fitness ?? Number.NaN }),
        parents: entry.parents,
        mutation: entry.mutation,
        trainedTo: fitness === null ? null : rungs.length,
        latex: ancestor === undefined ? "" : lossEquation("", ancestor.derive()).replace(/^L_\{.*?\} = /, "L = "),
      };
    }),
  };
}

function setupText({ trainings }: RunConfig, rung: number): string {
  const training = trainings[rung];
  const setup: Setup | null | undefined = training?.setup;
  if (setup == null) return "a trainer of the user's";
  return lengthText(setup);
}

function problemOf({ trainings, trainer }: RunConfig): string {
  const setup = trainings[0]?.setup;
  return setup == null
    ? `what \`${trainer?.command ?? "the trainer"}\` says`
    : `the validation part of ${problemText(setup.problem)}`;
}
