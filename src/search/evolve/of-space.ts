/** A space and its judge go in; what the evolution asks of them comes out. */

import type { Judge } from "../constraints/index.ts";
import { type Genotype, genotypeOf, randomGenotype } from "../genotype/index.ts";
import type { Candidate } from "../individual.ts";
import { mutate } from "../mutations/index.ts";
import type { Space } from "../space/index.ts";
import type { Operators } from "./operators.ts";

/** As many as a judge remembers. */
const REMEMBERED = 20_000;

export function operatorsOf(space: Space, judge: Judge): Operators<Genotype> {
  const genotypes = new WeakMap<Candidate, Genotype>();
  // Read when a verdict first depends on them: a journal that is only looked at asks for none.
  let earlier: Candidate[] = [];

  // Parents are always read from their program, so that a resumed run mutates the same genotype.
  const read = (candidate: Candidate): Genotype => {
    const known = genotypes.get(candidate);
    if (known !== undefined) return known;
    const genotype = genotypeOf(space, candidate.program);
    if (genotype === undefined) throw new Error(`not a program of space ${space.name}: ${candidate.program}`);
    genotypes.set(candidate, genotype);
    return genotype;
  };

  const recall = (): void => {
    for (const candidate of earlier.slice(-REMEMBERED)) judge.remember(read(candidate), candidate.fingerprint);
    earlier = [];
  };

  return {
    random: (random) => ({ genotype: randomGenotype(space, random), mutation: "random" }),
    mutate: (parent, random) => mutate(space, read(parent), random),
    judge: ({ genotype }, isKnown) => {
      recall();
      return judge.judge(genotype, isKnown);
    },
    remember: (candidate) => {
      earlier.push(candidate);
    },
  };
}
