/** A run's configuration and journal go in; the search comes out where it stood. */

import { createJudge } from "../../search/constraints/index.ts";
import { operatorsOf } from "../../search/evolve/of-space.ts";
import { createSearch, type Search } from "../../search/evolve/search.ts";
import type { Journal } from "../../search/journal/decode.ts";
import { inputFailure } from "../failure.ts";
import type { RunConfig } from "./config.ts";
import { founderGenotype } from "./founders.ts";

/** @throws Failure for a journal that does not go with the configuration; `path` is the run's folder. */
export function openSearch(config: RunConfig, { header, entries }: Journal, path: string): Search {
  const { space, tests, search, budget, seed, founders } = config;
  const isOwn =
    header === undefined || (header.seed === seed && JSON.stringify(header.config) === JSON.stringify(search));
  if (!isOwn) throw inputFailure(`the journal in ${path} is of another search than its config.json tells of`);
  const seeds = founders.map(({ file, text }) => {
    const genotype = founderGenotype(space, text);
    if (genotype === undefined)
      throw inputFailure(`the config.json in ${path} is damaged: ${file} is no loss of its space`);
    return genotype;
  });
  const operators = operatorsOf(space, createJudge(space, { mode: tests }));
  try {
    return createSearch({ config: search, budget, operators, seed, seeds, journal: entries });
  } catch (error) {
    if (entries.length === 0) throw error;
    throw inputFailure(`the journal in ${path} cannot be gone on with: ${(error as Error).message}`);
  }
}
