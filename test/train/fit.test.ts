import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/random/index.ts";
import { takeBatch } from "../../src/train/batch.ts";
import { shuffledBatches } from "../../src/train/batches.ts";
import {
  type EpochRecord,
  evaluateModel,
  type FitOptions,
  type FitResult,
  hashWeights,
  loadDigits,
  type Progress,
  splitStratified,
  trainClassifier,
  useWasmBackend,
} from "../../src/train/index.ts";
import { createModel } from "../../src/train/models/index.ts";
import { warmUpCosine } from "../../src/train/schedule.ts";

beforeAll(useWasmBackend);

const digits = loadDigits();
const data = splitStratified(digits, { train: 0.75, validation: 0.25 }, createRandom(1));
const small = splitStratified(digits, { train: 0.15, validation: 0.05 }, createRandom(2));

const crossEntropy = (y: tf.Tensor, p: tf.Tensor) => tf.neg(tf.sum(tf.mul(y, tf.log(tf.add(p, 1e-7))), -1));

const newModel = (seed: string | number = "model") => createModel("mlp", small.train, createRandom(seed));

/** A short training of a new model, and what is left of it. */
async function train(
  changes: Partial<Omit<FitOptions, "model">> = {},
): Promise<{ result: FitResult; hash: string; weights: number[] }> {
  const model = newModel();
  const settings = { model, data: small, loss: crossEntropy, epochs: 1, batchSize: 64, seed: 1 };
  try {
    const result = await trainClassifier({ ...settings, ...changes });
    const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
    return { result, hash: await hashWeights(model), weights };
  } finally {
    model.dispose();
  }
}

/** A loss of value 0 whose gradient with respect to every probability is `slope`. */
const withSlope = (slope: number) =>
  tf.customGrad((predictions) => ({
    value: tf.scalar(0),
    gradFunc: () => tf.fill((predictions as tf.Tensor).shape, slope),
  }));

test("two epochs on the digits clearly learn", async () => {
  const model = newModel(1);
  const learningRate = warmUpCosine(0.006);
  const settings = { model, data, loss: crossEntropy, learningRate, batchSize: 32, epochs: 2, seed: 1 };
  const result = await trainClassifier(settings);
  expect(result.stopped).toBeUndefined();
  expect(result.history).toHaveLength(2);
  const [first, second] = result.history;
  expect(second!.trainLoss).toBeLessThan(first!.trainLoss / 2);
  expect(second!.trainAccuracy).toBeGreaterThan(first!.trainAccuracy);
  expect(result.best!.accuracy).toBeGreaterThan(0.8);
  const inOtherBatches = await evaluateModel(model, data.validation, 100);
  expect(inOtherBatches.accuracy).toBe(second!.validation!.accuracy);
  expect(inOtherBatches.nll).toBeCloseTo(second!.validation!.nll, 6);
  model.dispose();
});

test("tfjs's own losses can be passed in", async () => {
  const { result } = await train({ loss: (y, p) => tf.losses.meanSquaredError(y, p) });
  expect(result.stopped).toBeUndefined();
  expect(result.history[0]!.trainLoss).toBeGreaterThan(0);
});

test("the same seed gives the same weights, bit for bit, and another seed gives others", async () => {
  const once = await train({ epochs: 2 });
  const again = await train({ epochs: 2 });
  const other = await train({ epochs: 2, seed: 2 });
  expect(again.hash).toBe(once.hash);
  expect(again.result).toEqual(once.result);
  expect(other.hash).not.toBe(once.hash);
});

test("a loss per example trains like its mean", async () => {
  const perExample = await train();
  const mean = await train({ loss: (y, p) => tf.mean(crossEntropy(y, p)) });
  expect(mean.hash).toBe(perExample.hash);
});

test("leaves no tensor and no data in wasm behind", async () => {
  const counts = () => [tf.memory().numTensors, tf.backend().numDataIds()];
  const before = counts();
  await train();
  expect(counts()).toEqual(before);
  await expect(
    train({
      loss: () => {
        throw new Error("a broken loss");
      },
    }),
  ).rejects.toThrow("a broken loss");
  expect(counts()).toEqual(before);
});

test("the learning rate of each step is the schedule's", async () => {
  const asked: [number, number][] = [];
  const frozen = await train({
    learningRate: (step, steps) => {
      asked.push([step, steps]);
      return 0;
    },
  });
  const steps = Math.floor(small.train.labels.length / 64);
  expect(asked).toEqual(Array.from({ length: steps }, (_, step) => [step, steps]));
  const model = newModel();
  expect(frozen.hash).toBe(await hashWeights(model));
  model.dispose();
});

