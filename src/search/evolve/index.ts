export {
  type Budget,
  configProblems,
  defaultConfig,
  type EvolveConfig,
  NLFS_EVALUATIONS,
  nlfsConfig,
  type Promotion,
  type Rung,
} from "./config.ts";
export type { Bred, Counts, Individual, RungOutcome } from "./individual.ts";
export { operatorsOf } from "./of-space.ts";
export type { Operators, Proposal, Verdict } from "./operators.ts";
export type { HistoryPoint, Progress, Statistics } from "./progress.ts";
export {
  type EvaluateRung,
  type EvaluateRungOptions,
  type RunOptions,
  runSearch,
  type SearchEvent,
} from "./run.ts";
export { createSearch, type Search, type SearchOptions, type Work, type WorkTimes } from "./search.ts";
