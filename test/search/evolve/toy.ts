/** A space of six-letter words and a fitness that hashes them: searches on it take microseconds a step. */

import type { Random } from "../../../src/random/index.ts";
import { createRandom } from "../../../src/random/index.ts";
import {
  defaultConfig,
  type EvolveConfig,
  type Operators,
  type RungOutcome,
  type Search,
  type Work,
} from "../../../src/search/evolve/index.ts";
import type { Entry } from "../../../src/search/journal/index.ts";

const LETTERS = "abcdefgh";
const LENGTH = 6;

const letter = (random: Random): string => LETTERS[random.integer(LETTERS.length)];
const reversed = (word: string): string => [...word].reverse().join("");

/** Words are refused if they hold "aa" or begin with "h"; one read backwards is a duplicate. */
export const toy: Operators<string> = {
  random: (random) => ({ genotype: Array.from({ length: LENGTH }, () => letter(random)).join(""), mutation: "random" }),
  mutate: ({ program }, random) => {
    const at = random.integer(LENGTH);
    return { genotype: program.slice(0, at) + letter(random) + program.slice(at + 1), mutation: "letter" };
  },
  judge: ({ genotype }, isKnown) => {
    if (genotype.includes("aa")) return { rejected: { reason: "structure", detail: "aa" } };
    if (genotype.startsWith("h")) return { rejected: { reason: "integrity", detail: "h" } };
    const [fingerprint] = [genotype, reversed(genotype)].sort();
    if (isKnown(fingerprint)) return { rejected: { reason: "duplicate", detail: fingerprint } };
    return { accepted: { program: genotype, fingerprint, complexity: new Set(genotype).size } };
  },
};

/** One word in eight does not train; on longer rungs the noise is smaller. */
export function toyFitness(program: string, rung: number): RungOutcome {
  const random = createRandom(program);
  if (random.integer(8) === 0) return { failed: { reason: "training", detail: "the loss was not finite" } };
  const value = [...program].reduce((sum, letter) => sum + LETTERS.indexOf(letter), 0) / (LENGTH * LETTERS.length);
  return { fitness: value + random.fork(rung).next() / (4 * (rung + 1)) };
}

export const outcomeOf = ({ bred, rung }: Work): RungOutcome => toyFitness(bred.program, rung);

export function toyConfig(changes: Partial<EvolveConfig> = {}): EvolveConfig {
  return { ...defaultConfig(60), population: 8, initial: 8, tournament: 3, ...changes };
}

export const THREE_RUNGS: EvolveConfig["rungs"] = [
  { name: "short", settings: {}, promote: [{ quantile: 0.5, against: "results", after: 4 }] },
  { name: "middle", settings: {}, promote: [{ quantile: 0.5, against: "population", after: 2 }] },
  { name: "full", settings: {}, promote: [] },
];

export interface Simulated {
  readonly entries: Entry[];
  /** Trainings that were begun, as "number/rung". */
  readonly begun: string[];
  /** Trainings that had not ended when it stopped. */
  readonly inFlight: string[];
  readonly most: number;
}

interface Simulation {
  readonly workers?: number;
  /** Which of those in flight ends next. */
  readonly pick?: (inFlight: readonly Work[]) => number;
  readonly evaluate?: (work: Work) => RungOutcome;
  /** No further result is taken in after so many. */
  readonly stopAfter?: number;
  readonly afterEach?: (entries: readonly Entry[]) => void;
}

export const nameOf = ({ bred, rung }: Work): string => `${bred.id}/${rung}`;

/** Runs a search without a clock: time is the number of results. */
export function simulate(search: Search, simulation: Simulation = {}): Simulated {
  const { workers = 1, pick = () => 0, evaluate = outcomeOf, stopAfter = Infinity, afterEach } = simulation;
  const entries: Entry[] = [];
  const begun: string[] = [];
  const inFlight: Work[] = [];
  let most = 0;
  for (;;) {
    while (inFlight.length < workers) {
      const work = search.next(entries.length);
      if (work === undefined || work === "wait") break;
      inFlight.push(work);
      begun.push(nameOf(work));
    }
    most = Math.max(most, inFlight.length);
    if (inFlight.length === 0 || entries.length >= stopAfter) break;
    const [work] = inFlight.splice(pick(inFlight), 1);
    const fresh = search.complete(work, evaluate(work), { elapsed: entries.length + 1, seconds: 1 });
    entries.push(...fresh);
    afterEach?.(entries);
  }
  return { entries, begun, inFlight: inFlight.map(nameOf), most };
}

/** Any of those in flight may end next. */
export function anyOrder(seed: number): (inFlight: readonly Work[]) => number {
  const random = createRandom(seed);
  return (inFlight) => random.integer(inFlight.length);
}
