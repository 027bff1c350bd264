/** What breeding depends on: ended slots go in, in their order; parents, bars and pending retries come out. */

import type { EvolveConfig, Promotion } from "./config.ts";
import { type Bred, type Individual, orderOf } from "./individual.ts";
import type { SlotKind } from "./plan.ts";
import { createPopulation, type Population } from "./population.ts";
import { createResults, type Results } from "./results.ts";

/** A slot whose trainings are over. */
export interface Ended {
  readonly kind: SlotKind;
  readonly bred: Bred;
  /** Fitness on every rung that was finished. */
  readonly rungs: readonly number[];
  /** Missing if a training failed. */
  readonly individual?: Individual;
}

export interface Retry {
  readonly parent: number;
  readonly retry: number;
}

export interface Generation {
  readonly population: Population;
  /** Of a screening, best first, as many as the population holds; to be asked when all initial slots have ended. */
  chosen(): readonly Individual[];
  /** Parents owed another child, first come first served. */
  readonly retries: Retry[];
  take(ended: Ended): void;
  /** The fitness that promotes from a rung; nothing if everyone goes on. */
  barOf(rung: number): number | undefined;
}

export function createGeneration(config: EvolveConfig, screening: boolean): Generation {
  const order = orderOf(config.direction);
  const population = createPopulation(config.population, order);
  const screened: Individual[] = [];
  const retries: Retry[] = [];
  const results: readonly Results[] = config.rungs.map(createResults);
  const ofMembers: readonly Results[] = config.rungs.map(createResults);
  const strictest = config.direction === "maximize" ? Math.max : Math.min;
  let best: readonly Individual[] | undefined;

  const take = ({ kind, bred, rungs, individual }: Ended): void => {
    // The first rung of the best of a screening was taken in when they were screened.
    for (let rung = kind === "rescore" ? 1 : 0; rung < rungs.length; rung++) results[rung].add(rungs[rung]);
    if (individual === undefined) {
      const [parent] = bred.parents;
      if (parent !== undefined && bred.retry < config.retries) retries.push({ parent, retry: bred.retry + 1 });
    } else if (kind === "initial" && screening) screened.push(individual);
    else {
      const gone = kind === "child" ? population.addChild(individual) : population.addFounder(individual);
      individual.rungs.forEach((fitness, rung) => {
        ofMembers[rung].add(fitness);
      });
      gone?.rungs.forEach((fitness, rung) => {
        ofMembers[rung].remove(fitness);
      });
    }
  };

  const barOfRule = ({ quantile, against, after }: Promotion, rung: number): number | undefined => {
    const { size, quantile: quantileOf } = (against === "results" ? results : ofMembers)[rung];
    if (size === 0 || size < after) return undefined;
    return quantileOf(config.direction === "maximize" ? quantile : 1 - quantile);
  };

  return {
    population,
    retries,
    take,
    chosen: () => {
      best ??= [...screened].sort(order).slice(0, config.population);
      return best;
    },
    barOf: (rung) => {
      const bars = config.rungs[rung].promote.map((rule) => barOfRule(rule, rung)).filter((bar) => bar !== undefined);
      return bars.length === 0 ? undefined : strictest(...bars);
    },
  };
}
