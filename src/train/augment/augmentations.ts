/** The table of all augmentations, by the name that a specification has for them. */

import type { AugmentationDef } from "./augmentation-def.ts";
import { cutouts } from "./cutout.ts";
import { flips, flipWith } from "./flip.ts";
import { mixups } from "./mixup.ts";
import { randAugments } from "./randaugment/index.ts";
import { shiftBy, shifts } from "./shift.ts";

const shiftFlip: AugmentationDef = {
  doc: "shift, then flip, both with their defaults",
  arguments: [],
  step: () => {
    const shift = shiftBy(1 / 8, "zeros");
    const flip = flipWith(0.5);
    return (batch, random) => {
      shift(batch, random);
      flip(batch, random);
    };
  },
};

export const AUGMENTATIONS = {
  ...shifts,
  ...flips,
  "shift-flip": shiftFlip,
  ...cutouts,
  ...mixups,
  ...randAugments,
} as const satisfies Record<string, AugmentationDef>;

export type AugmentationName = keyof typeof AUGMENTATIONS;
export const AUGMENTATION_NAMES = Object.keys(AUGMENTATIONS) as AugmentationName[];

/** How one writes it: `randaugment:MAGNITUDE[:N]`. */
export function augmentationUsage(name: AugmentationName): string {
  const definition: AugmentationDef = AUGMENTATIONS[name];
  return definition.arguments.reduce<string>(
    (usage, argument) => usage + (argument.default === undefined ? `:${argument.name}` : `[:${argument.name}]`),
    name,
  );
}
