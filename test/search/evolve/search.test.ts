import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSearch, type EvolveConfig } from "../../../src/search/evolve/index.ts";
import { type Entry, encodeEntry, type IndividualEntry } from "../../../src/search/journal/index.ts";
import { anyOrder, outcomeOf, simulate, THREE_RUNGS, toy, toyConfig } from "./toy.ts";

const SCREENED = toyConfig({ rungs: THREE_RUNGS, initial: 20 });
const LADDER = toyConfig({ rungs: THREE_RUNGS });
const CONFIGS: readonly (readonly [string, EvolveConfig])[] = [
  ["one rung", toyConfig()],
  ["one rung, lookahead 1", toyConfig({ lookahead: 1 })],
  ["minimize", toyConfig({ direction: "minimize", rungs: THREE_RUNGS })],
  ["three rungs", LADDER],
  ["screening", SCREENED],
];

const searchOf = (config: EvolveConfig, evaluations: number, seed = 1) =>
  createSearch({ config, budget: { evaluations }, operators: toy, seed });
const individualsOf = (entries: readonly Entry[]): IndividualEntry[] =>
  entries.filter((entry) => entry.kind === "individual").sort((a, b) => a.id - b.id);
const text = (entries: readonly Entry[]): string => entries.map(encodeEntry).join("");

describe.each(CONFIGS)("%s", (_, config) => {
  test("one worker: the same seed gives the same journal, another seed another", () => {
    const journals = [5, 5, 6].map((seed) => text(simulate(searchOf(config, 60, seed)).entries));
    expect(journals[0]).toBe(journals[1]);
    expect(journals[0]).not.toBe(journals[2]);
  });

  test("any number of workers, in any order: the same individuals and the same population", () => {
    const alone = searchOf(config, 60);
    const { entries } = simulate(alone);
    const timeless = (all: readonly Entry[]) => individualsOf(all).map(({ times, ...rest }) => rest);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer(), (workers, seed) => {
        const crowd = searchOf(config, 60);
        const simulated = simulate(crowd, { workers, pick: anyOrder(seed) });
        expect(simulated.most).toBeLessThanOrEqual(Math.min(workers, config.lookahead));
        expect(timeless(simulated.entries)).toEqual(timeless(entries));
        const [{ elapsed: _a, ...one }, { elapsed: _b, ...other }] = [alone.progress(), crowd.progress()];
        expect(other).toEqual(one);
      }),
      { seed: 2, numRuns: 25 },
    );
  });

  test("at every moment: no more members than allowed, no duplicate, no evaluation beyond the budget", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 8 }), (seed, workers) => {
        const search = searchOf(config, 50, seed);
        const { begun } = simulate(search, {
          workers,
          pick: anyOrder(seed),
          afterEach: () => {
            const { population, evaluations, hall } = search.progress();
            expect(population.length).toBeLessThanOrEqual(config.population);
            expect(new Set(population.map(({ fingerprint }) => fingerprint)).size).toBe(population.length);
            expect(new Set(hall.map(({ fingerprint }) => fingerprint)).size).toBe(hall.length);
            expect(evaluations).toBeLessThanOrEqual(50);
          },
        });
        expect(new Set(begun).size).toBe(begun.length);
        expect(search.progress()).toMatchObject({ evaluations: 50, ended: "evaluations" });
      }),
      { seed: 3, numRuns: 15 },
    );
  });

  /** The rules once more, as plainly as they can be put: who lives after all of this? */
  test("the survivors are those that a list sorted by age says", () => {
    const search = searchOf(config, 70);
    const { entries } = simulate(search);
    const best = config.direction === "maximize" ? 1 : -1;
    const worstFirst = (a: { rungs: readonly number[]; fitness: number | null }, b: typeof a): number =>
      a.rungs.length - b.rungs.length || best * ((a.fitness as number) - (b.fitness as number));
    const rescored = new Map(entries.filter(({ kind }) => kind === "rescore").map((entry) => [entry.id, entry]));
    let living = individualsOf(entries)
      .slice(0, config.initial)
      .filter(({ fitness }) => fitness !== null)
      .map((entry) => ({ ...entry, born: 0 }));
    if (config.initial > config.population) {
      living = living
        .filter(({ id }) => rescored.has(id))
        .map((entry) => ({ ...entry, ...rescored.get(entry.id), kind: entry.kind }) as typeof entry)
        .filter(({ fitness }) => fitness !== null);
    }
    for (const entry of individualsOf(entries).slice(config.initial)) {
      if (entry.fitness === null) continue;
      living.push({ ...entry, born: entry.id });
      living.sort((a, b) => a.born - b.born || worstFirst(a, b) || b.complexity - a.complexity || b.id - a.id);
      if (living.length > config.population) living.shift();
    }
    expect(search.progress().population.map(({ id }) => id)).toEqual(living.map(({ id }) => id));
  });
});

