import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { symmetricBeta } from "../../../src/train/augment/beta.ts";
import { cutoutOf } from "../../../src/train/augment/cutout.ts";
import { flipWith } from "../../../src/train/augment/flip.ts";
import { mixupWith } from "../../../src/train/augment/mixup.ts";
import { shiftBy } from "../../../src/train/augment/shift.ts";
import { copyOf, numberedBatch, numbersOf, randomBatch } from "./batches.ts";

describe("flip", () => {
  test("mirrors each row of a small colour image", () => {
    const batch = randomBatch(1, 2, 3, 3, 1);
    const before = batch.images.slice();
    flipWith(1)(batch, createRandom(1));
    const order = [6, 7, 8, 3, 4, 5, 0, 1, 2];
    expect([...batch.images]).toEqual([...order, ...order.map((index) => index + 9)].map((index) => before[index]));
  });

  test.each([
    [4, 1],
    [5, 3],
  ])("twice is nothing: width %d, %d channels", (width, channels) => {
    const batch = randomBatch(3, 4, width, channels, 1);
    const before = copyOf(batch);
    const flip = flipWith(1);
    flip(batch, createRandom(1));
    expect(batch.images).not.toEqual(before.images);
    flip(batch, createRandom(1));
    expect(batch).toEqual(before);
  });

  test.each([0, 0.2, 0.5, 1])("happens with a probability of %d", (probability) => {
    const batch = numberedBatch(4000, 1, 2);
    flipWith(probability)(batch, createRandom(11));
    const flipped = Array.from({ length: batch.count }, (_, row) => numbersOf(batch, row)).filter(
      ([left]) => left === 2,
    );
    // Four standard errors.
    const tolerance = 4 * Math.sqrt((probability * (1 - probability)) / batch.count);
    expect(Math.abs(flipped.length / batch.count - probability)).toBeLessThanOrEqual(tolerance);
  });
});

describe("shift", () => {
  /** Row and column of the source by the usual recipe: pad by `pad` on every side, then cut the image out at (top, left). */
  function padAndCrop(side: number, pad: number, top: number, left: number, reflect: boolean): number[] {
    const index = (at: number) => {
      if (at >= 0 && at < side) return at;
      return reflect ? (at < 0 ? -at : 2 * side - 2 - at) : undefined;
    };
    const padded = Array.from({ length: side + 2 * pad }, (_, y) =>
      Array.from({ length: side + 2 * pad }, (_, x) => {
        const [row, column] = [index(y - pad), index(x - pad)];
        return row === undefined || column === undefined ? 0 : row * side + column + 1;
      }),
    );
    return padded.slice(top, top + side).flatMap((line) => line.slice(left, left + side));
  }

  test.each([
    ["zeros", 8, 1 / 8, 1],
    ["reflection", 8, 1 / 8, 1],
    ["zeros", 10, 0.29, 2],
    ["reflection", 5, 0.5, 2],
  ] as const)("by %s gives every crop of a padded image of side %d, and no other", (padding, side, part, pad) => {
    const batch = numberedBatch(3000, side, side);
    shiftBy(part, padding)(batch, createRandom(1));
    const seen = new Map<string, number>();
    for (let row = 0; row < batch.count; row++) {
      const key = numbersOf(batch, row).join();
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    const places = Array.from({ length: 2 * pad + 1 }, (_, place) => place);
    const crops = places.flatMap((top) =>
      places.map((left) => padAndCrop(side, pad, top, left, padding === "reflection").join()),
    );
    expect([...seen.keys()].toSorted()).toEqual(crops.toSorted());
    // Equally likely: chi-squared is below its mean plus five standard deviations.
    const expected = batch.count / crops.length;
    const chiSquared = [...seen.values()].reduce((sum, times) => sum + (times - expected) ** 2 / expected, 0);
    const degrees = crops.length - 1;
    expect(chiSquared).toBeLessThan(degrees + 5 * Math.sqrt(2 * degrees));
  });

  test("keeps the channels of a pixel together", () => {
    const batch = randomBatch(50, 8, 8, 3, 1);
    batch.images.forEach((_, index) => {
      batch.images[index] = ((index % 3) + 1) / 4;
    });
    shiftBy(0.5, "reflection")(batch, createRandom(1));
    expect(batch.images.every((value, index) => value === ((index % 3) + 1) / 4)).toBe(true);
  });

  test("by less than a pixel is nothing", () => {
    const batch = randomBatch(20, 7, 7, 1, 1);
    const before = copyOf(batch);
    shiftBy(1 / 8, "zeros")(batch, createRandom(1));
    expect(batch).toEqual(before);
  });
});

describe("cutout", () => {
  const grey = Math.fround(128 / 255);

  test.each([1, 4, 5])("greys a square of side %d about any pixel, and nothing else", (size) => {
    const batch = numberedBatch(2000, 6, 7);
    cutoutOf(size)(batch, createRandom(1));
    const before = numberedBatch(1, 6, 7).images;
    const reach = Math.floor(size / 2);
    const squares: string[] = [];
    for (let centre = 0; centre < 42; centre++) {
      const [top, left] = [Math.floor(centre / 7) - reach, (centre % 7) - reach];
      const cut = Array.from(before, (value, pixel) => {
        const [y, x] = [Math.floor(pixel / 7) - top, (pixel % 7) - left];
        return y >= 0 && y < size && x >= 0 && x < size ? grey : value;
      });
      squares.push(cut.join());
    }
    const seen = new Set(Array.from({ length: 2000 }, (_, row) => batch.images.slice(row * 42, row * 42 + 42).join()));
    expect([...seen].toSorted()).toEqual([...new Set(squares)].toSorted());
  });

  test("greys all channels", () => {
    const batch = randomBatch(3, 4, 4, 3, 1);
    cutoutOf(16)(batch, createRandom(1));
    expect(batch.images.every((value) => value === grey)).toBe(true);
  });
});

describe("Beta(alpha, alpha)", () => {
  test.each([0.01, 0.2, 0.5, 1, 2, 10])("has the moments of alpha = %d", (alpha) => {
    const random = createRandom(1);
    const draws = Array.from({ length: 20_000 }, () => symmetricBeta(alpha, random) - 0.5);
    expect(draws.every((draw) => Math.abs(draw) <= 0.5)).toBe(true);
    const moment = (power: number) => draws.reduce((sum, draw) => sum + draw ** power, 0) / draws.length;
    const second = 1 / (4 * (2 * alpha + 1));
    const fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(second / draws.length));
    expect(Math.abs(moment(2) - second)).toBeLessThan(4 * Math.sqrt((fourth - second ** 2) / draws.length));
    expect(moment(4) / fourth).toBeCloseTo(1, 1);
  });
});

