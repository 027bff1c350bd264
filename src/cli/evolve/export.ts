/** The best of a search go in; they are written as .loss files that say where they come from. */

import { existsSync, readdirSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Individual } from "../../search/evolve/individual.ts";
import type { Progress } from "../../search/evolve/progress.ts";
import { inputFailure, reasonOf } from "../failure.ts";
import { writeWhole } from "../files.ts";
import { objectiveText, type RunConfig } from "./config.ts";
import { foundLoss, foundName, type Origin } from "./found-loss.ts";

export const BEST_FOLDER = "best";

/** Writes them and gives their paths, the best first. `path` is the run's folder. */
export function exportLosses(
  individuals: readonly Individual[],
  { path, config, into }: { readonly path: string; readonly config: RunConfig; readonly into: string },
): string[] {
  const origin = originOf(path, config);
  return individuals.map((one) => {
    const file = join(into, `${foundName(one)}.loss`);
    writeWhole(file, foundLoss(one, origin));
    return file;
  });
}

export const originOf = (path: string, config: RunConfig): Origin => ({
  run: basename(resolve(path)),
  seed: config.seed,
  objective: objectiveText(config),
  space: config.space.name,
  rungs: config.trainings.length,
});

/** The run's own `best/`, without those that are no longer among the best. */
export function writeBest(path: string, config: RunConfig, { hall }: Progress, top: number): void {
  const into = join(path, BEST_FOLDER);
  const kept = new Set(hall.slice(0, top).map((one) => `${foundName(one)}.loss`));
  try {
    for (const name of existsSync(into) ? readdirSync(into) : [])
      if (/^found_\d+\.loss$/.test(name) && !kept.has(name)) rmSync(join(into, name));
  } catch (error) {
    throw inputFailure(`cannot write ${into}: ${reasonOf(error)}`);
  }
  exportLosses(hall.slice(0, top), { path, config, into });
}
