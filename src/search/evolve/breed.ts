/** A number and what is known so far go in, a candidate that is worth a training comes out. */

import { createRandom, type Random } from "../../random/index.ts";
import type { Candidate, Reason } from "../individual.ts";
import type { EvolveConfig } from "./config.ts";
import type { Generation, Retry } from "./generation.ts";
import type { Bred, Individual } from "./individual.ts";
import type { Operators, Proposal } from "./operators.ts";

/** Parents that are tried before a random loss is taken instead: the neighbourhood of one may be used up. */
const PARENTS = 10;

export interface Breeder {
  /** Nothing if the space seems to be used up. */
  founder(id: number): Bred | undefined;
  child(id: number, past: Generation, retry: Retry | undefined): Bred | undefined;
}

export interface BreederOptions<Genotype> {
  readonly config: EvolveConfig;
  readonly operators: Operators<Genotype>;
  readonly seed: number;
  readonly seeds: readonly Genotype[];
  readonly isKnown: (fingerprint: string) => boolean;
  readonly individualOf: (id: number) => Individual;
}

interface Origin {
  readonly parents: readonly number[];
  readonly retry: number;
}

/** Every draw comes from a stream of the individual's number, and so depends on nothing that happened in time. */
export function createBreeder<Genotype>(options: BreederOptions<Genotype>): Breeder {
  const { config, operators, seed, seeds, isKnown, individualOf } = options;
  const root = createRandom(seed);
  // One for all: candidates start from the same weights and see the same batches.
  const trainingSeed = root.fork("training").integer(2 ** 31);

  /** A number's search for a candidate, with the refusals on the way. */
  const begin = (id: number) => {
    const random = root.fork("individual").fork(id);
    const rejected: Partial<Record<Reason, number>> = {};

    const judge = (proposal: Proposal<Genotype>, { parents, retry }: Origin): Bred | undefined => {
      const verdict = operators.judge(proposal, isKnown);
      const reason =
        "rejected" in verdict
          ? verdict.rejected.reason
          : isKnown(verdict.accepted.fingerprint)
            ? "duplicate"
            : undefined;
      if ("rejected" in verdict || reason !== undefined) {
        if (reason !== undefined) rejected[reason] = (rejected[reason] ?? 0) + 1;
        return undefined;
      }
      const { program, fingerprint, complexity }: Candidate = verdict.accepted;
      const { mutation } = proposal;
      return { id, parents, mutation, program, fingerprint, complexity, seed: trainingSeed, retry, rejected };
    };

    const repeat = (
      tries: number,
      draws: Random,
      origin: Origin,
      propose: (random: Random) => Proposal<Genotype> | undefined,
    ): Bred | undefined => {
      for (let attempt = 0; attempt < tries; attempt++) {
        const proposal = propose(draws.fork(attempt));
        const bred = proposal && judge(proposal, origin);
        if (bred !== undefined) return bred;
      }
      return undefined;
    };

    return {
      random,
      given: (genotype: Genotype) => judge({ genotype, mutation: "seed" }, { parents: [], retry: 0 }),
      anew: () => repeat(config.randomTries, random.fork("random"), { parents: [], retry: 0 }, operators.random),
      ofParent: (parent: Individual, draws: Random, retry: number) =>
        repeat(config.mutationTries, draws, { parents: [parent.id], retry }, (own) => operators.mutate(parent, own)),
    };
  };

  return {
    founder: (id) => {
      const { given, anew } = begin(id);
      return (id <= seeds.length ? given(seeds[id - 1]) : undefined) ?? anew();
    },
    child: (id, { population }, retry) => {
      const { random, anew, ofParent } = begin(id);
      if (retry !== undefined) {
        const bred = ofParent(individualOf(retry.parent), random.fork("retry"), retry.retry);
        if (bred !== undefined) return bred;
      }
      for (let round = 0; round < PARENTS && population.members.length > 0; round++) {
        const draws = random.fork(`parent ${round}`);
        const bred = ofParent(population.tournament(config.tournament, draws), draws, 0);
        if (bred !== undefined) return bred;
      }
      return anew();
    },
  };
}
