/** A seed goes in, a stream of reproducible random numbers comes out: the one generator of the whole project. */

export interface Random {
  /** Uniform in [0, 1), with 53 random bits. */
  next(): number;
  /** Uniform among 0, 1, ..., n - 1; n at most 2^32. */
  integer(n: number): number;
  /** A new array with the items in a random order, each order equally likely. */
  shuffle<T>(items: readonly T[]): T[];
  /** Standard normal: mean 0, variance 1. */
  normal(): number;
  /**
   * An independent stream of its own. It depends on the seed and on the label only, never on how many numbers were
   * drawn before, so that a new draw in one place leaves every other place as it was.
   */
  fork(label: string | number): Random;
}

const TWO_32 = 2 ** 32;

export function createRandom(seed: number | string): Random {
  return streamOf(`${typeof seed}:${seed}`);
}

function streamOf(path: string): Random {
  const bits = sfc32(hash128(path));

  const next = (): number => {
    const high = bits() >>> 5;
    const low = bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };

  const integer = (n: number): number => {
    if (!Number.isInteger(n) || n < 1 || n > TWO_32) {
      throw new RangeError(`integer(n) needs a whole number from 1 to 2^32, and got ${n}`);
    }
    // Draws at or above the last multiple of n would favour the small remainders.
    const limit = TWO_32 - (TWO_32 % n);
    let draw = bits();
    while (draw >= limit) draw = bits();
    return draw % n;
  };

  // Fisher and Yates, in Durstenfeld's form.
  const shuffle = <T>(items: readonly T[]): T[] => {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = integer(last + 1);
      const item = shuffled[last] as T;
      shuffled[last] = shuffled[other] as T;
      shuffled[other] = item;
    }
    return shuffled;
  };

  // Box and Muller; 1 - u lies in (0, 1], so that its logarithm is finite.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

  // The length keeps ("a", "b/c") and ("a/b", "c") apart.
  const fork = (label: string | number): Random => {
    const text = `${typeof label}:${label}`;
    return streamOf(`${path}/${text.length}:${text}`);
  };

  return { next, integer, shuffle, normal, fork };
}

type State = readonly [number, number, number, number];

/** sfc32, "small fast counting": C. Doty-Humphrey, PractRand 0.95. Returns whole numbers in [0, 2^32). */
function sfc32(state: State): () => number {
  let [a, b, c, counter] = state;
  const step = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round++) step();
  return step;
}

/** Four MurmurHash3 (x86, 32 bits; A. Appleby) passes over the UTF-16 code units, each from its own starting value. */
function hash128(text: string): State {
  return [murmur3(text, 0x9e3779b9), murmur3(text, 0x243f6a88), murmur3(text, 0xb7e15162), murmur3(text, 0x6a09e667)];
}

function murmur3(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) {
    let block = Math.imul(text.charCodeAt(index), 0xcc9e2d51);
    block = (block << 15) | (block >>> 17);
    hash ^= Math.imul(block, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
