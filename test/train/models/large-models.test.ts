import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { useWasmBackend } from "../../../src/train/backend/index.ts";
import { createModel, type ImageShape } from "../../../src/train/models/index.ts";
import { type Count, efficientNetV2S, wideResNet } from "./published.ts";
import { images, predict, sizeOf, snapshot, train, unchangedSince } from "./training.ts";

beforeAll(useWasmBackend);

test("the counted formulas give the published numbers", () => {
  // The authors' own test (google/automl, efficientnetv2/effnetv2_model_test.py) counts all weights, torchvision the trainable.
  const { trainable, fixed } = efficientNetV2S(3, 1000);
  expect(trainable + fixed).toBe(21_612_360);
  expect(trainable).toBe(21_458_488);
  // 36.5 million in the paper's table 4; exactly this in osmr/imgclsmob's wrn28_10_cifar10 and wrn28_10_cifar100.
  expect(wideResNet(3, 10).trainable).toBe(36_479_194);
  expect(wideResNet(3, 100).trainable).toBe(36_536_884);
});

const LARGE = [
  { name: "efficientnetv2-s", published: efficientNetV2S, side: 32 },
  { name: "wrn-28-10", published: wideResNet, side: 8 },
] as const;

test.each(LARGE)(
  "$name has the published weights, gives probabilities and trains a step",
  ({ name, published, side }) => {
    const shape: ImageShape = { height: side, width: side, channels: 3, classes: 10 };
    const before = tf.memory().numTensors;
    // With few examples stochastic depth could leave a whole branch without a gradient.
    const model = createModel(name, shape, createRandom(1), { dropout: 0, stochasticDepth: 0 });
    const { trainable, fixed }: Count = published(3, 10);
    expect([sizeOf(model.trainableWeights), model.countParams()]).toEqual([trainable, trainable + fixed]);

    const x = images(2, shape);
    const first = snapshot(model);
    // In training: before the first step the moving averages do not normalize, and so deep a network saturates.
    const rows = [...predict(model, x, true)];
    expect(rows.every((value) => value > 0 && value < 1)).toBe(true);
    for (const row of [0, 1]) expect(rows.slice(row * 10, row * 10 + 10).reduce((a, b) => a + b)).toBeCloseTo(1, 5);

    const held = tf.memory().numTensors;
    const [loss] = train(model, x, 10, 1, tf.train.sgd(0.1));
    expect(loss).toBeGreaterThan(0);
    expect(tf.memory().numTensors).toBe(held);
    expect(unchangedSince(first, model)).toEqual([]);
    tf.dispose(x);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  },
  120_000,
);
