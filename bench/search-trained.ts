/** The trained side of a search on the digits: candidates by the hour with the ladder and without, and how well its cheap rungs rank. */

import jstat from "jstat";
import type { RunConfig } from "../src/cli/evolve/config.ts";
import { createFitness } from "../src/cli/evolve/fitness.ts";
import { openSearch } from "../src/cli/evolve/open-search.ts";
import { planOf } from "../src/cli/evolve/options.ts";
import { aboutHere } from "../src/cli/training/config.ts";
import { createRandom } from "../src/random/index.ts";
import { createJudge } from "../src/search/constraints/index.ts";
import { runSearch } from "../src/search/evolve/index.ts";
import { randomGenotype } from "../src/search/genotype/index.ts";
import type { Candidate } from "../src/search/individual.ts";
import { NLFS } from "../src/search/space/index.ts";
import type { Cell, Context, Group, Row } from "./result.ts";

const WORKERS = 2;
const DECIDED = "candidates decided, two workers";
const RANKS = "how the cheap rungs rank 50 random valid losses";
const LADDER = "default preset";

function configFor(evaluations: number): RunConfig {
  const plan = planOf({ evaluations: String(evaluations), workers: String(WORKERS) });
  return { ...plan, format: 1, kind: "evolve", space: NLFS, founders: [], workers: WORKERS, about: aboutHere("bench") };
}

/** Every candidate goes straight to the last rung. */
function inFull(config: RunConfig): RunConfig {
  const { search, trainings } = config;
  return {
    ...config,
    trainings: trainings.slice(-1),
    search: { ...search, rungs: search.rungs.slice(-1), initial: search.population },
  };
}

const once = (nanoseconds: number) => ({ median: nanoseconds, low: nanoseconds, high: nanoseconds, samples: 1 });

/** Nanoseconds for each candidate that is trained or rejected in training. */
async function timeSearch(config: RunConfig, folder: string): Promise<number> {
  const search = openSearch(config, { entries: [], validBytes: 0 }, folder);
  const fitness = createFitness(config, { workers: WORKERS, folder });
  const start = process.hrtime.bigint();
  try {
    const clock = () => Number(process.hrtime.bigint() - start) / 1e9;
    await runSearch({ search, evaluate: fitness.evaluate, workers: WORKERS, append: () => {}, clock });
  } finally {
    await fitness.close();
  }
  return Number(process.hrtime.bigint() - start) / search.progress().evaluations;
}

async function decidedRow({ effort, folder, progress }: Context): Promise<Row> {
  const config = configFor(Math.max(8, Math.round(60 * effort)));
  const cells: Cell[] = [];
  for (const [name, one] of [
    [LADDER, config],
    ["every candidate in full", inFull(config)],
  ] as const) {
    progress(`${DECIDED}: ${name}`);
    const nanoseconds = await timeSearch(one, folder);
    const note = `${Math.round(3.6e12 / nanoseconds).toLocaleString("en")} an hour`;
    cells.push({ name, timing: once(nanoseconds), note });
  }
  const ratios = [{ label: `/ ${LADDER}`, baseOf: () => LADDER }];
  return { group: "search-trained", name: DECIDED, unit: "s each", divisor: 1e9, ratios, cells };
}

function randomLosses(count: number): Candidate[] {
  const judge = createJudge(NLFS);
  const random = createRandom("ranks");
  const found = new Map<string, Candidate>();
  for (let draw = 0; found.size < count; draw++) {
    const verdict = judge.judge(randomGenotype(NLFS, random.fork(draw)), (fingerprint) => found.has(fingerprint));
    if ("accepted" in verdict) found.set(verdict.accepted.fingerprint, verdict.accepted);
  }
  return [...found.values()];
}

async function ranksRow({ effort, folder, progress }: Context): Promise<Row> {
  progress(RANKS);
  const config = configFor(200);
  const candidates = randomLosses(Math.max(6, Math.round(50 * effort)));
  const fitness = createFitness(config, { workers: WORKERS, folder });
  const scores: number[][] = [];
  const spent: number[] = [];
  try {
    for (const [rungIndex, rung] of config.search.rungs.entries()) {
      const start = process.hrtime.bigint();
      const outcomes = await Promise.all(
        candidates.map((candidate, id) =>
          fitness.evaluate({ ...candidate, id, parents: [], mutation: "random" } as never, rung, {
            signal: new AbortController().signal,
            seed: 1,
            rungIndex,
          }),
        ),
      );
      spent.push(Number(process.hrtime.bigint() - start) / candidates.length);
      // What fails is worse than whatever does not.
      scores.push(outcomes.map((outcome) => ("fitness" in outcome ? outcome.fitness : -1)));
    }
  } finally {
    await fitness.close();
  }
  const cells = config.search.rungs.map(({ name }, i): Cell => {
    const correlation = jstat.jStat.spearmancoeff(scores[i]!, scores.at(-1)!);
    return { name, timing: once(spent[i]!), note: `Spearman's correlation with the last ${correlation.toFixed(3)}` };
  });
  return { group: "search-trained", name: RANKS, unit: "s each", divisor: 1e9, ratios: [], cells };
}

async function* run(rows: readonly string[], context: Context): AsyncGenerator<Row> {
  if (rows.includes(DECIDED)) yield await decidedRow(context);
  if (rows.includes(RANKS)) yield await ranksRow(context);
}

export const SEARCH_TRAINED: Group = { name: "search-trained", rows: [DECIDED, RANKS], run };