const quantile = (values: readonly number[], fraction: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = fraction * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below + (at - Math.floor(at)) * (above - below);
};

describe("breeding", () => {
  test("with lookahead 1, parents live when their child is bred", () => {
    const config = toyConfig({ lookahead: 1, retries: 0 });
    const search = searchOf(config, 120);
    let living = new Set<number>();
    simulate(search, {
      afterEach: (entries) => {
        const last = entries.at(-1) as IndividualEntry;
        if (last.id > config.initial) expect([...living]).toEqual(expect.arrayContaining([...last.parents]));
        living = new Set(search.progress().population.map(({ id }) => id));
      },
    });
  });

  test("a parent whose child does not train gets further ones, up to the limit", () => {
    const config = toyConfig({ retries: 3, lookahead: 1 });
    const search = searchOf(config, 40);
    // Nobody but the founders trains.
    const { entries } = simulate(search, {
      evaluate: (work) =>
        work.bred.id <= config.initial ? { fitness: work.bred.id } : { failed: { reason: "threshold", detail: "low" } },
    });
    const children = individualsOf(entries).slice(config.initial);
    expect(children.map(({ retry }) => retry)).toEqual(children.map((_, index) => index % 4));
    for (const [index, child] of children.entries())
      if (child.retry > 0) expect(child.parents).toEqual(children[index - 1].parents);
    expect(search.progress().population.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(search.progress().rejections.threshold).toBe(32);
  });

  test("given losses come first; a refused one makes room for a random one", () => {
    const seeds = ["bcdefg", "haaaaa", "gfedcb", "bbbbbb"];
    const search = createSearch({ config: toyConfig(), budget: { evaluations: 8 }, operators: toy, seed: 1, seeds });
    const first = individualsOf(simulate(search).entries).slice(0, 4);
    expect(first.map(({ mutation }) => mutation)).toEqual(["seed", "random", "random", "seed"]);
    expect([first[0].program, first[3].program]).toEqual(["bcdefg", "bbbbbb"]);
    expect(first[1].rejected).toMatchObject({ structure: 1 });
    expect(first[2].rejected).toMatchObject({ duplicate: 1 });
  });

  test("refusals are counted by reason, before and in training", () => {
    const search = searchOf(toyConfig(), 60);
    const { entries } = simulate(search);
    const expected: Record<string, number> = {};
    for (const { rejected, failed } of individualsOf(entries)) {
      for (const [reason, times] of Object.entries(rejected)) expected[reason] = (expected[reason] ?? 0) + times;
      if (failed !== undefined) expected[failed.reason] = (expected[failed.reason] ?? 0) + 1;
    }
    expect(search.progress().rejections).toEqual(expected);
    expect(Object.keys(expected).sort()).toEqual(["duplicate", "integrity", "structure", "training"]);
  });

  test("a space that is used up ends the search", () => {
    const few = { ...toy, random: () => ({ genotype: "bbbbbb", mutation: "random" }), mutate: () => undefined };
    const config = toyConfig({ randomTries: 5 });
    const search = createSearch({ config, budget: { evaluations: 50 }, operators: few, seed: 1 });
    simulate(search);
    expect(search.progress()).toMatchObject({ evaluations: 1, ended: "exhausted" });
  });

  test("a fitness that is no number is a failed training", () => {
    const search = searchOf(toyConfig(), 8);
    const { entries } = simulate(search, { evaluate: () => ({ fitness: Number.NaN }) });
    expect(individualsOf(entries)[0]).toMatchObject({ fitness: null, failed: { reason: "training" } });
    expect(search.progress().population).toEqual([]);
  });

  test("statistics compare what was trained alike: the highest rung that two members have reached", () => {
    const promote = [{ quantile: 0.8, against: "results", after: 0 }] as const;
    const rungs = THREE_RUNGS.map((rung, i) => (i < 2 ? { ...rung, promote } : rung));
    const search = searchOf(toyConfig({ population: 10, initial: 10, rungs }), 80);
    const seen = new Set<number>();
    simulate(search, {
      afterEach: () => {
        const { statistics, population } = search.progress();
        if (statistics === undefined) return expect(population).toEqual([]);
        const reached = (rung: number) => population.filter(({ rungs }) => rungs.length >= rung);
        const { rung, members, best, mean, median, minimum } = statistics;
        seen.add(rung);
        const values = reached(rung).map(({ rungs }) => rungs[rung - 1]);
        expect(members).toBe(values.length);
        expect(members).toBeGreaterThanOrEqual(Math.min(2, population.length));
        if (population.length > 1) expect(reached(rung + 1).length).toBeLessThan(2);
        expect([best, minimum]).toEqual([Math.max(...values), Math.min(...values)]);
        expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 12);
        expect(median).toBeCloseTo(quantile(values, 0.5), 12);
      },
    });
    expect([...seen].sort()).toEqual([1, 2, 3]);
    const { history, statistics } = search.progress();
    expect(history.at(-1)).toMatchObject({ ...statistics });
  });

  test("selection works: the mean rises well above that of random words", () => {
    const search = searchOf(toyConfig({ population: 20, initial: 20, tournament: 5 }), 400);
    simulate(search);
    const { history } = search.progress();
    expect(history.at(-1)?.mean).toBeGreaterThan((history[10]?.mean ?? 1) + 0.15);
  });
});

