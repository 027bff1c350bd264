import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { classCounts, type Dataset, ProblemError, prepareProblem } from "../../../src/train/data/index.ts";
import type { Problem } from "../../../src/train/job.ts";

/** Images of 3 bytes that hold their index, so that an example can be recognized. */
function numbered(counts: readonly number[]): Dataset {
  const ordered = counts.flatMap((count, label) => new Array<number>(count).fill(label));
  // The classes alternate in no simple way: 7919 is prime.
  const labels = Int32Array.from(ordered, (_, at) => ordered[(at * 7919) % ordered.length]!);
  const levels = Uint8Array.from(
    { length: 3 * labels.length },
    (_, byte) => (Math.floor(byte / 3) >> (8 * (byte % 3))) & 255,
  );
  return {
    name: "numbered/train",
    levels,
    maxLevel: 255,
    labels,
    height: 1,
    width: 3,
    channels: 1,
    classes: counts.length,
  };
}

const indicesOf = ({ levels, labels }: Dataset): number[] =>
  Array.from(labels, (_, row) => levels[3 * row]! + 256 * levels[3 * row + 1]! + 65536 * levels[3 * row + 2]!);

const balanced = numbered(new Array<number>(10).fill(500));
const BASE: Problem = { dataset: "numbered", splitSeed: 3, validation: 0.2 };
const prepare = (more: Partial<Problem> = {}, data = balanced) =>
  prepareProblem({ train: () => data }, { ...BASE, ...more });

/** The part of the labels that differ from those of the data set. */
const wrongIn = (part: Dataset, data = balanced): number =>
  indicesOf(part).filter((index, row) => data.labels[index] !== part.labels[row]).length;

describe("the split", () => {
  test("is disjoint, whole, stratified, and named", () => {
    const { train, validation } = prepare();
    expect([...indicesOf(train), ...indicesOf(validation)].toSorted((a, b) => a - b)).toEqual(indicesOf(balanced));
    expect([classCounts(train), classCounts(validation)]).toEqual([new Array(10).fill(400), new Array(10).fill(100)]);
    expect([train.name, validation.name]).toEqual(["numbered/train", "numbered/validation"]);
    expect([wrongIn(train), wrongIn(validation)]).toEqual([0, 0]);
  });

  test("depends on the seed alone", () => {
    expect(prepare()).toEqual(prepare());
    expect(indicesOf(prepare().validation)).not.toEqual(indicesOf(prepare({ splitSeed: 4 }).validation));
  });

  test("leaves the validation part alone whatever is done to the training part", () => {
    const { validation } = prepare();
    const changed = prepare({ trainSize: 700, imbalance: 0.05, labelNoise: { rate: 0.5, kind: "symmetric" } });
    expect(changed.validation).toEqual(validation);
  });
});

describe("fewer examples", () => {
  test("any number from 1 to all, with each class within one of its share", () => {
    const data = numbered([300, 7, 90, 41, 150]);
    const all = prepare({}, data).train;
    const shares = classCounts(all);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: all.labels.length }), (trainSize) => {
        const { train } = prepare({ trainSize }, data);
        expect(train.labels.length).toBe(trainSize);
        expect(new Set(indicesOf(train)).size).toBe(trainSize);
        const among = new Set(indicesOf(all));
        expect(indicesOf(train).every((index) => among.has(index))).toBe(true);
        classCounts(train).forEach((count, label) => {
          const share = (trainSize * shares[label]!) / all.labels.length;
          expect(Math.abs(count - share)).toBeLessThan(1);
        });
      }),
      { seed: 17, numRuns: 60 },
    );
  });

  test("are among more", () => {
    const more = new Set(indicesOf(prepare({ trainSize: 1000 }).train));
    const fewer = indicesOf(prepare({ trainSize: 100 }).train);
    expect(fewer.filter((index) => !more.has(index))).toEqual([]);
  });
});

describe("a long tail", () => {
  test("has the counts of Cui et al. 2019", () => {
    // 400 * 0.01^(c / 9), as their CIFAR-10 with an imbalance factor of 100.
    expect(classCounts(prepare({ imbalance: 0.01 }).train)).toEqual([400, 240, 144, 86, 52, 31, 19, 11, 7, 4]);
    expect(classCounts(prepare({ imbalance: 1 }).train)).toEqual(new Array(10).fill(400));
  });

  test("falls from class to class and keeps one example at least", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), (imbalance) => {
        const counts = classCounts(prepare({ imbalance }).train);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
        expect(counts[9]).toBe(Math.max(1, Math.round(400 * imbalance)));
      }),
      { seed: 23, numRuns: 30 },
    );
  });

  test("takes no more of a class than there are", () => {
    const { train } = prepare({ imbalance: 0.5 }, numbered([10, 100, 100, 5]));
    expect(classCounts(train)).toEqual([8, 63, 50, 4]);
  });

  test("is taken of the smaller training part where both are asked for", () => {
    expect(classCounts(prepare({ trainSize: 1000, imbalance: 0.1 }).train)[0]).toBe(100);
    expect(classCounts(prepare({ trainSize: 1000, imbalance: 0.1 }).train)[9]).toBe(10);
  });
});

