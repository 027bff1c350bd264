import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { useWasmBackend } from "../../../src/train/backend/wasm.ts";
import {
  convolve,
  createAdam,
  globalAveragePool,
  normalizeBatch,
  normalizeWith,
} from "../../../src/train/ops/index.ts";
import { normals } from "./compare.ts";

beforeAll(useWasmBackend);

/** A small network with every op, trained for some steps; gives the bits of its weights. */
function train(steps: number): string {
  const x = tf.tensor(normals("x", [4, 9, 9, 3])[1], [4, 9, 9, 3]) as tf.Tensor4D;
  const shapes = [[3, 3, 3, 10], [10], [10], [10], [2, 2, 10, 6]];
  const variables = shapes.map((shape, index) =>
    tf.tidy(() => tf.variable(tf.tensor(normals(index, shape)[1], shape))),
  );
  const [filter, bias, gamma, beta, second] = variables as unknown as [
    tf.Tensor4D,
    tf.Tensor1D,
    tf.Tensor1D,
    tf.Tensor1D,
    tf.Tensor4D,
  ];
  const options = { epsilon: 1e-3, activation: "swish" } as const;
  const adam = createAdam(variables);
  for (let step = 0; step < steps; step++) {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const { y, mean, variance } = normalizeBatch(convolve(x, filter, 1, bias), gamma, beta, options);
        const again = normalizeWith(y, gamma, beta, mean, variance, { epsilon: 1e-3, activation: "none" });
        return tf.sum(tf.square(globalAveragePool(convolve(again, second, 2)))) as tf.Scalar;
      }, variables);
      adam.step(grads, 0.01);
    });
  }
  const bits = variables.map((variable) => Buffer.from(variable.dataSync().slice().buffer).toString("hex")).join();
  adam.dispose();
  tf.dispose([x, ...variables]);
  return bits;
}

/** What the wasm module of tfjs has to hold; it never gives memory back, so that it tells of every leak. */
const memoryBytes = (): number =>
  (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.buffer.byteLength;

test("a training repeats bit by bit, and leaves no tensor, no data and no memory behind", () => {
  const weights = train(3);
  const before = [tf.memory().numTensors, tf.backend().numDataIds(), memoryBytes()];
  for (let repeat = 0; repeat < 5; repeat++) expect(train(3)).toBe(weights);
  expect([tf.memory().numTensors, tf.backend().numDataIds(), memoryBytes()]).toEqual(before);
  expect(train(4)).not.toBe(weights);
});

test("scratch memory is given back: many large convolutions need no more than a few", () => {
  const run = (times: number) => {
    for (let time = 0; time < times; time++) {
      tf.tidy(() => {
        const x = tf.ones<tf.Rank.R4>([1, 64, 64, 30]);
        const filter = tf.ones<tf.Rank.R4>([3, 3, 30, 30]);
        tf.grads((a, b) => convolve(a as tf.Tensor4D, b as tf.Tensor4D, 1))([x, filter]);
      });
    }
  };
  run(2);
  const before = memoryBytes();
  run(40);
  expect(memoryBytes()).toBe(before);
});
