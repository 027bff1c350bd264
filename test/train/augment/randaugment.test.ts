import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { augmentationExamples, parseAugmentation } from "../../../src/train/augment/index.ts";
import {
  OPERATION_NAMES,
  OPERATIONS,
  type Operation,
  type OperationName,
  parameterAt,
} from "../../../src/train/augment/randaugment/index.ts";
import { createLevels, type ImageShape, type Levels } from "../../../src/train/augment/randaugment/levels.ts";
import sections from "../../fixtures/randaugment.json" with { type: "json" };
import { copyOf, randomBatch } from "./batches.ts";

const decode = (text: string): number[] => [...Buffer.from(text, "base64")];

function apply(name: OperationName, shape: ImageShape, pixels: readonly number[], value: number): number[] {
  const levels: Levels = createLevels(shape);
  levels.pixels.set(pixels);
  OPERATIONS[name].apply(levels, value);
  return [...levels.pixels];
}

describe.each(sections)("as Pillow does on $height x $width x $channels", (section) => {
  const before = decode(section.levels);

  test("all operations are among the cases", () => {
    expect([...new Set(section.cases.map((one) => one.operation))]).toEqual(OPERATION_NAMES);
  });

  test.each(section.cases)("$operation of magnitude $magnitude: $value", ({ operation, magnitude, value, levels }) => {
    const name = operation as OperationName;
    expect(parameterAt(OPERATIONS[name], magnitude)).toBeCloseTo(Math.abs(value), 12);
    expect(apply(name, section, before, value)).toEqual(decode(levels));
  });
});

