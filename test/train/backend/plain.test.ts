import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { usePlainWasmBackend } from "../../../src/train/backend/wasm.ts";
import { convolve, createAdam, globalAveragePool, normalizeBatch } from "../../../src/train/ops/index.ts";
import { expectClose, normals, on, withGradients } from "../ops/compare.ts";

beforeAll(usePlainWasmBackend);

test("the plain backend has none of lossc's kernels, but a filter gradient", () => {
  const names = tf.getKernelsForBackend("wasm").map((kernel) => kernel.kernelName);
  expect(tf.getBackend()).toBe("wasm");
  expect(names.filter((name) => name.startsWith("Lossc"))).toEqual([]);
  expect(names).toContain(tf.Conv2DBackpropFilter);
});

test("without the kernels the ops are composed of tfjs's, with the same values and gradients", async () => {
  const arrays = [
    normals("x", [3, 7, 6, 5]),
    normals("filter", [3, 3, 5, 4]),
    normals("bias", [4]),
    normals("gamma", [4]),
  ];
  const network = (...values: tf.Tensor[]) => {
    const [x, filter, bias, gamma] = values as [tf.Tensor4D, tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    const options = { epsilon: 1e-3, activation: "swish" } as const;
    return globalAveragePool(normalizeBatch(convolve(x, filter, 2, bias), gamma, bias, options).y);
  };
  const run = (...inputs: tf.Tensor[]) => {
    const variable = tf.variable(inputs[0]!);
    const adam = createAdam([variable]);
    adam.step({ [variable.name]: tf.mul(variable, 2) }, 0.1);
    adam.dispose();
    return [variable, ...withGradients(network, inputs, tf.ones([3, 4]))];
  };
  expectClose(await on("wasm", arrays, run), await on("cpu", arrays, run), 2e-5);
  tf.disposeVariables();
});
