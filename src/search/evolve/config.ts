/** The schedule of a search as data: sizes, rungs, tries and budgets; a wrong one comes out as words that say why. */

/** Who goes on to the next rung: who is at least as good as a quantile of what others gave on this one. */
export interface Promotion {
  /** In [0, 1]: 0.75 lets about a quarter pass, 0 nearly everyone. */
  readonly quantile: number;
  /** All results on this rung so far, or only those of the population's members. */
  readonly against: "results" | "population";
  /** Until there are so many results, everyone passes. */
  readonly after: number;
}

/** One length of training: short and cheap first, the full one last. */
export interface Rung {
  readonly name: string;
  /** What whoever trains is told, such as epochs and examples; the search does not look at it. */
  readonly settings: Readonly<Record<string, number | string | boolean>>;
  /** All of these must be met to reach the next rung; none: everyone goes on. Without meaning on the last rung. */
  readonly promote: readonly Promotion[];
}

export interface EvolveConfig {
  readonly direction: "maximize" | "minimize";
  readonly population: number;
  /** Random losses at the start. More than `population`: screened on the first rung, the best go on to the others. */
  readonly initial: number;
  readonly tournament: number;
  readonly rungs: readonly Rung[];
  /** Mutations of one parent until a valid loss that is not known. */
  readonly mutationTries: number;
  /** Random genotypes until a valid loss that is not known. */
  readonly randomTries: number;
  /** Further children of the same parent if training rejects one. */
  readonly retries: number;
  /**
   * Child k is bred from what is known of the first k - lookahead + 1 results, in the order of their numbers and
   * whatever else has come in. So a run depends on neither the number of workers nor on who is faster; at most so
   * many trainings run at once. 1 is the textbook's algorithm.
   */
  readonly lookahead: number;
  /** Losses in the hall of fame by fitness; the front of fitness and complexity is as long as it is. */
  readonly hall: number;
}

/** The search ends at whichever is reached first; a search without either goes on until it is stopped. */
export interface Budget {
  /** Candidates whose training began, initial population included. */
  readonly evaluations?: number;
  /** Of the time that the caller measures, earlier parts of a resumed run included. */
  readonly seconds?: number;
}

const FULL: readonly Rung[] = [{ name: "full", settings: {}, promote: [] }];

/** A schedule for about so many evaluations: at most a third of them are random. */
export function defaultConfig(evaluations = 200, rungs: readonly Rung[] = FULL): EvolveConfig {
  const population = Math.max(2, Math.min(50, Math.round(evaluations / 6)));
  return {
    direction: "maximize",
    population,
    initial: Math.max(2, Math.min(2 * population, Math.round(evaluations / 3))),
    tournament: Math.max(2, Math.round(population / 5)),
    rungs,
    mutationTries: 2500,
    randomTries: 100_000,
    retries: 2,
    lookahead: 8,
    hall: 20,
  };
}

/** Morgan & Hougen 2024: 1,000 random losses screened, the best 100 re-scored, tournaments of 20, 7 mutations a child. */
export function nlfsConfig(screening: Rung, surrogate: Rung): EvolveConfig {
  return {
    direction: "maximize",
    population: 100,
    initial: 1000,
    tournament: 20,
    rungs: [screening, surrogate],
    mutationTries: 2500,
    randomTries: 100_000,
    retries: 6,
    lookahead: 8,
    hall: 150,
  };
}

/** The evaluations of the paper's run: the initial losses and 4,000 steps. */
export const NLFS_EVALUATIONS = 5000;

const COUNTS = [
  ["population", 1],
  ["initial", 1],
  ["tournament", 1],
  ["mutationTries", 1],
  ["randomTries", 1],
  ["retries", 0],
  ["lookahead", 1],
  ["hall", 1],
] as const;

/** What is wrong with a schedule, one line each; none if it can run. */
export function configProblems(config: EvolveConfig): string[] {
  const problems: string[] = [];
  for (const [name, least] of COUNTS) {
    const value = config[name];
    if (!Number.isInteger(value) || value < least)
      problems.push(`${name} is a whole number from ${least}, not ${value}`);
  }
  if (config.rungs.length === 0) problems.push("a search needs at least one rung");
  for (const { name, promote } of config.rungs) {
    for (const { quantile, after } of promote) {
      if (!(quantile >= 0 && quantile <= 1)) problems.push(`rung ${name}: quantile lies in [0, 1], and is ${quantile}`);
      if (!(after >= 0)) problems.push(`rung ${name}: after is at least 0, and is ${after}`);
    }
  }
  if (config.initial > config.population && config.rungs.length < 2)
    problems.push("screening needs a second rung on which the best are scored: initial is larger than population");
  return problems;
}
