import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { useWasmBackend } from "../../../src/train/backend/wasm.ts";
import {
  convolve,
  createAdam,
  depthwiseConvolve,
  globalAveragePool,
  normalizeBatch,
  normalizeWith,
} from "../../../src/train/ops/index.ts";
import { normals, valuesOf, withGradients } from "./compare.ts";
import { withGuardedMemory } from "./guarded-memory.ts";

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

test("no kernel reads what it has not written, or writes beyond its memory", () => {
  const shape = fc.record({
    batch: fc.integer({ min: 1, max: 6 }),
    height: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 12 }),
    inChannels: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(8, 12, 16, 20, 32)),
    outChannels: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(8, 12, 16, 20, 32)),
    kernel: fc.constantFrom(1, 2, 3, 3, 5),
    strides: fc.constantFrom(1, 1, 2, 3),
    multiplier: fc.integer({ min: 1, max: 2 }),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(shape, ({ batch, height, width, inChannels, outChannels, kernel, strides, multiplier, seed }) => {
      const arrays = [
        normals(`${seed} x`, [batch, height, width, inChannels]),
        normals(`${seed} filter`, [kernel, kernel, inChannels, outChannels]),
        normals(`${seed} bias`, [outChannels]),
        normals(`${seed} gamma`, [outChannels]),
        normals(`${seed} depthwise`, [kernel, kernel, inChannels, multiplier]),
      ];
      const run = (...inputs: tf.Tensor[]) => {
        const [x, filter, bias, gamma, depthwise] = inputs as [
          tf.Tensor4D,
          tf.Tensor4D,
          tf.Tensor1D,
          tf.Tensor1D,
          tf.Tensor4D,
        ];
        const network = (...values: tf.Tensor[]) => {
          const [a, w, b, c] = values as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
          const options = { epsilon: 1e-3, activation: "swish" } as const;
          const { y, mean, variance } = normalizeBatch(convolve(a, w, strides, b), c, b, options);
          return globalAveragePool(normalizeWith(y, c, b, mean, variance, options));
        };
        const pooled = (a: tf.Tensor, w: tf.Tensor) =>
          tf.maxPool(depthwiseConvolve(a as tf.Tensor4D, w as tf.Tensor4D, strides), 2, 2, "same");
        const variable = tf.variable(x);
        const adam = createAdam([variable]);
        adam.step({ [variable.name]: tf.mul(x, 2) }, 0.1);
        adam.dispose();
        const moved = tf.add(variable, 0);
        variable.dispose();
        return [
          moved,
          ...withGradients(network, [x, filter, bias, gamma], tf.ones([batch, outChannels])),
          ...withGradients(pooled, [x, depthwise], tf.ones(pooled(x, depthwise).shape)),
        ];
      };
      expect(withGuardedMemory(() => valuesOf(arrays, run))).toEqual(valuesOf(arrays, run));
    }),
    { seed: 13, numRuns: 80 },
  );
});
