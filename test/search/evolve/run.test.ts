import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createSearch, type EvaluateRung, runSearch } from "../../../src/search/evolve/index.ts";
import type { Entry } from "../../../src/search/journal/index.ts";
import { THREE_RUNGS, toy, toyConfig, toyFitness } from "./toy.ts";

const searchOf = (budget: { evaluations?: number; seconds?: number }, config = toyConfig({ rungs: THREE_RUNGS })) =>
  createSearch({ config, budget, operators: toy, seed: 1 });
const train: EvaluateRung = async ({ program, id }, _rung, { rungIndex }) => {
  await setTimeout(id % 3);
  return toyFitness(program, rungIndex);
};
/** Never ends by itself. */
const hang = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
const counter = (): (() => number) => {
  let now = 0;
  return () => now++;
};

describe("a run", () => {
  test("keeps its workers busy, and ends with the population of one worker", async () => {
    const populations: string[][] = [];
    for (const workers of [1, 4]) {
      const search = searchOf({ evaluations: 40 });
      let [busy, most] = [0, 0];
      await runSearch({
        search,
        workers,
        clock: counter(),
        append: () => {},
        evaluate: async (...trial) => {
          most = Math.max(most, ++busy);
          const outcome = await train(...trial);
          busy--;
          return outcome;
        },
      });
      expect(most).toBe(workers);
      populations.push(search.progress().population.map(({ program }) => program));
    }
    expect(populations[0]).toEqual(populations[1]);
  });

  test("entries are in the journal before the next training begins, and all of them", async () => {
    const search = searchOf({ evaluations: 30 });
    const written: Entry[] = [];
    let begun = 0;
    await runSearch({
      search,
      workers: 1,
      clock: counter(),
      append: (entries) => written.push(...entries),
      evaluate: (...trial) => {
        expect(written).toHaveLength(begun++);
        return train(...trial);
      },
    });
    expect(written).toHaveLength(begun);
  });

  test("a training that crashes or hangs is recorded, and the search goes on", async () => {
    const search = searchOf({ evaluations: 30 });
    const written: Entry[] = [];
    await runSearch({
      search,
      workers: 2,
      clock: counter(),
      append: (entries) => written.push(...entries),
      evaluate: (candidate, rung, options) => {
        if (candidate.id === 5) throw new Error("out of memory");
        if (candidate.id === 9) return hang(AbortSignal.timeout(20));
        return train(candidate, rung, options);
      },
    });
    const failureOf = (id: number) => {
      const entry = written.find((other) => other.kind === "individual" && other.id === id);
      return entry?.kind === "individual" ? entry.failed : undefined;
    };
    expect(failureOf(5)).toEqual({ reason: "worker", detail: "out of memory" });
    expect(failureOf(9)?.reason).toBe("worker");
    expect(search.progress()).toMatchObject({ evaluations: 30, ended: "evaluations" });
    expect(search.progress().population).toHaveLength(8);
  });

  test("a journal that cannot be written stops the run and the trainings in flight", async () => {
    const search = searchOf({ evaluations: 30 });
    let [written, stopped] = [0, 0];
    const run = runSearch({
      search,
      workers: 3,
      clock: counter(),
      append: () => {
        if (++written > 4) throw new Error("no space left on device");
      },
      evaluate: async (candidate, rung, options) => {
        if (candidate.id < 6) return train(candidate, rung, options);
        if (candidate.id < 8) {
          options.signal.addEventListener("abort", () => stopped++);
          return hang(options.signal);
        }
        return { fitness: 1 };
      },
    });
    await expect(run).rejects.toThrow("no space left on device");
    expect(written).toBe(5);
    expect(stopped).toBeLessThanOrEqual(2);
  });

  test("after an abort no training begins and none is recorded", async () => {
    const search = searchOf({ evaluations: 1000 });
    const stop = new AbortController();
    const written: Entry[] = [];
    await runSearch({
      search,
      workers: 3,
      clock: counter(),
      signal: stop.signal,
      append: (entries) => {
        expect(stop.signal.aborted).toBe(false);
        written.push(...entries);
        if (written.length === 20) stop.abort(new Error("enough"));
      },
      evaluate: (candidate, rung, options) => Promise.race([train(candidate, rung, options), hang(options.signal)]),
    });
    expect(written).toHaveLength(20);
    // The rest is where the journal says.
    const again = createSearch({ config: search.config, budget: {}, operators: toy, seed: 1, journal: written });
    again.settle();
    expect(again.progress()).toEqual(search.progress());
  });

  test("the time is measured by the clock that is passed in", async () => {
    const search = searchOf({ seconds: 100 }, toyConfig());
    await runSearch({ search, workers: 1, clock: counter(), append: () => {}, evaluate: train });
    // Three looks at the clock an evaluation.
    expect(search.progress()).toMatchObject({ evaluations: 34, ended: "seconds" });
  });
});
