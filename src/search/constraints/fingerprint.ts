/**
 * A loss's values and derivatives at the probes go in; a short text comes out that is equal for losses that train alike.
 *
 * What trains is the gradient by the logits, g_i = p_i (s_i - sum_j p_j s_j) with s_i the derivative of f(y_i, p_i): it is blind to a
 * shift, to what depends on y alone, and to multiples of p, whose sum over the classes is 1. So is the row's loss less its mean over the
 * rows. Both are divided by the size of g, which makes positive multiples equal, then rounded and hashed.
 */

import { PROBE_CLASSES, PROBE_ROWS } from "./probes.ts";
import type { Slopes } from "./slopes.ts";

/** Differences of this part of a loss's typical gradient are no differences. */
const RESOLUTION = 1e-4;

/** A gradient that is this part of what it is the difference of is rounding noise. */
const NOISE = 1e-12;

/** No value that is special in itself, such as 0 or 1, lies near a border between two roundings. */
const OFFSET = 0.3819660112501051;

/** The gradient by the logits at each probe row, then the rows' losses less their mean; before scaling. */
function features({ probes: { right, wrong } }: Slopes): { gradient: number[]; losses: number[]; size: number } {
  const gradient: number[] = [];
  const losses: number[] = [];
  let size = 0;
  PROBE_ROWS.forEach((row, r) => {
    const place = r * (PROBE_CLASSES - 1);
    const slopes = [right.slopes[r], wrong.slopes[place], wrong.slopes[place + 1]];
    const mean = row.reduce((sum, p, i) => sum + p * slopes[i], 0);
    row.forEach((p, i) => {
      gradient.push(p * (slopes[i] - mean));
      size = Math.max(size, Math.abs(slopes[i]));
    });
    losses.push(right.values[r] + wrong.values[place] + wrong.values[place + 1]);
  });
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return { gradient, losses: losses.map((loss) => loss - mean), size };
}

/** Two passes of Murmur's mixing over whole numbers: 16 hexadecimal digits. */
function hash(numbers: readonly number[]): string {
  const pass = (start: number): string => {
    let state = start;
    for (const number of numbers) {
      // Both halves of a number of up to 53 bits.
      for (const half of [number | 0, Math.floor(number / 2 ** 32) | 0]) {
        let block = Math.imul(half, 0xcc9e2d51);
        block = (block << 15) | (block >>> 17);
        state ^= Math.imul(block, 0x1b873593);
        state = (state << 13) | (state >>> 19);
        state = (Math.imul(state, 5) + 0xe6546b64) | 0;
      }
    }
    state ^= numbers.length;
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    return ((state ^ (state >>> 16)) >>> 0).toString(16).padStart(8, "0");
  };
  return pass(0x9e3779b9) + pass(0x243f6a88);
}

/** The same for texts. */
export function textFingerprint(text: string): string {
  const letters = new Array<number>(text.length);
  for (let i = 0; i < text.length; i++) letters[i] = text.charCodeAt(i);
  return hash(letters);
}

/** `undefined` where no logit moves the loss. */
export function fingerprintOf(slopes: Slopes): string | undefined {
  const { gradient, losses, size } = features(slopes);
  const scale = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0) / gradient.length);
  if (!(scale > NOISE * size)) return undefined;
  return hash([...gradient, ...losses].map((value) => Math.floor(value / scale / RESOLUTION + OFFSET)));
}
