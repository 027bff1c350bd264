/** A search and a way to train go in; workers are kept busy until the budget is used up. */

import type { Entry } from "../journal/entry.ts";
import type { Rung } from "./config.ts";
import type { Bred, RungOutcome } from "./individual.ts";
import type { Search, Work } from "./search.ts";

export interface EvaluateRungOptions {
  readonly signal: AbortSignal;
  readonly seed: number;
  /** Index into the schedule's rungs. */
  readonly rungIndex: number;
  /** The fitness that it takes to get to the next rung, where that matters. */
  readonly bar?: number;
}

/** A promise that is rejected is recorded as a failure of the worker, unless the run was stopped. */
export type EvaluateRung = (candidate: Bred, rung: Rung, options: EvaluateRungOptions) => Promise<RungOutcome>;

export type SearchEvent =
  | { readonly kind: "started"; readonly work: Work }
  | {
      readonly kind: "completed";
      readonly work: Work;
      readonly outcome: RungOutcome;
      readonly entries: readonly Entry[];
    };

export interface RunOptions {
  readonly search: Search;
  readonly evaluate: EvaluateRung;
  readonly workers: number;
  /** Writes the entries to the journal, or throws, which stops the run. */
  readonly append: (entries: readonly Entry[]) => void;
  readonly onEvent?: (event: SearchEvent) => void;
  /** After an abort no training begins, and those in flight are given up. */
  readonly signal?: AbortSignal;
  /** Seconds since the search began, earlier parts of a resumed run included. */
  readonly clock: () => number;
}

/** Ends when there is no work left, or when all trainings have let go after an abort. @throws What `append` or `onEvent` throws. */
export async function runSearch(options: RunOptions): Promise<void> {
  const { search, evaluate, workers, append, onEvent, signal, clock } = options;
  const stop = new AbortController();
  const all = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  let wake = (): void => {};
  let news = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const tell = (): void => {
    wake();
    news = new Promise((resolve) => {
      wake = resolve;
    });
  };

  // One for each training: what listens to it goes with it.
  const inFlight = new Set<AbortController>();
  all.addEventListener("abort", () => {
    for (const training of inFlight) training.abort(all.reason);
  });

  const train = async (work: Work): Promise<RungOutcome> => {
    const { bred, rung, bar } = work;
    const training = new AbortController();
    inFlight.add(training);
    try {
      return await evaluate(bred, search.config.rungs[rung], {
        signal: training.signal,
        seed: bred.seed,
        rungIndex: rung,
        ...(bar !== undefined && { bar }),
      });
    } catch (error) {
      return { failed: { reason: "worker", detail: error instanceof Error ? error.message : String(error) } };
    } finally {
      inFlight.delete(training);
    }
  };

  const workUntilDone = async (): Promise<void> => {
    while (!all.aborted) {
      const work = search.next(clock());
      if (work === undefined) return;
      if (work === "wait") {
        await news;
        continue;
      }
      onEvent?.({ kind: "started", work });
      const began = clock();
      const outcome = await train(work);
      // Whatever a training says after it was told to stop is not its result.
      if (all.aborted) return;
      const now = clock();
      const entries = search.complete(work, outcome, { elapsed: now, seconds: now - began });
      append(entries);
      onEvent?.({ kind: "completed", work, outcome, entries });
      tell();
    }
  };

  const guarded = async (): Promise<void> => {
    try {
      await workUntilDone();
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      tell();
    }
  };

  const ends = await Promise.allSettled(Array.from({ length: workers }, guarded));
  search.settle();
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
