/** Levels go in, each replaced by what a table of 256 says comes out; a pixel's place does not matter here. */

import { blend, type Levels, luma } from "./levels.ts";

export function solarize({ pixels, table }: Levels, threshold: number): void {
  for (let level = 0; level < 256; level++) table[level] = level < threshold ? level : 255 - level;
  lookUp(pixels, table, 0, 1);
}

export function posterize({ pixels }: Levels, bits: number): void {
  const mask = 256 - 2 ** (8 - bits);
  for (let index = 0; index < pixels.length; index++) pixels[index]! &= mask;
}

export function brightness({ pixels, table }: Levels, factor: number): void {
  for (let level = 0; level < 256; level++) table[level] = blend(0, level, factor);
  lookUp(pixels, table, 0, 1);
}

/** Blends with the image's mean brightness, rounded. */
export function contrast(levels: Levels, factor: number): void {
  const { pixels, table } = levels;
  const mean = Math.floor(meanBrightness(levels) + 0.5);
  for (let level = 0; level < 256; level++) table[level] = blend(mean, level, factor);
  lookUp(pixels, table, 0, 1);
}

function meanBrightness({ pixels, channels }: Levels): number {
  let sum = 0;
  if (channels !== 3) {
    for (let index = 0; index < pixels.length; index++) sum += pixels[index]!;
    return sum / pixels.length;
  }
  for (let index = 0; index < pixels.length; index += 3) {
    sum += luma(pixels[index]!, pixels[index + 1]!, pixels[index + 2]!);
  }
  return (3 * sum) / pixels.length;
}

/** Stretches each channel to the whole of 0..255. */
export function autoContrast({ pixels, channels, histogram, table }: Levels): void {
  for (let channel = 0; channel < channels; channel++) {
    count(pixels, histogram, channel, channels);
    let low = 0;
    let high = 255;
    while (low < 255 && histogram[low] === 0) low++;
    while (high > low && histogram[high] === 0) high--;
    if (high === low) continue;
    const scale = 255 / (high - low);
    const offset = -low * scale;
    for (let level = low; level <= high; level++) table[level] = Math.min(255, level * scale + offset);
    lookUp(pixels, table, channel, channels);
  }
}

/** Spreads each channel's levels so that each part of 0..255 is about as common; no change below about 255 pixels. */
export function equalize({ pixels, channels, histogram, table }: Levels): void {
  for (let channel = 0; channel < channels; channel++) {
    count(pixels, histogram, channel, channels);
    let high = 255;
    while (high > 0 && histogram[high] === 0) high--;
    const step = Math.floor((pixels.length / channels - histogram[high]!) / 255);
    if (step === 0) continue;
    let below = step >> 1;
    for (let level = 0; level < 256; level++) {
      table[level] = Math.min(255, Math.floor(below / step));
      below += histogram[level]!;
    }
    lookUp(pixels, table, channel, channels);
  }
}

function count(pixels: Uint8Array, histogram: Int32Array, channel: number, channels: number): void {
  histogram.fill(0);
  for (let index = channel; index < pixels.length; index += channels) histogram[pixels[index]!]! += 1;
}

function lookUp(pixels: Uint8Array, table: Uint8Array, start: number, stride: number): void {
  for (let index = start; index < pixels.length; index += stride) pixels[index] = table[pixels[index]!]!;
}