describe("mixup", () => {
  /** Image r is the constant 2^-r, and its target the r-th class, so that each image tells of what it is mixed. */
  const tellingBatch = () => {
    const batch = randomBatch(10, 2, 2, 1, 1);
    batch.targets.fill(0);
    for (let row = 0; row < 10; row++) {
      batch.labels[row] = row;
      batch.targets[row * 10 + row] = 1;
      batch.images.fill(2 ** -row, row * 4, row * 4 + 4);
    }
    return batch;
  };

  test("mixes images and targets with the same weights, the own one at least a half", () => {
    const batch = tellingBatch();
    mixupWith(1)(batch, createRandom(3));
    const partners = new Set<number>();
    for (let row = 0; row < 10; row++) {
      const target = [...batch.targets.subarray(row * 10, row * 10 + 10)];
      expect(target[row]).toBeGreaterThanOrEqual(0.5);
      const others = target.flatMap((part, label) => (part > 0 && label !== row ? [label] : []));
      expect(others.length).toBeLessThanOrEqual(1);
      partners.add(others[0] ?? row);
      const mixed = target.reduce((sum, part, label) => sum + part * 2 ** -label, 0);
      for (let pixel = 0; pixel < 4; pixel++) expect(batch.images[row * 4 + pixel]).toBeCloseTo(mixed, 6);
    }
    expect(partners.size).toBe(10);
  });

  test("the heavier weight has the mean of the larger one of w and 1 - w", () => {
    // For alpha = 1, w is uniform, and the mean is 3/4.
    const random = createRandom(5);
    const weights: number[] = [];
    for (let repeat = 0; repeat < 300; repeat++) {
      const batch = tellingBatch();
      mixupWith(1)(batch, random);
      for (let row = 0; row < 10; row++) {
        const own = batch.targets[row * 10 + row]!;
        if (own < 1) weights.push(own);
      }
    }
    const mean = weights.reduce((sum, weight) => sum + weight) / weights.length;
    expect(Math.abs(mean - 0.75)).toBeLessThan((4 * 0.5) / Math.sqrt(12 * weights.length));
  });
});
