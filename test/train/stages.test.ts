/** Progressive learning: parts of a training with images, dropout and augmentation of their own; and how images are scaled. */

import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { type Batch, runJob, type Setup, tfjsModule } from "../../src/train/index.ts";
import { resizeBatch } from "../../src/train/resize.ts";
import { stagesOf } from "../../src/train/stages.ts";

const batchOf = (height: number, width: number, channels: number, images: readonly number[]): Batch => ({
  count: images.length / (height * width * channels),
  height,
  width,
  channels,
  classes: 1,
  images: Float32Array.from(images),
  targets: Float32Array.of(1),
  labels: Int32Array.of(0),
});

describe("images are scaled", () => {
  test("by linear interpolation between the middles of pixels", () => {
    const { images, height, width } = resizeBatch(batchOf(1, 2, 1, [0, 1]), { height: 1, width: 4 });
    expect([height, width, ...images]).toEqual([1, 4, 0, 0.25, 0.75, 1]);
    expect([...resizeBatch(batchOf(2, 2, 1, [0, 2, 4, 6]), { height: 1, width: 1 }).images]).toEqual([3]);
  });

  test("each image and channel by itself", () => {
    const two = [0, 9, 1, 9, 5, 3, 5, 7];
    const { images } = resizeBatch(batchOf(1, 2, 2, two), { height: 1, width: 3 });
    expect([...images]).toEqual([0, 9, 0.5, 9, 1, 9, 5, 3, 5, 5, 5, 7]);
  });

  test("to their own size: the same batch", () => {
    const batch = batchOf(1, 2, 1, [0, 1]);
    expect(resizeBatch(batch, { height: 1, width: 2 })).toBe(batch);
  });
});

const loss = { name: "ce", code: tfjsModule(compile("loss ce(y: target, p: probs) = -sum(y * log(p))").losses[0]!) };
const setup: Setup = {
  problem: { dataset: "digits", splitSeed: 1, validation: 0.2, trainSize: 320 },
  model: "convnet",
  augment: "none",
  batchSize: 64,
  epochs: 3,
  learningRate: 0.01,
  thresholds: [],
  backend: "wasm",
};
const run = (changes: Partial<Setup>) => runJob({ loss, seed: 1, setup: { ...setup, ...changes } }, { folders: [] });

describe("stages", () => {
  test("divide the epochs, and say what they change", () => {
    const stages = [{ imageSize: 8 }, { dropout: 0.3, augment: "shift" }];
    expect(stagesOf({ ...setup, dropout: 0.1, stages })).toEqual([
      { until: 2, imageSize: 8, dropout: 0.1, augment: "none" },
      { until: 3, dropout: 0.3, augment: "shift" },
    ]);
    expect(stagesOf(setup)).toEqual([{ until: 3, augment: "none" }]);
  });

  test("train one set of weights: the first part is as it is alone, and the steps go on", async () => {
    const [first, both] = await Promise.all([
      run({ stages: [{ imageSize: 12 }, { imageSize: 12 }, { imageSize: 12 }] }),
      run({ stages: [{ imageSize: 12 }, { imageSize: 16, dropout: 0.2 }, { imageSize: 12 }] }),
    ]);
    expect(both.history.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 5],
      [2, 10],
      [3, 15],
    ]);
    expect(both.history[0]).toEqual(first.history[0]);
    expect(both.history[1]).not.toEqual(first.history[1]);
    expect(both.history[2]!.trainLoss).toBeLessThan(both.history[0]!.trainLoss);
    expect(both.weightsHash).not.toBe(first.weightsHash);
  });

  test("a size or dropout for the whole training changes it", async () => {
    const hashes = [{}, { imageSize: 12 }, { dropout: 0.5 }].map(async (one) => (await run(one)).weightsHash);
    expect(new Set(await Promise.all(hashes)).size).toBe(3);
  });
});
