/** An open run folder goes in; the search goes on in it until its budget is used up, and each result is on the disk at once. */

import type { Progress } from "../../search/evolve/progress.ts";
import { runSearch, type SearchEvent } from "../../search/evolve/run.ts";
import type { Search } from "../../search/evolve/search.ts";
import { inputFailure } from "../failure.ts";
import { asInputFailure } from "../training/preflight.ts";
import { objectiveText, type RunConfig } from "./config.ts";
import { createDisplay, formulaOf } from "./display.ts";
import type { Fitness } from "./fitness.ts";
import type { RunFolder } from "./run-folder.ts";
import { fitnessText, type Standing, secondsLeft } from "./standing.ts";

export interface SearchRun {
  readonly folder: RunFolder;
  readonly search: Search;
  readonly fitness: Fitness;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly quiet: boolean;
}

/** So many trainings without one that goes well are the fault of something else than the losses. */
const HOPELESS = 25;

/** @throws the signal's reason after an abort; what is recorded by then stays. */
export async function runToEnd({ folder, search, fitness, workers, signal, quiet }: SearchRun): Promise<void> {
  const { config } = folder;
  const before = search.progress();
  const began = performance.now();
  const seconds = (): number => Math.round(performance.now() - began) / 1_000;
  const fatal = new AbortController();
  const running = new Set<number>();
  let failures = 0;

  const standing = (): Standing =>
    standingOf(config, search.progress(), {
      running: running.size,
      seconds: before.elapsed + seconds(),
      here: seconds(),
      evaluationsBefore: before.evaluations,
    });
  const display = createDisplay(standing, quiet);

  const onEvent = (event: SearchEvent): void => {
    const { id } = event.work.bred;
    if (event.kind === "started") running.add(id);
    else {
      running.delete(id);
      failures = "failed" in event.outcome ? failures + 1 : 0;
      const last = event.entries.at(-1);
      if (last !== undefined && last.kind !== "rung") display.end(endText(event, config.search.rungs.length));
      if (failures >= HOPELESS && search.progress().trained === 0 && "failed" in event.outcome)
        fatal.abort(
          inputFailure(`the first ${failures} trainings have failed, the last: ${event.outcome.failed.detail}`),
        );
    }
  };

  try {
    folder.begin(search.header);
    await runSearch({
      search,
      workers,
      append: folder.append,
      onEvent,
      clock: () => before.elapsed + seconds(),
      signal: AbortSignal.any([signal, fatal.signal]),
      evaluate: async (candidate, rung, options) => {
        try {
          return await fitness.evaluate(candidate, rung, options);
        } catch (error) {
          // No candidate's fault: it ends the run.
          if (!options.signal.aborted) fatal.abort(asInputFailure(error));
          throw error;
        }
      },
    });
  } finally {
    display.stop();
  }
  fatal.signal.throwIfAborted();
  signal.throwIfAborted();
}

function endText({ work, outcome }: Extract<SearchEvent, { kind: "completed" }>, rungs: number): string {
  const { id } = work.bred;
  if ("failed" in outcome) return `#${id} failed: ${outcome.failed.detail}`;
  return `#${id}: ${fitnessText(outcome.fitness)} on rung ${work.rung + 1} of ${rungs}`;
}

/** The population's best falls when it grows old; what was found stays found, until there are results of a higher rung. */
function bestSoFar(history: Progress["history"], direction: RunConfig["search"]["direction"]): number[] {
  const better = direction === "maximize" ? Math.max : Math.min;
  let highest = 0;
  let best = Number.NaN;
  return history.map((point) => {
    if (point.rung > highest) best = point.best;
    else if (point.rung === highest) best = better(best, point.best);
    highest = Math.max(highest, point.rung);
    return best;
  });
}

interface Moment {
  readonly running: number;
  readonly seconds: number;
  /** Seconds of this process, and evaluations of earlier ones. */
  readonly here: number;
  readonly evaluationsBefore: number;
}

function standingOf(config: RunConfig, progress: Progress, moment: Moment): Standing {
  const { evaluations, statistics, rejections, history, hall } = progress;
  const { running, seconds, here, evaluationsBefore } = moment;
  const done = evaluations - evaluationsBefore;
  const perHour = done > 0 && here > 0 ? (3_600 * done) / here : undefined;
  const budget = config.budget.evaluations;
  const best = hall[0];
  return {
    objective: objectiveText(config),
    evaluations,
    budget,
    running,
    summary: statistics,
    rungs: config.search.rungs.length,
    rejections,
    seconds,
    perHour,
    secondsLeft: secondsLeft({ evaluations, budget, seconds }, perHour, config.budget.seconds),
    history: bestSoFar(history, config.search.direction),
    best: best === undefined ? undefined : { id: best.id, fitness: best.fitness, formula: formulaOf(best) },
  };
}
