/** Images go in, each shifted by its own random whole number of pixels comes out: padding followed by a random crop. */

import type { Random } from "../../random/index.ts";
import type { Batch } from "../batch.ts";
import type { ArgumentDef, AugmentationDef, Step } from "./augmentation-def.ts";

/** What stands outside the image: zeros, or the image mirrored at its border, the border itself not repeated. */
export type Padding = "zeros" | "reflection";

const PART: ArgumentDef = {
  name: "PART",
  doc: "largest shift, as a part of the side",
  range: [0, 0.5],
  default: 1 / 8,
};

/** Up to `part` of the side each way, rounded down to pixels; each shift is equally likely. */
export function shiftBy(part: number, padding: Padding): Step {
  return (batch, random) => shift(batch, random, part, padding);
}

function shift(
  { count, height, width, channels, images }: Batch,
  random: Random,
  part: number,
  padding: Padding,
): void {
  const farDown = Math.floor(part * height);
  const farRight = Math.floor(part * width);
  const rows = new Int32Array(height);
  const columns = new Int32Array(width);
  const pixels = height * width * channels;
  const source = new Float32Array(pixels);
  for (let start = 0; start < count * pixels; start += pixels) {
    const down = random.integer(2 * farDown + 1) - farDown;
    const right = random.integer(2 * farRight + 1) - farRight;
    if (down === 0 && right === 0) continue;
    for (let pixel = 0; pixel < pixels; pixel++) source[pixel] = images[start + pixel]!;
    fillSources(rows, down, padding);
    fillSources(columns, right, padding);
    let to = start;
    for (let y = 0; y < height; y++) {
      const row = rows[y]!;
      for (let x = 0; x < width; x++) {
        const column = columns[x]!;
        const outside = row < 0 || column < 0;
        const from = (row * width + column) * channels;
        for (let channel = 0; channel < channels; channel++) images[to++] = outside ? 0 : source[from + channel]!;
      }
    }
  }
}

/** Where each row or column of a shifted image comes from; -1 for nowhere. */
function fillSources(sources: Int32Array, shifted: number, padding: Padding): void {
  const last = sources.length - 1;
  for (let to = 0; to <= last; to++) {
    const from = to - shifted;
    if (from >= 0 && from <= last) sources[to] = from;
    else if (padding === "zeros") sources[to] = -1;
    else sources[to] = from < 0 ? -from : 2 * last - from;
  }
}

export const shifts = {
  shift: {
    doc: "shift by up to PART of the side both ways, zeros coming in",
    arguments: [PART],
    step: ([part]) => shiftBy(part!, "zeros"),
  },
  "shift-reflect": {
    doc: "the same, the image mirrored at its border coming in",
    arguments: [PART],
    step: ([part]) => shiftBy(part!, "reflection"),
  },
} as const satisfies Record<string, AugmentationDef>;
