/** A configuration and finished trainings go in; how far the elimination has come, and its result so far, come out. */

import { type PhaseResult, phaseCorrelation, rankPhase } from "../../report/elimination.ts";
import { METRICS } from "../../train/job.ts";
import type { LossEntry } from "../training/losses.ts";
import type { EliminationConfig } from "./config.ts";
import { type Recorded, trainingKey } from "./folder.ts";
import type { PhasePlan } from "./options.ts";

export interface EndedPhase {
  readonly plan: PhasePlan;
  readonly results: readonly PhaseResult[];
}

export interface Standing {
  /** Phases of which all trainings have ended. */
  readonly ended: readonly EndedPhase[];
  /** The phase that goes on, with the losses that are in it; nothing at the end. */
  readonly next: { readonly plan: PhasePlan; readonly losses: readonly LossEntry[] } | undefined;
  /** Ids of those that are still in it, the best first. */
  readonly survivors: readonly string[];
}

type Done = ReadonlyMap<string, Recorded>;

/** Who is in a phase follows from the trainings of those before it. */
export function standingOf(config: EliminationConfig, done: Done): Standing {
  const isBaseline = (id: string): boolean => config.baselines.includes(id);
  let survivors: readonly string[] = config.losses.map(({ id }) => id).filter((id) => !isBaseline(id));
  const ended: EndedPhase[] = [];
  for (const plan of config.phases) {
    if (survivors.length === 0) break;
    const losses = config.losses.filter(({ id }) => isBaseline(id) || survivors.includes(id));
    const trainings = losses.map(({ id }) => plan.seeds.map((seed) => done.get(trainingKey(plan.name, id, seed))));
    if (trainings.flat().includes(undefined)) return { ended, next: { plan, losses }, survivors };
    const scored = losses.map(({ id }, i) => ({
      loss: id,
      baseline: isBaseline(id),
      scores: trainings[i]!.map((one) => scoreOf(one, config)),
      failures: trainings[i]!.map((one) => failureOf(one, config)),
    }));
    const { better } = METRICS[config.metric];
    const results = rankPhase(scored, { seeds: plan.seeds, keep: plan.keep, better });
    ended.push({ plan, results });
    survivors = results.filter(({ kept }) => kept).map(({ loss }) => loss);
  }
  return { ended, next: undefined, survivors };
}

const scoreOf = (training: Recorded | undefined, { metric }: EliminationConfig): number | undefined => {
  const value = training?.status === "done" ? training.metrics[metric] : undefined;
  return Number.isFinite(value) ? value : undefined;
};

function failureOf(training: Recorded | undefined, config: EliminationConfig): string | undefined {
  if (training?.status === "failed") return training.reason;
  return scoreOf(training, config) === undefined ? `its ${config.metric} is not finite` : undefined;
}

/** What elimination.json holds. */
export interface EliminationResult {
  readonly kind: "elimination";
  readonly version: string;
  readonly command: string;
  readonly machine: EliminationConfig["about"];
  /** Of wall-clock time, pauses left out. */
  readonly seconds: number;
  readonly metric: string;
  /** Which epoch's metric counts. */
  readonly epoch: string;
  readonly protocol: EliminationConfig["protocol"];
  readonly sources: Readonly<Record<string, string>>;
  readonly origins: EliminationConfig["origins"];
  readonly phases: readonly {
    readonly name: string;
    readonly setup: PhasePlan["setup"];
    readonly seeds: readonly number[];
    readonly seconds: number;
    readonly trainings: number;
    readonly results: readonly PhaseResult[];
    /** Of the means, over the losses that were in both; nothing for the last phase itself. */
    readonly rankCorrelationWithLast: number | null;
  }[];
  /** Whether all phases are over. */
  readonly complete: boolean;
  readonly survivors: readonly string[];
}

export function resultOf(config: EliminationConfig, done: Done): EliminationResult {
  const { ended, next, survivors } = standingOf(config, done);
  const last = ended.at(-1);
  /** When the last training of a phase ended. */
  const endOf = (phase: string): number =>
    [...done.values()].filter((one) => one.phase === phase).reduce((end, { elapsed }) => Math.max(end, elapsed), 0);
  return {
    kind: "elimination",
    version: config.about.lossc,
    command: config.command,
    machine: config.about,
    seconds: last === undefined ? 0 : endOf(last.plan.name),
    metric: config.metric,
    epoch: config.epoch,
    protocol: config.protocol,
    sources: Object.fromEntries(config.losses.map(({ id, text }) => [id, text])),
    origins: config.origins,
    phases: ended.map(({ plan: { name, setup, seeds }, results }, i) => ({
      name,
      setup,
      seeds,
      seconds: Math.round(1_000 * (endOf(name) - (i === 0 ? 0 : endOf(ended[i - 1]!.plan.name)))) / 1_000,
      trainings: results.length * seeds.length,
      results,
      rankCorrelationWithLast: i === ended.length - 1 ? null : phaseCorrelation(results, last!.results),
    })),
    complete: next === undefined,
    survivors,
  };
}
