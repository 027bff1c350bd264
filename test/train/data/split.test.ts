import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { loadDigits } from "../../../src/train/data/digits.ts";
import { classCounts, type Dataset, splitStratified, takeExamples } from "../../../src/train/data/index.ts";

const digits = loadDigits();

/** The digits with each image's index in two bytes in place of its pixels, so that an example can be recognized. */
const numbered: Dataset = {
  ...digits,
  height: 1,
  width: 2,
  levels: Uint8Array.from({ length: 2 * digits.labels.length }, (_, byte) => (byte >> 1) >> (8 * (byte & 1))),
};

/** The indices that the examples of a part of `numbered` carry. */
const indicesOf = (part: Dataset): number[] =>
  Array.from(part.labels, (_, row) => part.levels[2 * row]! + 256 * part.levels[2 * row + 1]!);

describe("splitStratified", () => {
  const fractions = { train: 0.6, validation: 0.15, test: 0.25 };
  const parts = splitStratified(numbered, fractions, createRandom(3));

  test("puts every example in exactly one part, with its label", () => {
    const all = Object.values(parts).flatMap(indicesOf);
    expect(all.toSorted((a, b) => a - b)).toEqual(indicesOf(numbered));
    for (const part of Object.values(parts)) {
      expect([...part.labels]).toEqual(indicesOf(part).map((index) => digits.labels[index]));
    }
  });

  test("keeps each class's share within one example", () => {
    const whole = classCounts(digits);
    for (const [name, fraction] of Object.entries(fractions)) {
      classCounts(parts[name as keyof typeof parts]).forEach((count, label) => {
        expect(Math.abs(count - fraction * whole[label]!)).toBeLessThanOrEqual(1);
      });
    }
  });

  test("is the same for the same seed, another for another seed", () => {
    const imagesOf = (seed: number) => indicesOf(splitStratified(numbered, fractions, createRandom(seed)).test);
    expect(imagesOf(3)).toEqual(indicesOf(parts.test));
    expect(imagesOf(4)).not.toEqual(indicesOf(parts.test));
  });

  test("leaves out what the fractions leave over", () => {
    const { some } = splitStratified(numbered, { some: 0.1 }, createRandom(3));
    expect(classCounts(some)).toEqual([18, 18, 18, 18, 18, 18, 18, 18, 17, 18]);
    expect(some.name).toBe("digits/some");
  });

  test.each<Record<string, number>>([{ a: 0.8, b: 0.3 }, { a: 0 }, { a: -0.1 }, { a: Number.NaN }])(
    "refuses the fractions %j",
    (wrong) => {
      expect(() => splitStratified(numbered, wrong, createRandom(1))).toThrow("the fractions of a split");
    },
  );
});

describe("takeExamples", () => {
  test("copies images and labels in the order asked for", () => {
    const taken = takeExamples(digits, [5, 0, 5], "three");
    expect([...taken.labels]).toEqual([5, 0, 5]);
    expect([...taken.levels.subarray(64, 128)]).toEqual([...digits.levels.subarray(0, 64)]);
  });

  test.each([-1, 1797, 0.5])("refuses example %s", (index) => {
    expect(() => takeExamples(digits, [index], "none")).toThrow(`digits has 1797 examples, and example ${index}`);
  });
});
