/** A setup goes in; the parts of its training come out, each with its images' size, dropout and augmentation. */

import type { Setup, Stage } from "./job.ts";

export interface PlannedStage extends Stage {
  readonly augment: string;
  /** Its last epoch. */
  readonly until: number;
}

/** The epochs in equal parts; a training without stages is one. */
export function stagesOf({ epochs, imageSize, dropout, augment, stages = [{}] }: Setup): PlannedStage[] {
  const common = {
    ...(imageSize === undefined ? {} : { imageSize }),
    ...(dropout === undefined ? {} : { dropout }),
    augment,
  };
  return stages.map((stage, i) => ({
    ...common,
    ...stage,
    until: Math.round(((i + 1) * epochs) / stages.length),
  }));
}