describe("by hand", () => {
  const grey = (height: number, width: number): ImageShape => ({ height, width, channels: 1 });

  test("auto-contrast", () => {
    expect(apply("auto-contrast", grey(1, 3), [50, 100, 151], 0)).toEqual([0, 126, 255]);
    expect(apply("auto-contrast", grey(1, 2), [9, 9], 0)).toEqual([9, 9]);
  });

  test("equalize: 511 pixels in equal steps of 1", () => {
    // 256 pixels of level 7 and 255 of level 9: (511 - 255) / 255 is 1 to the pixel, so 256 lie below level 9.
    const pixels = [...new Array<number>(256).fill(7), ...new Array<number>(255).fill(9)];
    expect(new Set(apply("equalize", grey(7, 73), pixels, 0))).toEqual(new Set([0, 255]));
  });

  test("rotate by a right angle, counter-clockwise", () => {
    expect(apply("rotate", grey(2, 2), [1, 2, 3, 4], 90)).toEqual([2, 4, 1, 3]);
    expect(apply("rotate", grey(3, 3), [1, 2, 3, 4, 5, 6, 7, 8, 9], -90)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  test("solarize and posterize", () => {
    expect(apply("solarize", grey(1, 3), [127, 128, 255], 128)).toEqual([127, 127, 0]);
    expect(apply("posterize", grey(1, 4), [63, 64, 200, 255], 2)).toEqual([0, 64, 192, 192]);
  });

  test("color, contrast, brightness", () => {
    const red = { height: 1, width: 1, channels: 3 };
    // 0.299 of 200 is 60.
    expect(apply("color", red, [200, 0, 0], 0)).toEqual([60, 60, 60]);
    expect(apply("color", red, [200, 0, 0], 1.5)).toEqual([255, 0, 0]);
    expect(apply("contrast", grey(1, 2), [100, 200], 0.5)).toEqual([125, 175]);
    expect(apply("brightness", grey(1, 2), [100, 200], 1.5)).toEqual([150, 255]);
  });

  test("sharpness: the middle of a bright point is 5 / 13 of it when smoothed", () => {
    expect(apply("sharpness", grey(3, 3), [0, 0, 0, 0, 130, 0, 0, 0, 0], 0)[4]).toBe(50);
    expect(apply("sharpness", grey(3, 3), [0, 0, 0, 0, 130, 0, 0, 0, 0], 2)[4]).toBe(210);
  });

  test("shears and translations", () => {
    const pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    // The middle of the first row lies half a pixel below the top, which moves it by half a pixel, rounded up to one.
    expect(apply("shear-x", grey(3, 3), pixels, 1)).toEqual([2, 3, 128, 6, 128, 128, 128, 128, 128]);
    expect(apply("shear-y", grey(3, 3), pixels, 1)).toEqual([4, 8, 128, 7, 128, 128, 128, 128, 128]);
    expect(apply("translate-x", grey(3, 3), pixels, 1 / 3)).toEqual([2, 3, 128, 5, 6, 128, 8, 9, 128]);
    expect(apply("translate-y", grey(3, 3), pixels, -1 / 3)).toEqual([128, 128, 128, 1, 2, 3, 4, 5, 6]);
  });
});

describe("laws", () => {
  const batch = randomBatch(1, 17, 18, 3, 9);
  const before = Array.from(batch.images, (value) => Math.round(value * 255));

  /** The value at which an operation changes nothing. */
  const NEUTRAL: Readonly<Partial<Record<OperationName, number>>> = {
    identity: 0,
    rotate: 0,
    solarize: 256,
    color: 1,
    posterize: 8,
    contrast: 1,
    brightness: 1,
    sharpness: 1,
    "shear-x": 0,
    "shear-y": 0,
    "translate-x": 0,
    "translate-y": 0,
  };

  test.each(Object.entries(NEUTRAL))("%s by %d is nothing", (name, value) => {
    expect(apply(name as OperationName, batch, before, value)).toEqual(before);
  });

  test("every operation with a parameter has a value that changes nothing", () => {
    const withParameter = OPERATION_NAMES.filter((name) => (OPERATIONS[name] as Operation).parameter !== undefined);
    expect(Object.keys(NEUTRAL).filter((name) => name !== "identity")).toEqual(withParameter);
  });

  test("bits and threshold are whole numbers, cut to their range", () => {
    for (const magnitude of [0, 2.4, 5, 10, 15, 30]) {
      expect(parameterAt(OPERATIONS.posterize, magnitude)).toBe(Math.max(1, Math.min(8, Math.floor(0.4 * magnitude))));
      expect(parameterAt(OPERATIONS.solarize, magnitude)).toBe(Math.min(256, Math.floor(25.6 * magnitude)));
    }
  });

  test("color leaves grey images alone", () => {
    const one = { height: 2, width: 2, channels: 1 };
    expect(apply("color", one, [1, 2, 3, 4], 0.1)).toEqual([1, 2, 3, 4]);
  });
});

describe("randaugment", () => {
  test("each operation is drawn equally often, and each sign", () => {
    const original = randomBatch(1, 9, 20, 3, 1);
    const size = original.images.length;
    const pixels = Array.from(original.images, (value) => Math.round(value * 255));
    // How likely each resulting image is; some operations may do the same, such as nothing.
    const shares = new Map<string, number>();
    for (const name of OPERATION_NAMES) {
      const operation: Operation = OPERATIONS[name];
      for (const sign of operation.parameter?.signed ? [1, -1] : [1, 1]) {
        const result = apply(name, original, pixels, sign * parameterAt(operation, 12)).join();
        shares.set(result, (shares.get(result) ?? 0) + 1 / 28);
      }
    }
    expect(shares.size).toBeGreaterThan(14);

    const count = 5600;
    const many = { ...original, count, images: new Float32Array(count * size) };
    for (let row = 0; row < count; row++) many.images.set(original.images, row * size);
    parseAugmentation("randaugment:12:1").apply(many, createRandom(2));
    const seen = new Map<string, number>();
    for (let row = 0; row < count; row++) {
      const levels = Array.from(many.images.subarray(row * size, (row + 1) * size), (value) => Math.round(value * 255));
      seen.set(levels.join(), (seen.get(levels.join()) ?? 0) + 1);
    }
    expect([...seen.keys()].toSorted()).toEqual([...shares.keys()].toSorted());
    for (const [result, share] of shares) {
      const tolerance = 4 * Math.sqrt((share * (1 - share)) / count);
      expect(Math.abs(seen.get(result)! / count - share)).toBeLessThan(tolerance);
    }
  });

  test("applies its operations one after the other", () => {
    const batch = randomBatch(200, 8, 8, 1, 1);
    const once = copyOf(batch);
    parseAugmentation("randaugment:9:1").apply(once, createRandom(1));
    parseAugmentation("randaugment:9:14").apply(batch, createRandom(1));
    const unchanged = (images: Float32Array, original: Float32Array) =>
      Array.from({ length: 200 }, (_, row) => row).filter((row) =>
        images.subarray(row * 64, row * 64 + 64).every((value, pixel) => value === original[row * 64 + pixel]),
      ).length;
    const original = randomBatch(200, 8, 8, 1, 1).images;
    expect(unchanged(once.images, original)).toBeGreaterThan(20);
    expect(unchanged(batch.images, original)).toBe(0);
  });

  test("an image of 8-bit levels comes out of the identity as it went in", () => {
    const [identity] = augmentationExamples(randomBatch(1, 6, 6, 3, 1), createRandom(1));
    expect(identity).toEqual({ name: "identity", image: randomBatch(1, 6, 6, 3, 1).images });
  });

  test("there is an example of each operation, of the first image, and the batch stays", () => {
    const batch = randomBatch(2, 20, 20, 3, 1);
    const before = copyOf(batch);
    const examples = augmentationExamples(batch, createRandom(1));
    expect(batch).toEqual(before);
    expect(examples.map(({ name }) => name)).toEqual(OPERATION_NAMES);
    expect(examples.every(({ image }) => image.length === 1200)).toBe(true);
    expect(new Set(examples.map(({ image }) => image.join())).size).toBeGreaterThan(10);
    expect(augmentationExamples(batch, createRandom(1))).toEqual(examples);
  });
});
