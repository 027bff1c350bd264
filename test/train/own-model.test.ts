/** What the README shows: a tfjs model of the user's own, compiled with a loss of lossc's and fitted by tfjs. */

import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { loadDigits, takeBatch, tfjsLoss, useWasmBackend } from "../../src/train/index.ts";

test("model.compile and model.fit take a compiled loss, and the model learns", async () => {
  await useWasmBackend();
  const digits = loadDigits();
  const batch = takeBatch(
    digits,
    Array.from(digits.labels, (_, index) => index),
  );
  const images = tf.tensor4d(batch.images, [batch.count, 8, 8, 1]);
  const targets = tf.tensor2d(batch.targets, [batch.count, 10]);
  const seeded = { kernelInitializer: tf.initializers.heNormal({ seed: 1 }) };
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ ...seeded, inputShape: [8, 8, 1], filters: 8, kernelSize: 3, activation: "relu" }),
      tf.layers.batchNormalization({ momentum: 0.9 }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ ...seeded, units: 10, activation: "softmax" }),
    ],
  });
  const source = readFileSync("examples/focal.loss", "utf8");

  model.compile({ optimizer: tf.train.adam(0.005), loss: tfjsLoss(compile(source).losses[0]!), metrics: ["accuracy"] });
  const { history } = await model.fit(images, targets, { epochs: 8, shuffle: false, validationSplit: 0.2, verbose: 0 });

  expect(Number(history.val_acc!.at(-1))).toBeGreaterThan(0.8);
  expect(Number(history.loss!.at(-1))).toBeLessThan(Number(history.loss![0]) / 3);
});
