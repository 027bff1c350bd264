import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { useWasmBackend } from "../../../src/train/backend/wasm.ts";

const listeners = () => [process.listeners("uncaughtException"), process.listeners("unhandledRejection")];

test("starting adds no listener to the process and takes none away", async () => {
  const early = () => {};
  const late = () => {};
  process.on("uncaughtException", early);
  const before = listeners();
  // Another part of the program may listen while the backend starts; that listener has to stay.
  const starting = useWasmBackend();
  process.on("unhandledRejection", late);
  await starting;
  expect(listeners()).toEqual([before[0], [...before[1]!, late]]);
  process.off("uncaughtException", early);
  process.off("unhandledRejection", late);
  expect(tf.getBackend()).toBe("wasm");
});

test("without that care the package does add listeners", async () => {
  // If this fails, the package has been mended, and the removal can go.
  const before = listeners().map((list) => list.length);
  const factory = tf.findBackendFactory("wasm");
  const backend = await factory();
  const added = listeners().map((list, index) => list.slice(before[index]));
  for (const listener of added[0]!) process.off("uncaughtException", listener as () => void);
  for (const listener of added[1]!) process.off("unhandledRejection", listener as () => void);
  backend.dispose();
  expect(added.map((list) => list.length)).toEqual([1, 1]);
});

test("starting twice keeps the same backend", async () => {
  await useWasmBackend();
  const backend = tf.backend();
  await Promise.all([useWasmBackend(), useWasmBackend()]);
  expect(tf.backend()).toBe(backend);
});

test("gradients leave no tensor and no data in wasm behind, and free no input", async () => {
  await useWasmBackend();
  const x = tf.ones<tf.Rank.R4>([2, 7, 7, 3]);
  const filter = tf.ones<tf.Rank.R4>([3, 3, 3, 4]);
  const weights = tf.ones<tf.Rank.R2>([4 * 4 * 4, 5]);
  const countData = () => tf.backend().numDataIds();
  const before = [tf.memory().numTensors, countData()];
  for (const strides of [1, 2]) {
    const output = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) => {
      const convolved = tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, strides, "same");
      const cut = tf.slice(convolved, [0, 0, 0, 0], [2, 4, 4, 4]);
      return tf.matMul(tf.reshape(cut, [2, -1]) as tf.Tensor2D, c as tf.Tensor2D).sum();
    };
    for (let repeat = 0; repeat < 3; repeat++) tf.dispose(tf.grads(output)([x, filter, weights]));
  }
  expect([tf.memory().numTensors, countData()]).toEqual(before);
  for (const input of [x, filter, weights]) expect(new Set(input.dataSync())).toEqual(new Set([1]));
  tf.dispose([x, filter, weights]);
});
