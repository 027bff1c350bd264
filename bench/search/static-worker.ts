/** The static side of a search in a process of its own: populations of valid, unique individuals, and accepted children of 100 parents. */

import { pathToFileURL } from "node:url";
import { serve } from "../worker.ts";
import type * as Library from "./library.ts";

export interface Task {
  /** The library as plain JavaScript, as users run it, free of what tsx adds to a function. */
  readonly bundle: string;
  readonly what: "random" | "children";
  readonly space: "nlfs" | "tree";
  readonly mode: "nlfs" | "default";
  /** Whether the complexity of what is accepted is asked for. */
  readonly complexity: boolean;
  /** Individuals of a run. */
  readonly count: number;
}

const PARENTS = 100;

serve(async ({ bundle, what, space: spaceName, mode, complexity, count }: Task) => {
  const { createJudge, createRandom, mutate, NLFS, randomGenotype, TREE } = (await import(
    pathToFileURL(bundle).href
  )) as typeof Library;
  const space = spaceName === "nlfs" ? NLFS : TREE;
  const judge = createJudge(space, { mode });
  const random = createRandom(`bench ${spaceName} ${mode} ${what}`);

  let operations = 0;
  const accept = ({ accepted }: { readonly accepted: Library.Candidate }): void => {
    if (complexity) operations += accepted.complexity;
  };

  function population(size: number): Library.Genotype[] {
    const known = new Set<string>();
    const individuals: Library.Genotype[] = [];
    while (individuals.length < size) {
      const judgement = judge.judge(randomGenotype(space, random), (fingerprint) => known.has(fingerprint));
      if ("rejected" in judgement) continue;
      accept(judgement);
      known.add(judgement.accepted.fingerprint);
      individuals.push(judgement.genotype);
    }
    return individuals;
  }

  if (what === "random") {
    return { answer: count, run: () => population(count).length + operations };
  }

  const parents = population(PARENTS);
  const members = new Set<string>();
  for (const parent of parents) {
    const judgement = judge.judge(parent);
    if ("accepted" in judgement) members.add(judgement.accepted.fingerprint);
  }
  const isMember = (fingerprint: string): boolean => members.has(fingerprint);
  function children(): void {
    for (let accepted = 0; accepted < count; ) {
      const mutant = mutate(space, parents[random.integer(PARENTS)], random);
      const judgement = mutant && judge.judge(mutant.genotype, isMember);
      if (judgement === undefined || "rejected" in judgement) continue;
      accept(judgement);
      accepted++;
    }
  }
  return {
    answer: members.size,
    run: () => {
      children();
      return operations;
    },
  };
});
