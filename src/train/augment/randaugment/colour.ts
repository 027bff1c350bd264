/** Levels go in, blended with a grey or a smoothed version of the image they come out. */

import { blend, type Levels, luma, swap } from "./levels.ts";

/** Blends each pixel with its own brightness. An image that has no three channels has no colour, and stays as it is. */
export function colour({ pixels, channels }: Levels, factor: number): void {
  if (channels !== 3) return;
  for (let index = 0; index < pixels.length; index += 3) {
    const red = pixels[index]!;
    const green = pixels[index + 1]!;
    const blue = pixels[index + 2]!;
    const grey = luma(red, green, blue);
    pixels[index] = blend(grey, red, factor);
    pixels[index + 1] = blend(grey, green, factor);
    pixels[index + 2] = blend(grey, blue, factor);
  }
}

/** Blends with the mean of 3 x 3 pixels in which the middle one counts five times; the border stays as it is. */
export function sharpness(levels: Levels, factor: number): void {
  const { pixels, spare, height, width, channels } = levels;
  const line = width * channels;
  spare.set(pixels);
  for (let y = 1; y < height - 1; y++) {
    const end = (y + 1) * line - channels;
    for (let at = y * line + channels; at < end; at++) {
      const level = pixels[at]!;
      const sum =
        pixels[at - line - channels]! +
        pixels[at - line]! +
        pixels[at - line + channels]! +
        pixels[at - channels]! +
        5 * level +
        pixels[at + channels]! +
        pixels[at + line - channels]! +
        pixels[at + line]! +
        pixels[at + line + channels]!;
      // The weights add up to 13; rounded to the nearest level.
      spare[at] = blend(((2 * sum + 13) / 26) | 0, level, factor);
    }
  }
  swap(levels);
}
