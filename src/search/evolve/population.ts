/** The living individuals: newcomers go in and push out the oldest; parents come out of tournaments. */

import type { Random } from "../../random/index.ts";
import type { Individual, Order } from "./individual.ts";

export interface Population {
  /** From the oldest on. */
  readonly members: readonly Individual[];
  /** Of the first generation: all of these are of one age, and older than any child. */
  addFounder(individual: Individual): undefined;
  /** Into the place of the oldest if the population is full, which is returned. */
  addChild(individual: Individual): Individual | undefined;
  /** The best of so many draws, with replacement; the population is not to be empty. */
  tournament(draws: number, random: Random): Individual;
}

export function createPopulation(size: number, order: Order): Population {
  // Founders stand before children, the worst first, so that the first member is always the one to go.
  const members: Individual[] = [];
  let founders = 0;
  return {
    members,
    addFounder: (individual) => {
      let low = 0;
      let high = founders;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (order(members[middle], individual) > 0) low = middle + 1;
        else high = middle;
      }
      members.splice(low, 0, individual);
      founders++;
      return undefined;
    },
    addChild: (individual) => {
      members.push(individual);
      if (members.length <= size) return undefined;
      if (founders > 0) founders--;
      return members.shift();
    },
    tournament: (draws, random) => {
      let best = members[random.integer(members.length)];
      for (let draw = 1; draw < draws; draw++) {
        const rival = members[random.integer(members.length)];
        if (order(rival, best) < 0) best = rival;
      }
      return best;
    },
  };
}
