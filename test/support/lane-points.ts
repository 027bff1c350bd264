/** A count or a step goes in; float32 numbers to measure functions at come out, in chunks of one length. */

import { createRandom } from "../../src/random/index.ts";
import { specialNumbers } from "./lane-errors.ts";

const CHUNK = 2 ** 16;
const PATTERNS = 2 ** 32;

/** Every n-th pattern of bits; the last chunk may begin anew. */
export function* everyNth(n: number, from = 0): Generator<readonly Float32Array[]> {
  const bits = new Uint32Array(CHUNK);
  const floats = new Float32Array(bits.buffer);
  for (let start = from; start < PATTERNS; start += CHUNK * n) {
    for (let i = 0; i < CHUNK; i++) bits[i] = start + i * n;
    yield [floats];
  }
}

/** Numbers of either sign between 2^-12 and 2^8, where most functions change their form. */
export function* randomNear(count: number, seed: number): Generator<readonly Float32Array[]> {
  const random = createRandom(seed);
  const floats = new Float32Array(CHUNK);
  for (let done = 0; done < count; done += CHUNK) {
    for (let i = 0; i < CHUNK; i++) floats[i] = 2 ** (20 * random.next() - 12) * (i % 2 === 0 ? 1 : -1);
    yield [floats];
  }
}

/** Half of the pairs of any bits; the others a number near enough to 1 that its power is seldom 0 or infinite. */
export function* randomPairs(count: number, seed: number): Generator<readonly Float32Array[]> {
  const random = createRandom(seed);
  const bits = [new Uint32Array(CHUNK), new Uint32Array(CHUNK)] as const;
  const [a, b] = bits.map(({ buffer }) => new Float32Array(buffer)) as [Float32Array, Float32Array];
  for (let done = 0; done < count; done += CHUNK) {
    for (let i = 0; i < CHUNK; i++) {
      bits[0][i] = random.next() * PATTERNS;
      bits[1][i] = random.next() * PATTERNS;
      if (i % 2 === 0) continue;
      a[i] = 2 ** (200 * (random.next() - 0.5) * random.next() ** 4);
      b[i] = (150 * (2 * random.next() - 1)) / Math.log2(a[i]!);
    }
    yield [a, b];
  }
}

/** Every special number with every other, filled up to a multiple of 4. */
export function specialPairs(): readonly Float32Array[] {
  const numbers = [...specialNumbers(), -1, -2, -3, 1.5, -1.5, 0.75];
  const pairs = numbers.flatMap((a) => numbers.map((b) => [a, b] as const));
  while (pairs.length % 4 !== 0) pairs.push([1, 1]);
  return [Float32Array.from(pairs, ([a]) => a), Float32Array.from(pairs, ([, b]) => b)];
}
