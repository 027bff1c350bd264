import { createHash } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/random/index.ts";
import {
  createDigitsCnn,
  digitsPreset,
  evaluateAccuracy,
  type FitOptions,
  type FitResult,
  loadDigits,
  type Progress,
  splitStratified,
  trainClassifier,
  useWasmBackend,
} from "../../src/train/index.ts";

beforeAll(useWasmBackend);

const data = splitStratified(loadDigits(), digitsPreset.fractions, createRandom(digitsPreset.splitSeed));
const small = splitStratified(loadDigits(), { train: 0.15, heldOut: 0.05 }, createRandom(2));

const crossEntropy = (y: tf.Tensor, p: tf.Tensor) => tf.neg(tf.sum(tf.mul(y, tf.log(tf.add(p, 1e-7))), -1));

const weightsHash = (model: tf.LayersModel) => {
  const hash = createHash("sha256");
  for (const weight of model.getWeights()) hash.update(new Uint8Array(weight.dataSync().slice().buffer));
  return hash.digest("hex");
};

/** A short training of a new model, and what is left of it. */
async function train(
  changes: Partial<Omit<FitOptions, "model">> = {},
): Promise<{ result: FitResult; hash: string; weights: number[] }> {
  const model = createDigitsCnn(small.train, createRandom("model"));
  const settings = { model, data: small, loss: crossEntropy, epochs: 1, batchSize: 64, seed: 1 };
  try {
    const result = await trainClassifier({ ...settings, ...changes });
    const weights = model.getWeights().flatMap((weight) => [...weight.dataSync()]);
    return { result, hash: weightsHash(model), weights };
  } finally {
    model.dispose();
  }
}

test("two epochs on the digits clearly learn", async () => {
  const model = createDigitsCnn(data.train, createRandom(1));
  const { epochs: _, ...preset } = digitsPreset;
  const result = await trainClassifier({ model, data, loss: crossEntropy, ...preset, epochs: 2, seed: 1 });
  expect(result.stopped).toBeUndefined();
  expect(result.history).toHaveLength(2);
  const [first, second] = result.history;
  expect(second!.trainLoss).toBeLessThan(first!.trainLoss / 2);
  expect(second!.trainAccuracy).toBeGreaterThan(first!.trainAccuracy);
  expect(result.accuracy).toBeGreaterThan(0.85);
  expect(result.accuracy).toBe(second!.heldOutAccuracy);
  expect(evaluateAccuracy(model, data.heldOut, 100)).toBe(result.accuracy);
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
  const model = createDigitsCnn(small.train, createRandom("model"));
  expect(frozen.hash).toBe(weightsHash(model));
  model.dispose();
});

test("progress counts every step, and tells the accuracy after each epoch; times are the clock's", async () => {
  const seen: Progress[] = [];
  let time = 1000;
  const { result } = await train({
    epochs: 2,
    onProgress: (progress) => seen.push(progress),
    clock: () => (time += 5),
  });
  const perEpoch = Math.floor(small.train.labels.length / 64);
  const counted = (epoch: number) => Array.from({ length: perEpoch }, (_, index) => (epoch - 1) * perEpoch + index + 1);
  expect(seen.map(({ step }) => step)).toEqual([...counted(1), perEpoch, ...counted(2), 2 * perEpoch]);
  expect(seen.every(({ steps, loss }) => steps === 2 * perEpoch && loss > 0)).toBe(true);
  expect(seen[0]!.accuracy).toBeUndefined();
  expect(seen.at(-1)).toMatchObject({ epoch: 2, accuracy: result.accuracy });
  expect(result.history.map(({ milliseconds }) => milliseconds)).toEqual([5, 10]);
});

describe("a training ends early", () => {
  test("when the loss is not a number, with the weights of the last good step", async () => {
    let calls = 0;
    const { result, weights } = await train({
      loss: (y, p) => (++calls === 3 ? tf.mul(crossEntropy(y, p), Number.NaN) : crossEntropy(y, p)),
    });
    expect(result.stopped).toEqual({ reason: "loss-not-finite", step: 2, loss: Number.NaN });
    expect(result.history).toEqual([]);
    expect(result.accuracy).toBeGreaterThan(0);
    expect(weights.every(Number.isFinite)).toBe(true);
  });

  test("when a gradient that is not a number has spoilt the weights, though the loss stays 0", async () => {
    const spoilt = tf.customGrad((predictions) => ({
      value: tf.scalar(0),
      gradFunc: () => tf.fill((predictions as tf.Tensor).shape, Number.NaN),
    }));
    const { result } = await train({ loss: (_, p) => spoilt(p) });
    expect(result).toEqual({ history: [], accuracy: 0, stopped: { reason: "prediction-not-finite", step: 1 } });
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