describe("budget of time", () => {
  test("when it is over, nothing begins; a longer one goes on", () => {
    const config = toyConfig();
    const search = createSearch({ config, budget: { seconds: 10 }, operators: toy, seed: 1 });
    const { entries } = simulate(search, { workers: 3 });
    expect(entries).toHaveLength(12);
    expect(search.progress().ended).toBe("seconds");
    const longer = createSearch({
      config,
      budget: { seconds: 30, evaluations: 20 },
      operators: toy,
      seed: 1,
      journal: entries,
    });
    simulate(longer);
    expect(longer.progress()).toMatchObject({ ended: "evaluations", evaluations: 20 });
  });
});

describe("rungs", () => {
  test.each(["maximize", "minimize"] as const)(
    "who is as good as the quantile of what came before is promoted, %s",
    (direction) => {
      const config = toyConfig({
        direction,
        lookahead: 1,
        rungs: [
          { name: "short", settings: {}, promote: [{ quantile: 0.7, against: "results", after: 5 }] },
          { name: "full", settings: {}, promote: [] },
        ],
      });
      const { entries } = simulate(searchOf(config, 80), {
        evaluate: (work) => ({ fitness: [...work.bred.program].reduce((sum, c) => sum + c.charCodeAt(0), work.rung) }),
      });
      const before: number[] = [];
      let promoted = 0;
      for (const { rungs } of individualsOf(entries)) {
        const bar = quantile(before, direction === "maximize" ? 0.7 : 0.3);
        const isGood = before.length < 5 || (direction === "maximize" ? rungs[0] >= bar : rungs[0] <= bar);
        expect(rungs.length).toBe(isGood ? 2 : 1);
        if (isGood) promoted++;
        before.push(rungs[0]);
      }
      expect(promoted).toBeGreaterThan(10);
      expect(promoted).toBeLessThan(60);
      expect(entries.filter(({ kind }) => kind === "rung")).toHaveLength(promoted);
    },
  );

  test("the bar of the population is a quantile of its members' results on that rung", () => {
    const config = toyConfig({
      lookahead: 1,
      rungs: [
        { name: "short", settings: {}, promote: [{ quantile: 0.5, against: "population", after: 3 }] },
        { name: "full", settings: {}, promote: [] },
      ],
    });
    const search = searchOf(config, 60);
    let members: readonly number[] = [];
    let checked = 0;
    simulate(search, {
      afterEach: (entries) => {
        const last = entries.at(-1) as Entry;
        if (last.kind !== "individual") return;
        if (last.rungs.length > 0 && members.length >= 3) {
          const isGood = last.rungs[0] >= quantile(members, 0.5);
          // A longer training may have failed.
          if (last.failed === undefined) expect(last.rungs.length).toBe(isGood ? 2 : 1);
          checked++;
        }
        members = search.progress().population.map(({ rungs }) => rungs[0]);
      },
    });
    expect(checked).toBeGreaterThan(30);
  });

  test("the best of the screening, and no others, are trained on the later rungs", () => {
    const { entries, begun } = simulate(searchOf(SCREENED, 20), { evaluate: outcomeOf });
    const screened = individualsOf(entries).filter(({ fitness }) => fitness !== null);
    expect(individualsOf(entries).every(({ rungs }) => rungs.length <= 1)).toBe(true);
    const best = screened.sort((a, b) => (b.fitness as number) - (a.fitness as number)).slice(0, 8);
    const rescored = entries.filter(({ kind }) => kind === "rescore").map(({ id }) => id);
    expect(rescored).toEqual(best.map(({ id }) => id));
    expect(begun.filter((name) => name.endsWith("/1"))).toHaveLength(8);
  });

  test("the work says what it takes to be promoted", () => {
    const search = searchOf(LADDER, 40);
    const bars: (number | undefined)[] = [];
    simulate(search, {
      evaluate: (work) => {
        if (work.rung === 0) bars.push(work.bar);
        if (work.rung === 2) expect(work.bar).toBeUndefined();
        return outcomeOf(work);
      },
    });
    expect(bars.slice(0, 8)).toEqual(new Array(8).fill(undefined));
    expect(bars.slice(20).every((bar) => bar !== undefined)).toBe(true);
  });
});
