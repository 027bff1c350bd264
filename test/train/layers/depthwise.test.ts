import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { useWasmBackend } from "../../../src/train/backend/index.ts";
import { convolvePerChannel } from "../../../src/train/layers/depthwise.ts";

/** The convolution of drawn numbers and its two gradients for a drawn gradient of the result. */
function differentiate(shape: [number, number, number, number], kernel: number, stride: number) {
  const random = createRandom(1);
  const normals = <R extends tf.Rank>(sizes: tf.ShapeMap[R]) =>
    tf.tensor<R>(
      Float32Array.from({ length: tf.util.sizeFromShape(sizes) }, () => random.normal()),
      sizes,
    );
  const before = tf.memory().numTensors;
  const values = tf.tidy(() => {
    const x = normals<tf.Rank.R4>(shape);
    const filter = normals<tf.Rank.R4>([kernel, kernel, shape[3], 1]);
    const y = convolvePerChannel(x, filter, stride);
    const dy = normals<tf.Rank.R4>(y.shape);
    const [dx, dFilter] = tf.grads((image, weights) =>
      convolvePerChannel(image as tf.Tensor4D, weights as tf.Tensor4D, stride),
    )([x, filter], dy);
    return [y, dx!, dFilter!].map((tensor) => ({ shape: tensor.shape, values: [...tensor.dataSync()] }));
  });
  expect(tf.memory().numTensors).toBe(before);
  return values;
}

test("on wasm a depthwise convolution and its gradients are those of tfjs's own kernels on the cpu backend", async () => {
  const cases = fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 8 }),
    width: fc.integer({ min: 1, max: 8 }),
    channels: fc.integer({ min: 1, max: 5 }),
    kernel: fc.constantFrom(1, 2, 3, 5),
    stride: fc.constantFrom(1, 2, 3),
  });
  // tfjs's wasm kernels are wrong where the stride is beyond the filter; no network here has such a layer.
  const usual = cases.filter(({ kernel, stride }) => stride <= kernel);
  const sampled = fc.sample(usual, { seed: 7, numRuns: 60 });
  const run = () =>
    sampled.map(({ batch, height, width, channels, kernel, stride }) =>
      differentiate([batch, height, width, channels], kernel, stride),
    );
  await tf.setBackend("cpu");
  const expected = run();
  await useWasmBackend();
  const actual = run();
  actual.forEach((results, index) => {
    results.forEach(({ shape, values }, which) => {
      const wanted = expected[index]![which]!;
      expect([sampled[index], which, shape]).toEqual([sampled[index], which, wanted.shape]);
      const worst = Math.max(...values.map((value, at) => Math.abs(value - wanted.values[at]!)));
      expect([sampled[index], which, worst < 1e-4]).toEqual([sampled[index], which, true]);
    });
  });
});