test("progress counts every step, and tells the accuracy after each epoch", async () => {
  const seen: Progress[] = [];
  const records: EpochRecord[] = [];
  const { result } = await train({
    epochs: 2,
    onProgress: (progress) => seen.push(progress),
    onEpoch: (record) => records.push(record),
  });
  const perEpoch = Math.floor(small.train.labels.length / 64);
  const counted = (epoch: number) => Array.from({ length: perEpoch }, (_, index) => (epoch - 1) * perEpoch + index + 1);
  expect(seen.map(({ step }) => step)).toEqual([...counted(1), perEpoch, ...counted(2), 2 * perEpoch]);
  expect(seen.every(({ steps, loss }) => steps === 2 * perEpoch && loss > 0)).toBe(true);
  expect(seen[0]!.accuracy).toBeUndefined();
  expect(seen.at(-1)).toMatchObject({ epoch: 2, accuracy: result.history[1]!.validation!.accuracy });
  expect(records).toEqual(result.history);
  expect(records.map(({ step }) => step)).toEqual([perEpoch, 2 * perEpoch]);
});

test("the best of each metric is over all epochs", async () => {
  const { result } = await train({ epochs: 3, learningRate: warmUpCosine(0.02) });
  const all = (name: "accuracy" | "macro-f1" | "nll" | "ece") =>
    result.history.map(({ validation }) => validation![name]);
  expect(result.best).toEqual({
    accuracy: Math.max(...all("accuracy")),
    "macro-f1": Math.max(...all("macro-f1")),
    nll: Math.min(...all("nll")),
    ece: Math.min(...all("ece")),
  });
});

test("an epoch may be any number of steps", async () => {
  const { result } = await train({ epochs: 2, stepsPerEpoch: 7 });
  expect(result.history.map(({ step }) => step)).toEqual([7, 14]);
});

test("an augmentation sees every batch once, with a generator of its own", async () => {
  const draws: number[] = [];
  const augmentation = {
    spec: "blank",
    apply: (batch: { images: Float32Array }, random: { next(): number }) => {
      batch.images.fill(0);
      draws.push(random.next());
    },
  };
  const blank = await train({ augmentation });
  const perEpoch = Math.floor(small.train.labels.length / 64);
  expect(new Set(draws).size).toBe(perEpoch);
  expect(blank.result.history[0]!.trainAccuracy).toBeLessThan(0.25);
});

describe("a training ends early", () => {
  test("when the loss is not a number, with the weights of the last good step", async () => {
    let calls = 0;
    const { result, weights } = await train({
      loss: (y, p) => (++calls === 3 ? tf.mul(crossEntropy(y, p), Number.NaN) : crossEntropy(y, p)),
    });
    expect(result.stopped).toEqual({ reason: "loss-not-finite", step: 2, loss: Number.NaN });
    expect(result.history).toEqual([]);
    expect(result.best).toBeUndefined();
    expect(weights.every(Number.isFinite)).toBe(true);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "when the gradient is %d, with the first weights",
    async (slope) => {
      const loss = withSlope(slope);
      const { result, weights } = await train({ loss: (_, p) => loss(p) });
      expect(result.stopped).toEqual({ reason: "gradient-not-finite", step: 0 });
      expect(weights.every(Number.isFinite)).toBe(true);
    },
  );

  test("when the loss is a constant", async () => {
    const loss = withSlope(0);
    const { result } = await train({ loss: (_, p) => loss(p), epochs: 4 });
    expect(result.stopped).toEqual({ reason: "gradient-zero", step: 4 });
  });

  test("when no epoch so far has reached a threshold, and not before its epoch", async () => {
    const validation = { epoch: 2, part: "validation", accuracy: 0.99 } as const;
    const { result } = await train({ epochs: 3, thresholds: [{ ...validation, accuracy: 0 }, validation] });
    const accuracy = Math.max(...result.history.map((record) => record.validation!.accuracy));
    expect(result.history).toHaveLength(2);
    expect(result.stopped).toEqual({ reason: "below-threshold", step: 8, threshold: validation, accuracy });
    const training = { epoch: 1, part: "train", accuracy: 0.9 } as const;
    const other = await train({ epochs: 3, thresholds: [training] });
    expect(other.result.stopped).toMatchObject({
      threshold: training,
      accuracy: other.result.history[0]!.trainAccuracy,
    });
  });

  test("when the signal says so", async () => {
    const controller = new AbortController();
    const { result } = await train({
      epochs: 3,
      signal: controller.signal,
      onProgress: ({ step }) => step === 2 && controller.abort(),
    });
    expect(result.stopped).toEqual({ reason: "aborted", step: 2 });
  });
});

test("too few examples for one batch are refused", async () => {
  await expect(train({ batchSize: 1000 })).rejects.toThrow("do not fill a batch of 1000");
});

test("every batch of a pass has new examples, and each pass its own order", () => {
  const batches = shuffledBatches(10, 3, createRandom(5));
  const passes = [1, 2].map(() => [1, 2, 3].map(() => batches.next().value));
  for (const pass of passes) {
    expect(pass.map(({ length }) => length)).toEqual([3, 3, 3]);
    expect(new Set(pass.flat()).size).toBe(9);
  }
  expect(passes[0]).not.toEqual(passes[1]);
});

test("a batch has levels from 0 to 1 and one-hot targets", () => {
  const batch = takeBatch(digits, [3, 0]);
  expect([...batch.labels]).toEqual([digits.labels[3], digits.labels[0]]);
  expect([...batch.images.subarray(64)]).toEqual([...digits.levels.subarray(0, 64)].map((level) => level / 16));
  expect([...batch.targets.subarray(0, 10)]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
});
