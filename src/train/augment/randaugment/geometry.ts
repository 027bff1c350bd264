/** Levels go in, rotated, sheared or translated by the nearest pixel, with grey where nothing was, they come out. */

import { MID_GREY } from "../augmentation-def.ts";
import { type Levels, swap } from "./levels.ts";

/** Counter-clockwise about the middle of the image. */
export function rotate(levels: Levels, degrees: number): void {
  const angle = (degrees * Math.PI) / 180;
  const cos = round15(Math.cos(angle));
  const sin = round15(Math.sin(angle));
  const middleX = levels.width / 2;
  const middleY = levels.height / 2;
  const offsetX = middleX - cos * middleX + sin * middleY;
  const offsetY = middleY - sin * middleX - cos * middleY;
  affine(levels, cos, -sin, offsetX, sin, cos, offsetY);
}

/** 15 decimals, so that a right angle has a cosine of 0. */
const round15 = (x: number): number => Math.round(x * 1e15) / 1e15;

/** Each row moves left by `slope` of its distance to the top. */
export function shearX(levels: Levels, slope: number): void {
  affine(levels, 1, slope, 0, 0, 1, 0);
}

/** Each column moves up by `slope` of its distance to the left border. */
export function shearY(levels: Levels, slope: number): void {
  affine(levels, 1, 0, 0, slope, 1, 0);
}

/** To the left by that part of the width, rounded to pixels. */
export function translateX(levels: Levels, part: number): void {
  affine(levels, 1, 0, Math.round(part * levels.width), 0, 1, 0);
}

/** Up by that part of the height, rounded to pixels. */
export function translateY(levels: Levels, part: number): void {
  affine(levels, 1, 0, 0, 0, 1, Math.round(part * levels.height));
}

/**
 * The pixel at (x, y) comes from (xx x + xy y + x0, yx x + yy y + y0), where the middle of the first pixel is
 * (0.5, 0.5). In whole numbers with 16 bits after the point, as Pillow does.
 */
function affine(levels: Levels, xx: number, xy: number, x0: number, yx: number, yy: number, y0: number): void {
  const { pixels, spare, height, width, channels } = levels;
  const rightX = fixed(xx);
  const rightY = fixed(yx);
  const downX = fixed(xy);
  const downY = fixed(yy);
  let lineX = fixed(x0 + 0.5 * xx + 0.5 * xy);
  let lineY = fixed(y0 + 0.5 * yx + 0.5 * yy);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let fromX = lineX;
    let fromY = lineY;
    for (let x = 0; x < width; x++) {
      const column = fromX >> 16;
      const row = fromY >> 16;
      const inside = column >= 0 && column < width && row >= 0 && row < height;
      const from = inside ? (row * width + column) * channels : 0;
      for (let channel = 0; channel < channels; channel++) spare[to++] = inside ? pixels[from + channel]! : MID_GREY;
      fromX = (fromX + rightX) | 0;
      fromY = (fromY + rightY) | 0;
    }
    lineX = (lineX + downX) | 0;
    lineY = (lineY + downY) | 0;
  }
  swap(levels);
}

const fixed = (x: number): number => Math.floor(x * 65536 + 0.5);
