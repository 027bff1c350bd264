/** The phases' sizes go in; how long it takes until all of them are over, by what has been done so far, comes out. */

import { stagesOf } from "../../train/stages.ts";
import type { EliminationConfig } from "./config.ts";
import type { PhasePlan } from "./options.ts";

export interface Outlook {
  /** Trainings of a phase have ended or come so far; parts of one count. */
  secondsLeft(phase: string, trainings: number): number | undefined;
}

/** A side on which a training costs as much as one of images as they are. */
const USUAL_SIDE = 32;

/** In examples that pass through the network, weighted by the images' size. */
function workOf({ setup }: PhasePlan, examples: number): number {
  const perEpoch = setup.stepsPerEpoch === undefined ? examples : setup.stepsPerEpoch * setup.batchSize;
  let before = 0;
  return stagesOf(setup).reduce((sum, { until, imageSize = USUAL_SIDE }) => {
    const epochs = until - before;
    before = until;
    return sum + epochs * perEpoch * (imageSize / USUAL_SIDE) ** 2;
  }, 0);
}

/** `examples`: what each phase trains on. `done`: trainings of each phase that had ended before `clock` began. */
export function createOutlook(
  { phases, losses, baselines }: EliminationConfig,
  {
    examples,
    done,
    clock,
  }: {
    readonly examples: readonly number[];
    readonly done: readonly number[];
    /** Seconds of this process. */
    readonly clock: () => number;
  },
): Outlook {
  const each = phases.map((phase, i) => workOf(phase, examples[i]!));
  const contestants = losses.length - baselines.length;
  const trainings = phases.map(({ seeds }, i) => {
    const inIt = i === 0 ? contestants : Math.min(contestants, phases[i - 1]!.keep);
    return (inIt + baselines.length) * seeds.length;
  });
  const workUpTo = (phase: number, ended: number): number =>
    each.reduce((sum, work, i) => sum + work * (i < phase ? trainings[i]! : i === phase ? ended : 0), 0);
  const total = workUpTo(phases.length, 0);
  const before = each.reduce((sum, work, i) => sum + work * done[i]!, 0);
  return {
    secondsLeft: (name, ended) => {
      const now = workUpTo(
        phases.findIndex((phase) => phase.name === name),
        ended,
      );
      const seconds = clock();
      return now > before && seconds > 0 ? ((total - now) * seconds) / (now - before) : undefined;
    },
  };
}
