/** Images go in, each with a grey square somewhere comes out. */

import type { Random } from "../../random/index.ts";
import type { Batch } from "../batch.ts";
import { type AugmentationDef, MID_GREY, type Step } from "./augmentation-def.ts";

/** The centre is any pixel, each equally likely, so a part of the square may lie outside the image. */
export function cutoutOf(size: number): Step {
  return (batch, random) => cutout(batch, random, size);
}

function cutout({ count, height, width, channels, images }: Batch, random: Random, size: number): void {
  const reach = Math.floor(size / 2);
  for (let row = 0; row < count; row++) {
    const top = random.integer(height) - reach;
    const left = random.integer(width) - reach;
    const from = Math.max(0, left);
    const to = Math.min(width, left + size);
    for (let y = Math.max(0, top); y < Math.min(height, top + size); y++) {
      const line = (row * height + y) * width;
      images.fill(MID_GREY / 255, (line + from) * channels, (line + to) * channels);
    }
  }
}

export const cutouts = {
  cutout: {
    doc: "grey out a square of SIZE x SIZE pixels at a random place",
    source: "DeVries & Taylor 2017",
    arguments: [{ name: "SIZE", doc: "side of the square in pixels", range: [1, 1024], whole: true }],
    step: ([size]) => cutoutOf(size!),
  },
} as const satisfies Record<string, AugmentationDef>;
