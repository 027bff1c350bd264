import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { registerTrainingKernels, unregisterTrainingKernels } from "../../../src/train/backend/kernels/index.ts";
import { useWasmBackend } from "../../../src/train/backend/wasm.ts";

beforeAll(useWasmBackend);

const random = createRandom("gradients");
const normals = (shape: number[]) =>
  Float32Array.from({ length: shape.reduce((size, length) => size * length, 1) }, random.normal);

/** Runs on one backend and returns plain numbers, so that the two backends share no tensor. */
async function on<Result>(backend: "wasm" | "cpu", run: () => Result): Promise<Result> {
  if (!(await tf.setBackend(backend))) throw new Error(`no ${backend} backend`);
  try {
    let result: Result | undefined;
    tf.tidy(() => {
      result = run();
    });
    return result as Result;
  } finally {
    await tf.setBackend("wasm");
  }
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs(actual[index]! - expected[index]!);
    if (!(difference <= 1e-4 * (1 + Math.abs(expected[index]!)))) {
      throw new Error(`entry ${index} is ${actual[index]}, expected ${expected[index]}`);
    }
  }
}

interface ConvCase {
  readonly batch: number;
  readonly size: [number, number];
  readonly channels: [number, number];
  readonly kernel: [number, number];
  readonly strides: [number, number];
  readonly pad: "same" | "valid" | number | tf.backend_util.ExplicitPadding;
}

/** Every mix of stride, padding, parity of the size and kernel, and then the odd ones out. */
const cases: ConvCase[] = [];
for (const stride of [1, 2, 3]) {
  for (const pad of ["same", "valid"] as const) {
    for (const size of [
      [8, 8],
      [7, 5],
      [6, 9],
    ] as [number, number][]) {
      for (const kernel of [
        [1, 1],
        [3, 3],
        [2, 5],
      ] as [number, number][]) {
        cases.push({ batch: 2, size, channels: [3, 4], kernel, strides: [stride, stride], pad });
      }
    }
  }
}
cases.push(
  { batch: 1, size: [8, 8], channels: [1, 1], kernel: [3, 3], strides: [1, 1], pad: "same" },
  { batch: 5, size: [8, 8], channels: [1, 6], kernel: [3, 3], strides: [2, 2], pad: "same" },
  { batch: 3, size: [9, 8], channels: [2, 3], kernel: [3, 3], strides: [1, 2], pad: "same" },
  { batch: 3, size: [9, 8], channels: [2, 3], kernel: [3, 3], strides: [2, 1], pad: "valid" },
  { batch: 2, size: [6, 7], channels: [3, 2], kernel: [3, 3], strides: [2, 2], pad: 1 },
  { batch: 2, size: [6, 7], channels: [3, 2], kernel: [2, 2], strides: [1, 1], pad: 3 },
  {
    batch: 2,
    size: [7, 6],
    channels: [2, 3],
    kernel: [3, 3],
    strides: [2, 2],
    pad: [
      [0, 0],
      [0, 2],
      [4, 1],
      [0, 0],
    ],
  },
);

describe.each(["lossc's kernels", "kernels composed of tfjs's"])("%s", (which) => {
  const composed = which !== "lossc's kernels";
  beforeAll(() => {
    if (composed) unregisterTrainingKernels();
  });
  afterAll(async () => {
    await registerTrainingKernels();
  });

  test.each(cases)(
    "convolution gradients of $size by $kernel, strides $strides, pad $pad, channels $channels",
    async (conv) => {
      const xShape: [number, number, number, number] = [conv.batch, ...conv.size, conv.channels[0]];
      const filterShape: [number, number, number, number] = [...conv.kernel, ...conv.channels];
      const x = normals(xShape);
      const filter = normals(filterShape);
      const { outShape } = tf.backend_util.computeConv2DInfo(xShape, filterShape, conv.strides, 1, conv.pad);
      const dy = normals(outShape);
      const gradients = () => {
        const convolve = (a: tf.Tensor, b: tf.Tensor) =>
          tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, conv.strides, conv.pad);
        const inputs = [tf.tensor4d(x, xShape), tf.tensor4d(filter, filterShape)];
        return tf
          .grads(convolve)(inputs, tf.tensor4d(dy, outShape))
          .map((gradient) => ({
            shape: gradient.shape,
            values: gradient.dataSync(),
          }));
      };
      const [dx, dFilter] = await on("wasm", gradients);
      const [expectedDx, expectedDFilter] = await on("cpu", gradients);
      expect(dx!.shape).toEqual(xShape);
      expect(dFilter!.shape).toEqual(filterShape);
      expectClose(dx!.values, expectedDx!.values);
      expectClose(dFilter!.values, expectedDFilter!.values);
    },
  );
});

describe("matrix product", () => {
  const shapes = [
    [
      [5, 3],
      [3, 4],
    ],
    [
      [2, 5, 3],
      [2, 3, 4],
    ],
    [
      [1, 3],
      [3, 1],
    ],
  ];
  for (const [left, right] of shapes) {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        test(`${left} by ${right}, transposed: ${transposeA}, ${transposeB}`, async () => {
          const stored = (shape: number[], transposed: boolean) =>
            transposed ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
          const [aShape, bShape] = [stored(left!, transposeA), stored(right!, transposeB)];
          const [a, b] = [normals(aShape), normals(bShape)];
          const product = () => {
            const result = tf.matMul(tf.tensor(a, aShape), tf.tensor(b, bShape), transposeA, transposeB);
            return { shape: result.shape, values: result.dataSync() };
          };
          const actual = await on("wasm", product);
          const expected = await on("cpu", product);
          expect(actual.shape).toEqual(expected.shape);
          expectClose(actual.values, expected.values);
        });
      }
    }
  }
});