describe("wrong labels", () => {
  test.each(["symmetric", "asymmetric"] as const)("%s: are exactly as many as asked for, at any rate", (kind) => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (rate) => {
        const { train, validation } = prepare({ trainSize: 333, labelNoise: { rate, kind } });
        expect(wrongIn(train)).toBe(Math.round(rate * 333));
        expect(wrongIn(validation)).toBe(0);
      }),
      { seed: 29, numRuns: 30 },
    );
  });

  test("change labels and nothing else", () => {
    const clean = prepare();
    const { train } = prepare({ labelNoise: { rate: 0.4, kind: "symmetric" } });
    expect({ ...train, labels: clean.train.labels }).toEqual(clean.train);
    expect(prepare()).toEqual(clean);
  });

  test("symmetric: become every other class alike", () => {
    const { train } = prepare({ labelNoise: { rate: 1, kind: "symmetric" } });
    const steps = new Array<number>(10).fill(0);
    indicesOf(train).forEach((index, row) => {
      steps[(train.labels[row]! - balanced.labels[index]! + 10) % 10]! += 1;
    });
    expect(steps[0]).toBe(0);
    // 4,000 draws over 9 steps: 444 each, with a standard deviation of 20.
    for (const count of steps.slice(1)) expect(Math.abs(count - 4000 / 9)).toBeLessThan(80);
  });

  test("asymmetric: become the next class, the last the first", () => {
    const { train } = prepare({ labelNoise: { rate: 0.3, kind: "asymmetric" } });
    const pairs = indicesOf(train).map((index, row) => [balanced.labels[index]!, train.labels[row]!] as const);
    const moved = pairs.filter(([from, to]) => from !== to);
    expect(moved.length).toBe(1200);
    expect(moved.every(([from, to]) => to === (from + 1) % 10)).toBe(true);
  });

  test("of a lower rate are among those of a higher one", () => {
    const low = prepare({ labelNoise: { rate: 0.2, kind: "symmetric" } }).train;
    const high = prepare({ labelNoise: { rate: 0.6, kind: "symmetric" } }).train;
    const clean = prepare().train.labels;
    clean.forEach((label, row) => {
      if (low.labels[row] !== label) expect(high.labels[row]).toBe(low.labels[row]);
    });
  });
});

describe("what a problem cannot have", () => {
  test.each<[Partial<Problem>, string]>([
    [{ splitSeed: 0.5 }, "split-seed must be a whole number, not 0.5"],
    [{ validation: 0 }, "validation must be above 0 and below 1, not 0"],
    [{ validation: 1 }, "validation must be above 0 and below 1, not 1"],
    [{ validation: Number.NaN }, "validation must be above 0 and below 1, not NaN"],
    [{ validation: 1e-9 }, "validation must be a part that leaves examples to validate on (of 5000), not 1e-9"],
    [{ validation: 1 - 1e-9 }, "validation must be a part that leaves examples to train on (of 5000), not 0.999999999"],
    [{ trainSize: 0 }, "train-size must be a whole number of at least 1, not 0"],
    [{ trainSize: 10.5 }, "train-size must be a whole number of at least 1, not 10.5"],
    [{ trainSize: 4001 }, "train-size must be at most 4000, all there are to train on, not 4001"],
    [{ imbalance: 0 }, "imbalance must be above 0 and at most 1, not 0"],
    [{ imbalance: 100 }, "imbalance must be above 0 and at most 1, not 100"],
    [{ labelNoise: { rate: -0.1, kind: "symmetric" } }, "label-noise must be from 0 to 1, not -0.1"],
    [{ labelNoise: { rate: 40, kind: "asymmetric" } }, "label-noise must be from 0 to 1, not 40"],
  ])("%j", (wrong, message) => {
    expect(() => prepare(wrong)).toThrow(ProblemError);
    expect(() => prepare(wrong)).toThrow(RangeError);
    expect(() => prepare(wrong)).toThrow(message);
  });

  test("wrong labels where there is one class", () => {
    const one = numbered([50]);
    expect(() => prepare({ labelNoise: { rate: 0.1, kind: "symmetric" } }, one)).toThrow("has one class only");
    expect(prepare({ labelNoise: { rate: 0, kind: "symmetric" }, imbalance: 0.5 }, one).train.labels.length).toBe(40);
  });
});
