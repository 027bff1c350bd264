/** Images go in, each after some randomly chosen operations of one magnitude comes out. */

import type { Random } from "../../../random/index.ts";
import type { Batch } from "../../batch.ts";
import type { AugmentationDef, Step } from "../augmentation-def.ts";
import { createLevels, readLevels, writeLevels } from "./levels.ts";
import { OPERATION_NAMES, OPERATIONS, type Operation, parameterAt } from "./operations.ts";

/** An operation with what its magnitude makes of its parameter. */
interface Setting {
  readonly operation: Operation;
  readonly value: number;
  readonly signed: boolean;
}

function settingOf(operation: Operation, magnitude: number): Setting {
  return { operation, value: parameterAt(operation, magnitude), signed: operation.parameter?.signed === true };
}

/** Each of the `draws` operations is any of the 14, equally likely, also one that was drawn before. */
export function randAugmentOf(magnitude: number, draws: number): Step {
  const settings = OPERATION_NAMES.map((name) => settingOf(OPERATIONS[name], magnitude));
  return (batch, random) => {
    const levels = createLevels(batch);
    const size = levels.pixels.length;
    for (let start = 0; start < batch.count * size; start += size) {
      readLevels(levels, batch.images, start);
      for (let draw = 0; draw < draws; draw++) {
        const { operation, value, signed } = settings[random.integer(settings.length)]!;
        operation.apply(levels, signed && random.next() < 0.5 ? -value : value);
      }
      writeLevels(levels, batch.images, start);
    }
  };
}

export interface AugmentationExample {
  readonly name: string;
  /** As large as the image it is made of. */
  readonly image: Float32Array;
}

/** The first image of a batch after each of the operations, in the table's order. */
export function augmentationExamples(
  batch: Pick<Batch, "height" | "width" | "channels" | "images">,
  random: Random,
  magnitude = 10,
): AugmentationExample[] {
  return OPERATION_NAMES.map((name) => {
    const levels = createLevels(batch);
    readLevels(levels, batch.images, 0);
    const { operation, value, signed } = settingOf(OPERATIONS[name], magnitude);
    operation.apply(levels, signed && random.next() < 0.5 ? -value : value);
    const image = new Float32Array(levels.pixels.length);
    writeLevels(levels, image, 0);
    return { name, image };
  });
}

export const randAugments = {
  randaugment: {
    doc: "N random operations of 14 on each image, with one MAGNITUDE",
    source: "Cubuk et al. 2020",
    arguments: [
      { name: "MAGNITUDE", doc: "strength on AutoAugment's scale, where 10 is its strongest", range: [0, 30] },
      { name: "N", doc: "operations for each image", range: [1, 14], whole: true, default: 2 },
    ],
    step: ([magnitude, draws]) => randAugmentOf(magnitude!, draws!),
  },
} as const satisfies Record<string, AugmentationDef>;
