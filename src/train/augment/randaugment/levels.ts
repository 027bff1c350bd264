/** An image in [0, 1] goes in, its 8-bit levels with room to work on them come out, and the other way round. */

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** One image that operations change in place; made once for many images. */
export interface Levels extends ImageShape {
  /** height * width * channels levels, row-major, a pixel's channels together. */
  pixels: Uint8Array;
  /** As large as `pixels`: an operation that reads several pixels for one writes here and then swaps the two. */
  spare: Uint8Array;
  /** How often each level occurs, and what becomes of it. */
  readonly histogram: Int32Array;
  readonly table: Uint8Array;
}

export function createLevels({ height, width, channels }: ImageShape): Levels {
  const size = height * width * channels;
  return {
    height,
    width,
    channels,
    pixels: new Uint8Array(size),
    spare: new Uint8Array(size),
    histogram: new Int32Array(256),
    table: new Uint8Array(256),
  };
}

const BRIGHTNESS = Float32Array.from({ length: 256 }, (_, level) => level / 255);

/** Rounds the image that starts at `start` to levels. */
export function readLevels(levels: Levels, images: Float32Array, start: number): void {
  const { pixels } = levels;
  for (let index = 0; index < pixels.length; index++) pixels[index] = (images[start + index]! * 255 + 0.5) | 0;
}

export function writeLevels(levels: Levels, images: Float32Array, start: number): void {
  const { pixels } = levels;
  for (let index = 0; index < pixels.length; index++) images[start + index] = BRIGHTNESS[pixels[index]!]!;
}

export function swap(levels: Levels): void {
  const { pixels, spare } = levels;
  levels.pixels = spare;
  levels.spare = pixels;
}

/** The brightness of a colour in 16 bits after the point, as ITU-R BT.601 weighs the channels; rounded. */
export function luma(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/**
 * From `degenerate` (factor 0) to `level` (factor 1) and beyond, cut to 0..255 and rounded down. Calculated in 32 bits,
 * as Pillow does, since rounding down shows every last bit.
 */
export function blend(degenerate: number, level: number, factor: number): number {
  const blended = Math.fround(degenerate + Math.fround(Math.fround(factor) * (level - degenerate)));
  return blended <= 0 ? 0 : blended >= 255 ? 255 : blended | 0;
}
