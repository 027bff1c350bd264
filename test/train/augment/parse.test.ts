import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import {
  AUGMENTATION_NAMES,
  AugmentationError,
  augmentationUsage,
  parseAugmentation,
} from "../../../src/train/augment/index.ts";
import { copyOf, randomBatch } from "./batches.ts";

const SPECS = [
  ...["none", "shift", "shift:0.25", "shift-reflect", "flip", "flip:1", "shift-flip", "cutout:3", "mixup:0.2"],
  ...["randaugment:5", "randaugment:15:3", "randaugment:0:1", "randaugment:30:14"],
  "shift,flip,randaugment:8,cutout:5,mixup:0.4",
];

describe.each(SPECS)("%s", (spec) => {
  const augmentation = parseAugmentation(spec);

  test.each([
    [8, 8, 1],
    [28, 28, 1],
    [9, 7, 3],
    [1, 1, 1],
    [2, 3, 4],
  ])("keeps images of %d x %d x %d in [0, 1], targets on the simplex and the labels", (height, width, channels) => {
    const batch = randomBatch(40, height, width, channels, 2);
    const labels = [...batch.labels];
    augmentation.apply(batch, createRandom(3));
    expect(batch.images.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect([...batch.labels]).toEqual(labels);
    for (let row = 0; row < batch.count; row++) {
      const target = [...batch.targets.subarray(row * batch.classes, (row + 1) * batch.classes)];
      expect(target.every((part) => part >= 0)).toBe(true);
      expect(target.reduce((sum, part) => sum + part)).toBeCloseTo(1, 6);
      expect(target[labels[row]!]).toBe(Math.max(...target));
    }
  });

  test("gives the same batch for the same seed, and another for another seed and for the next batch", () => {
    const original = randomBatch(20, 8, 8, 3, 4);
    const apply = (random = createRandom(5)) => {
      const batch = copyOf(original);
      augmentation.apply(batch, random);
      return batch;
    };
    const first = apply();
    expect(apply()).toEqual(first);
    if (spec === "none" || spec === "flip:1") return;
    expect(apply(createRandom(6)).images).not.toEqual(first.images);
    const random = createRandom(5);
    expect(apply(random)).toEqual(first);
    expect(apply(random).images).not.toEqual(first.images);
  });

  test("takes a batch without examples", () => {
    const empty = randomBatch(0, 8, 8, 1, 1);
    augmentation.apply(empty, createRandom(1));
    expect(empty.images).toHaveLength(0);
  });
});

test("none changes nothing", () => {
  const batch = randomBatch(5, 4, 4, 1, 1);
  const before = copyOf(batch);
  parseAugmentation("none").apply(batch, createRandom(1));
  expect(batch).toEqual(before);
});

test("applies from left to right", () => {
  const twice = (spec: string) => {
    const batch = randomBatch(30, 8, 8, 1, 1);
    parseAugmentation(spec).apply(batch, createRandom(1));
    return batch.images;
  };
  // Grey is what a later shift moves and what an earlier one does not.
  expect(twice("flip:1,flip:1")).toEqual(twice("none"));
  const cornerIsZero = (images: Float32Array) =>
    Array.from({ length: 30 }, (_, row) => images[row * 64]).some((value) => value === 0);
  expect(cornerIsZero(twice("shift:0.5,cutout:16"))).toBe(false);
  expect(cornerIsZero(twice("cutout:16,shift:0.5"))).toBe(true);
});

test("the spec is kept without spaces", () => {
  expect(parseAugmentation(" shift, cutout:8 ").spec).toBe("shift,cutout:8");
});

test.each([
  ["", "an augmentation has no name"],
  ["shift,", "an augmentation has no name"],
  ["rotate", 'there is no augmentation "rotate"'],
  ["toString", 'there is no augmentation "toString"'],
  ["flip,none", "the augmentation none stands alone"],
  ["cutout", "the augmentation cutout takes 1 argument, and got 0: write cutout:SIZE"],
  ["flip:0.5:1", "the augmentation flip takes 0 to 1 argument, and got 2: write flip[:P]"],
  ["shift-flip:1", "the augmentation shift-flip takes 0 arguments, and got 1: write shift-flip"],
  ["cutout:2.5", "SIZE of the augmentation cutout is a whole number from 1 to 1024, and got"],
  ["cutout:", 'and got ""'],
  ["mixup:0", "ALPHA of the augmentation mixup is a number from 0.01 to 100"],
  ["mixup:1e2", 'and got "1e2"'],
  ["shift:0.6", "PART of the augmentation shift is a number from 0 to 0.5"],
  ["randaugment:31", "MAGNITUDE of the augmentation randaugment is a number from 0 to 30"],
  ["randaugment:-1", 'and got "-1": write randaugment:MAGNITUDE[:N]; MAGNITUDE is the strength'],
  ["randaugment:5:0", "N of the augmentation randaugment is a whole number from 1 to 14"],
])("refuses %j: %s", (spec, message) => {
  expect(() => parseAugmentation(spec)).toThrow(AugmentationError);
  expect(() => parseAugmentation(spec)).toThrow(message);
});

test("an unknown name is answered with all that there are", () => {
  const message = (() => {
    try {
      parseAugmentation("nothing");
    } catch (error) {
      return error instanceof AugmentationError ? error.hint : "";
    }
    return "";
  })();
  for (const name of AUGMENTATION_NAMES) expect(message).toContain(augmentationUsage(name));
  expect(message).toContain("write none");
});

test("any text either parses or is refused with an AugmentationError", () => {
  const piece = fc.constantFrom(...AUGMENTATION_NAMES, "none", "5", "0.2", ":", ",", "-", "x", "");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      try {
        expect(parseAugmentation(pieces.join("")).spec).toBe(pieces.join(""));
      } catch (error) {
        expect(error).toBeInstanceOf(AugmentationError);
      }
    }),
    { seed: 7, numRuns: 500 },
  );
});
