import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { useWasmBackend } from "../../../src/train/backend/wasm.ts";
import { convolve, depthwiseConvolve } from "../../../src/train/ops/index.ts";
import { expectClose, normals, on, valuesOf, withGradients } from "./compare.ts";

beforeAll(useWasmBackend);

const convolution = fc.record({
  batch: fc.integer({ min: 1, max: 5 }),
  height: fc.integer({ min: 1, max: 11 }),
  width: fc.integer({ min: 1, max: 11 }),
  inChannels: fc.integer({ min: 1, max: 50 }),
  outChannels: fc.integer({ min: 1, max: 50 }),
  kernelHeight: fc.constantFrom(1, 2, 3, 5),
  kernelWidth: fc.constantFrom(1, 2, 3, 5),
  strides: fc.constantFrom(1, 2, 3),
  bias: fc.boolean(),
  seed: fc.integer(),
});

test("values and gradients are those of tfjs's pure-JS convolution, for any shape", async () => {
  await fc.assert(
    fc.asyncProperty(convolution, async (conv) => {
      const { batch, height, width, inChannels, outChannels, kernelHeight, kernelWidth, strides, bias, seed } = conv;
      const outShape = [batch, Math.ceil(height / strides), Math.ceil(width / strides), outChannels];
      const arrays = [
        normals(`${seed} dy`, outShape),
        normals(`${seed} x`, [batch, height, width, inChannels]),
        normals(`${seed} filter`, [kernelHeight, kernelWidth, inChannels, outChannels]),
        ...(bias ? [normals(`${seed} bias`, [outChannels])] : []),
      ];
      const run = (dy: tf.Tensor, ...inputs: tf.Tensor[]) =>
        withGradients(
          (x, filter, b?: tf.Tensor) =>
            convolve(x as tf.Tensor4D, filter as tf.Tensor4D, strides, b as tf.Tensor1D | undefined),
          inputs,
          dy,
        );
      expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run));
    }),
    { seed: 3, numRuns: 120 },
  );
});

test("the channels of the published networks, with full tiles and panels", async () => {
  for (const [inChannels, outChannels, size, strides] of [
    [3, 12, 32, 1],
    [12, 24, 32, 2],
    [24, 48, 16, 2],
    [16, 16, 16, 1],
    [32, 32, 8, 1],
  ] as const) {
    const out = size / strides;
    const arrays = [
      normals("dy", [2, out, out, outChannels]),
      normals("x", [2, size, size, inChannels]),
      normals("filter", [3, 3, inChannels, outChannels]),
    ];
    const run = (dy: tf.Tensor, ...inputs: tf.Tensor[]) =>
      withGradients((x, filter) => convolve(x as tf.Tensor4D, filter as tf.Tensor4D, strides), inputs, dy);
    expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run));
  }
});

test("3x3 with stride 1 over whole tiles, which is computed by minimal filtering", async () => {
  const half = fc.integer({ min: 1, max: 5 });
  const channels = fc.integer({ min: 2, max: 9 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9 }),
      half,
      half,
      channels,
      channels,
      fc.integer(),
      async (...values) => {
        const [batch, rows, columns, inQuads, outQuads, seed] = values;
        const [height, width, inChannels, outChannels] = [2 * rows, 2 * columns, 4 * inQuads, 4 * outQuads];
        const arrays = [
          normals(`${seed} dy`, [batch, height, width, outChannels]),
          normals(`${seed} x`, [batch, height, width, inChannels]),
          normals(`${seed} filter`, [3, 3, inChannels, outChannels]),
          normals(`${seed} bias`, [outChannels]),
        ];
        const run = (dy: tf.Tensor, ...inputs: tf.Tensor[]) =>
          withGradients(
            (x, filter, bias) => convolve(x as tf.Tensor4D, filter as tf.Tensor4D, 1, bias as tf.Tensor1D),
            inputs,
            dy,
          );
        expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run));
      },
    ),
    { seed: 17, numRuns: 25 },
  );
});

test("a gradient that is not asked for is not computed", () => {
  const called: string[] = [];
  const own = tf.getKernel("LosscConvolveInputGradient", "wasm");
  tf.unregisterKernel(own.kernelName, "wasm");
  tf.registerKernel({
    ...own,
    kernelFunc: (call) => {
      called.push(own.kernelName);
      return own.kernelFunc(call);
    },
  });
  try {
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([1, 4, 4, 3]);
      const filter = tf.ones<tf.Rank.R4>([3, 3, 3, 4]);
      tf.grad((w) => convolve(x, w as tf.Tensor4D, 1))(filter);
      expect(called).toEqual([]);
      tf.grad((image) => convolve(image as tf.Tensor4D, filter, 1))(x);
      expect(called).toEqual([own.kernelName]);
    });
  } finally {
    tf.unregisterKernel(own.kernelName, "wasm");
    tf.registerKernel(own);
  }
});

test("what is not a number reaches every pixel whose patch has it, and no other", () => {
  const image = new Float32Array(5 * 5 * 2);
  image[2 * (5 * 1 + 1)] = Number.NaN;
  const [y] = valuesOf(
    [
      [[1, 5, 5, 2], image],
      [[3, 3, 2, 5], new Float32Array(90).fill(1)],
    ],
    (x, filter) => [convolve(x as tf.Tensor4D, filter as tf.Tensor4D, 1)],
  );
  const isNaNAt = Array.from({ length: 25 }, (_, pixel) => Number.isNaN(y!.values[pixel * 5]!));
  expect(isNaNAt).toEqual(Array.from({ length: 25 }, (_, pixel) => pixel % 5 <= 2 && Math.floor(pixel / 5) <= 2));
});

test("depthwise values and gradients are the pure-JS ones", async () => {
  await fc.assert(
    fc.asyncProperty(convolution, fc.integer({ min: 1, max: 3 }), async (conv, multiplier) => {
      const { batch, height, width, inChannels, kernelHeight, strides, seed } = conv;
      const outChannels = inChannels * multiplier;
      const arrays = [
        normals(`${seed} dy`, [batch, Math.ceil(height / strides), Math.ceil(width / strides), outChannels]),
        normals(`${seed} x`, [batch, height, width, inChannels]),
        normals(`${seed} filter`, [kernelHeight, kernelHeight, inChannels, multiplier]),
      ];
      const run = (dy: tf.Tensor, ...inputs: tf.Tensor[]) =>
        withGradients((x, filter) => depthwiseConvolve(x as tf.Tensor4D, filter as tf.Tensor4D, strides), inputs, dy);
      expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run));
    }),
    { seed: 5, numRuns: 60 },
  );
});
