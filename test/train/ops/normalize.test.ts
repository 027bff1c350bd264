import type * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { useWasmBackend } from "../../../src/train/backend/wasm.ts";
import { type Activation, globalAveragePool, normalizeBatch, normalizeWith } from "../../../src/train/ops/index.ts";
import { expectClose, normals, on, valuesOf, withGradients } from "./compare.ts";

beforeAll(useWasmBackend);

const batches = fc.record({
  outer: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  channels: fc.integer({ min: 1, max: 50 }),
  activation: fc.constantFrom<Activation>("none", "swish"),
  seed: fc.integer(),
});

const vector = (x: tf.Tensor) => x as tf.Tensor1D;

test("normalising by the batch's moments: values, moments and gradients are the pure-JS ones", async () => {
  await fc.assert(
    fc.asyncProperty(batches, async ({ outer, channels, activation, seed }) => {
      // Gradients of a batch of one or two rows are differences of nearly equal numbers.
      const shape = [...outer, 3, channels];
      const options = { epsilon: 1e-3, activation };
      const arrays = [
        normals(`${seed} dy`, shape),
        normals(`${seed} x`, shape),
        normals(`${seed} gamma`, [channels]),
        normals(`${seed} beta`, [channels]),
      ];
      const run = (dy: tf.Tensor, ...inputs: tf.Tensor[]) => {
        const normalize = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
          normalizeBatch(x, vector(gamma), vector(beta), options);
        const [x, gamma, beta] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor];
        const { mean, variance } = normalize(x, gamma, beta);
        return [
          mean,
          variance,
          ...withGradients((...values) => normalize(...(values as [tf.Tensor, tf.Tensor, tf.Tensor])).y, inputs, dy),
        ];
      };
      expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run), 2e-5);
    }),
    { seed: 7, numRuns: 100 },
  );
});

test("normalising by given moments: values and gradients are the pure-JS ones", async () => {
  await fc.assert(
    fc.asyncProperty(batches, async ({ outer, channels, activation, seed }) => {
      const shape = [...outer, channels];
      const [varianceShape, deviations] = normals(`${seed} variance`, [channels]);
      const arrays = [
        normals(`${seed} dy`, shape),
        normals(`${seed} x`, shape),
        normals(`${seed} gamma`, [channels]),
        normals(`${seed} beta`, [channels]),
        normals(`${seed} mean`, [channels]),
        [varianceShape, deviations.map((value) => value * value + 0.1)] as [number[], Float32Array],
      ];
      const run = (dy: tf.Tensor, ...inputs: tf.Tensor[]) =>
        withGradients(
          (x, gamma, beta, mean, variance) =>
            normalizeWith(x, vector(gamma), vector(beta), vector(mean), vector(variance), {
              epsilon: 1e-3,
              activation,
            }),
          inputs,
          dy,
        );
      expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run), 2e-5);
    }),
    { seed: 11, numRuns: 60 },
  );
});

test("no gradient flows through the moments", async () => {
  for (const backend of ["wasm", "cpu"] as const) {
    const arrays = [normals("x", [6, 4]), normals("gamma", [4]), normals("beta", [4])];
    const [, dx] = await on(backend, arrays, (x, gamma, beta) =>
      withGradients(
        (input) => {
          const result = normalizeBatch(input, vector(gamma!), vector(beta!), { epsilon: 1e-3, activation: "none" });
          return result.mean.add(result.variance).add(result.y.slice([0, 0], [1, 4]).flatten().mul(0));
        },
        [x!],
        vector(gamma!),
      ),
    );
    expect(new Set(Array.from(dx!.values, Math.abs))).toEqual(new Set([0]));
  }
});

test("moments keep their digits far from 0", () => {
  const [, noise] = normals("noise", [20_000]);
  const values = noise.map((value) => 1000 + value);
  const mean = values.reduce((sum, value) => sum + value, 0) / 5000;
  expect(mean).toBeGreaterThan(3000);
  const options = { epsilon: 0, activation: "none" } as const;
  const [means, variances] = valuesOf(
    [
      [[5000, 4], values],
      [[4], new Float32Array(4).fill(1)],
    ],
    (x, ones) => {
      const result = normalizeBatch(x, vector(ones), vector(ones), options);
      return [result.mean, result.variance];
    },
  );
  for (let channel = 0; channel < 4; channel++) {
    const column = Array.from({ length: 5000 }, (_, row) => values[row * 4 + channel]!);
    const exactMean = column.reduce((sum, value) => sum + value, 0) / 5000;
    const exactVariance = column.reduce((sum, value) => sum + (value - exactMean) ** 2, 0) / 5000;
    expect(Math.abs(means!.values[channel]! / exactMean - 1)).toBeLessThan(1e-6);
    expect(Math.abs(variances!.values[channel]! / exactVariance - 1)).toBeLessThan(1e-4);
  }
});

test("swish is right to a few units in the last place, and passes what is not a number", () => {
  const inputs = Float32Array.from({ length: 4001 }, (_, index) => (index - 2000) / 23);
  const swishOf = (values: Float32Array) =>
    valuesOf(
      [
        [[values.length, 1], values],
        [[1], Float32Array.of(0)],
        [[1], Float32Array.of(1)],
      ],
      (x, zero, one) => [
        normalizeWith(x, vector(one), vector(zero), vector(zero), vector(one), { epsilon: 0, activation: "swish" }),
      ],
    )[0]!.values;
  const outputs = swishOf(inputs);
  inputs.forEach((x, index) => {
    const exact = x / (1 + Math.exp(-x));
    expect(Math.abs(outputs[index]! - exact)).toBeLessThanOrEqual(Math.abs(exact) * 4 * 2 ** -23);
  });
  expect(Array.from(swishOf(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 500)))).toEqual([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    500,
  ]);
});

test("the mean over pixels and its gradient", async () => {
  for (const shape of [
    [1, 1, 1, 1],
    [3, 5, 4, 7],
    [2, 8, 8, 48],
    [4, 3, 2, 3],
  ]) {
    const arrays = [normals("dy", [shape[0]!, shape[3]!]), normals("x", shape)];
    const run = (dy: tf.Tensor, ...inputs: tf.Tensor[]) =>
      withGradients((x) => globalAveragePool(x as tf.Tensor4D), inputs, dy);
    expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run));
  }
});
