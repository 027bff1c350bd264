/** What is told of a search: ended slots go in, in their order; population, statistics, hall of fame and counts come out. */

import type { Reason, Rejection } from "../individual.ts";
import type { EvolveConfig } from "./config.ts";
import { createHall } from "./hall.ts";
import { type Bred, type Individual, orderOf } from "./individual.ts";
import type { SlotKind } from "./plan.ts";
import { createPopulation } from "./population.ts";
import type { HistoryPoint, Progress, Statistics } from "./progress.ts";
import { createResults, type Results } from "./results.ts";

export interface Told {
  readonly kind: SlotKind;
  readonly bred: Bred;
  readonly individual?: Individual;
  readonly failed?: Rejection;
}

export interface SearchRecord {
  take(told: Told): void;
  progress(): Omit<Progress, "elapsed" | "ended">;
}

export function createRecord(config: EvolveConfig, screening: boolean): SearchRecord {
  const order = orderOf(config.direction);
  const population = createPopulation(config.population, order);
  const hall = createHall(config.hall, order);
  const rejections: Partial<Record<Reason, number>> = {};
  const history: HistoryPoint[] = [];
  /** The population's, by rung. */
  const fitness: readonly Results[] = config.rungs.map(createResults);
  let evaluations = 0;
  let trained = 0;

  const count = (reason: Reason, times: number): void => {
    rejections[reason] = (rejections[reason] ?? 0) + times;
  };

  const statistics = (): Statistics | undefined => {
    const least = Math.min(2, population.members.length);
    const rung = fitness.findLastIndex(({ size }) => size >= least);
    if (least === 0 || rung < 0) return undefined;
    const results = fitness[rung];
    const [low, high] = [results.quantile(0), results.quantile(1)];
    const best = config.direction === "maximize" ? high : low;
    const numbers = { best, mean: results.mean(), median: results.quantile(0.5), minimum: low };
    return { rung: rung + 1, members: results.size, ...numbers };
  };

  const join = (individual: Individual, kind: SlotKind): void => {
    const gone = kind === "child" ? population.addChild(individual) : population.addFounder(individual);
    gone?.rungs.forEach((value, rung) => {
      fitness[rung]?.remove(value);
    });
    individual.rungs.forEach((value, rung) => {
      fitness[rung]?.add(value);
    });
  };

  const take = ({ kind, bred, individual, failed }: Told): void => {
    if (kind !== "rescore") {
      evaluations++;
      for (const [reason, times] of Object.entries(bred.rejected)) count(reason as Reason, times);
      if (individual !== undefined) trained++;
    }
    if (failed !== undefined) count(failed.reason, 1);
    if (individual === undefined) {
      // Well screened, but the longer training failed.
      if (kind === "rescore") hall.remove(bred.id);
      return;
    }
    hall.add(individual);
    if (kind === "initial" && screening) return;
    join(individual, kind);
    const now = statistics();
    if (now !== undefined) history.push({ evaluations, ...now });
  };

  return {
    take,
    progress: () => {
      const now = statistics();
      return {
        evaluations,
        trained,
        rejections: { ...rejections },
        ...(now && { statistics: now }),
        history: [...history],
        population: [...population.members],
        hall: [...hall.best()],
        front: [...hall.front()],
      };
    },
  };
}
