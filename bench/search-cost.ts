/** What the search itself costs, with losses that cost nothing: a step against population and workers, a resume against the journal. */

import type { Random } from "../src/random/index.ts";
import {
  createSearch,
  defaultConfig,
  type EvolveConfig,
  type Operators,
  runSearch,
  type Search,
  type Work,
} from "../src/search/evolve/index.ts";
import { decodeJournal, type Entry, encodeEntry } from "../src/search/journal/index.ts";
import { interleave } from "./measure.ts";
import type { Context, Group, Row } from "./result.ts";

const POPULATIONS = [100, 1_000, 10_000];
const LENGTHS = [1_000, 10_000, 100_000];
const WORKERS = [1, 2, 8];
const STEP = "step against population";
const STEP_LATE = "step against steps before it";
const RESUME = "resume against journal";
const RUN = "step against workers";

/** As long as a program usually is. */
const PADDING = "x".repeat(300);
const draw = (random: Random): string => `${random.integer(2 ** 32)}-${random.integer(2 ** 32)} ${PADDING}`;

const FREE: Operators<string> = {
  random: (random) => ({ genotype: draw(random), mutation: "random" }),
  mutate: (_parent, random) => ({ genotype: draw(random), mutation: "any" }),
  judge: ({ genotype }) => ({
    accepted: { program: genotype, fingerprint: genotype.slice(0, 22), complexity: genotype.charCodeAt(0) % 8 },
  }),
};

const fitnessOf = ({ bred, rung }: Work): number => Math.sin(bred.id * 12.9898 + rung);

function configOf(population: number): EvolveConfig {
  const rungs = [
    { name: "short", settings: {}, promote: [{ quantile: 0.75, against: "results", after: 4 }] },
    { name: "full", settings: {}, promote: [] },
  ] as const;
  return { ...defaultConfig(1000, rungs), population, initial: population, lookahead: 16 };
}

function open(population: number, journal: readonly Entry[] = []): Search {
  return createSearch({ config: configOf(population), budget: {}, operators: FREE, seed: 1, journal });
}

/** One training's result. */
function step(search: Search): Entry[] {
  const work = search.next(0);
  if (typeof work !== "object") throw new Error("the search has nothing to do");
  return search.complete(work, { fitness: fitnessOf(work) }, { elapsed: 0, seconds: 0 });
}

function stepping(name: string, population: number, before: number) {
  const search = open(population);
  for (let done = 0; done < before; done++) step(search);
  return {
    name,
    time: (iterations: number): number => {
      const start = process.hrtime.bigint();
      // Writing the line is the caller's, making it is not.
      for (let i = 0; i < iterations; i++) step(search).map(encodeEntry);
      return Number(process.hrtime.bigint() - start);
    },
  };
}

function resuming(length: number) {
  const search = open(100);
  const lines = [encodeEntry(search.header)];
  while (lines.length <= length) lines.push(...step(search).map(encodeEntry));
  const bytes = new TextEncoder().encode(lines.join(""));
  return {
    name: `${length.toLocaleString("en")} entries`,
    time: (iterations: number): number => {
      const start = process.hrtime.bigint();
      for (let i = 0; i < iterations; i++) {
        const decoded = decodeJournal(bytes);
        if ("problem" in decoded) throw new Error(decoded.problem);
        open(100, decoded.entries).next(0);
      }
      return Number(process.hrtime.bigint() - start);
    },
  };
}

function running(workers: number) {
  return {
    name: workers === 1 ? "1 worker" : `${workers} workers`,
    /** An evaluation that takes one turn of the event loop. */
    time: async (iterations: number): Promise<number> => {
      const search = open(100);
      const stop = new AbortController();
      let left = iterations;
      const start = process.hrtime.bigint();
      await runSearch({
        search,
        workers,
        signal: stop.signal,
        clock: () => 0,
        append: (entries) => {
          entries.map(encodeEntry);
          left -= entries.length;
          if (left <= 0) stop.abort();
        },
        evaluate: async ({ id }, _rung, { rungIndex }) => {
          await new Promise((resolve) => setImmediate(resolve));
          return { fitness: Math.sin(id * 12.9898 + rungIndex) };
        },
      });
      return Number(process.hrtime.bigint() - start);
    },
  };
}

const CASES: Readonly<Record<string, { unit: string; divisor: number; base: string; contenders: () => Contenders }>> = {
  [STEP]: {
    unit: "us",
    divisor: 1e3,
    base: "100 members",
    contenders: () => POPULATIONS.map((size) => stepping(`${size.toLocaleString("en")} members`, size, 2 * size)),
  },
  [STEP_LATE]: {
    unit: "us",
    divisor: 1e3,
    base: "after 1,000 steps",
    contenders: () => LENGTHS.map((done) => stepping(`after ${done.toLocaleString("en")} steps`, 100, done)),
  },
  [RESUME]: { unit: "ms", divisor: 1e6, base: "1,000 entries", contenders: () => LENGTHS.map(resuming) },
  [RUN]: { unit: "us", divisor: 1e3, base: "1 worker", contenders: () => WORKERS.map(running) },
};
type Contenders = Parameters<typeof interleave>[0];

async function* run(rows: readonly string[], { effort, progress }: Context): AsyncGenerator<Row> {
  for (const name of rows) {
    progress(name);
    const { unit, divisor, base, contenders } = CASES[name];
    const timings = await interleave(contenders(), {
      warmUpMs: 200 * effort,
      sampleMs: 20,
      quotaMs: 600 * effort,
      minSamples: 3,
      maxSamples: 31,
    });
    const cells = [...timings].map(([contender, timing]) => ({ name: contender.name, timing }));
    yield { group: "search-cost", name, unit, divisor, ratios: [{ label: `/ ${base}`, baseOf: () => base }], cells };
  }
}

export const SEARCH_COST: Group = { name: "search-cost", rows: Object.keys(CASES), run };
