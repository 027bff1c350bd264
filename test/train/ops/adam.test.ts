import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { useWasmBackend } from "../../../src/train/backend/wasm.ts";
import { createAdam, gradientNorm } from "../../../src/train/ops/index.ts";
import { expectClose, normals, on, type Values } from "./compare.ts";

beforeAll(useWasmBackend);

const SHAPES = [[3, 3, 2, 5], [7], [1]];
const first = SHAPES.map((shape, index) => normals(`weights ${index}`, shape));
const gradientsAt = (step: number) => SHAPES.map((shape, index) => normals(`gradient ${step} ${index}`, shape));
const RATES = [0.01, 0.02, 0.003, 0.5];

const named = (variables: tf.Variable[], step: number): tf.NamedTensorMap =>
  Object.fromEntries(
    gradientsAt(step).map(([shape, values], index) => [variables[index]!.name, tf.tensor(values, shape)]),
  );

const makeVariables = (tensors: tf.Tensor[]): tf.Variable[] => tensors.map((tensor) => tf.variable(tensor));

function ourSteps(...tensors: tf.Tensor[]): tf.Tensor[] {
  const variables = makeVariables(tensors);
  const adam = createAdam(variables);
  for (const [step, rate] of RATES.entries()) adam.step(named(variables, step), rate);
  adam.dispose();
  return variables;
}

/** tfjs's own, whose learning rate only its types keep from changing. */
function tfjsSteps(...tensors: tf.Tensor[]): tf.Tensor[] {
  const variables = makeVariables(tensors);
  const optimizer = tf.train.adam(0);
  for (const [step, rate] of RATES.entries()) {
    Object.assign(optimizer, { learningRate: rate });
    optimizer.applyGradients(named(variables, step) as Record<string, tf.Variable>);
  }
  optimizer.dispose();
  return variables;
}

/** Algorithm 1 of the paper in 64 bits. */
function exactSteps(): Values[] {
  return first.map(([shape, start], index) => {
    const values = Array.from(start, (weight, at) => {
      let [w, m, v] = [weight, 0, 0];
      for (const [step, rate] of RATES.entries()) {
        const g = gradientsAt(step)[index]![1][at]!;
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        w -= (rate * (m / (1 - 0.9 ** (step + 1)))) / (Math.sqrt(v / (1 - 0.999 ** (step + 1))) + 1e-7);
      }
      return w;
    });
    return { shape, values };
  });
}

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  test("the weights after some steps are the paper's, and near tfjs's, which corrects the bias in 32 bits", async () => {
    expectClose(await on(backend, first, ourSteps), exactSteps(), 5e-7);
    expectClose(await on(backend, first, tfjsSteps), exactSteps(), 2e-5);
    tf.disposeVariables();
  });

  test("the norm is that of all gradients together", async () => {
    let norm: Promise<number> | undefined;
    await on(backend, first, (...tensors) => {
      norm = gradientNorm(Object.values(named(makeVariables(tensors), 0)));
      return tensors;
    });
    const squares = gradientsAt(0).flatMap(([, values]) => Array.from(values, (value) => value * value));
    expect(await norm).toBeCloseTo(Math.sqrt(squares.reduce((sum, square) => sum + square, 0)), 5);
    tf.disposeVariables();
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("the norm of a gradient with %s is not finite", async (bad) => {
    let norm: Promise<number> | undefined;
    await on(backend, first, (...tensors) => {
      norm = gradientNorm([tf.tensor1d([1, bad, 3]), ...tensors]);
      return tensors;
    });
    expect(Number.isFinite(await norm)).toBe(false);
  });

  test("a gradient of zeros has the norm 0 and, at first, no effect", async () => {
    let norm: Promise<number> | undefined;
    const results = await on(backend, first, (...tensors) => {
      const variables = makeVariables(tensors);
      const adam = createAdam(variables);
      const zeros = Object.fromEntries(variables.map((variable) => [variable.name, tf.zerosLike(variable)]));
      norm = gradientNorm(Object.values(zeros));
      adam.step(zeros, 0.01);
      adam.dispose();
      return variables;
    });
    expect(await norm).toBe(0);
    expectClose(
      results,
      first.map(([shape, values]) => ({ shape, values })),
      0,
    );
    tf.disposeVariables();
  });
});

test("a norm whose square is beyond 32 bits is still finite on wasm", async () => {
  await useWasmBackend();
  expect((await gradientNorm([tf.fill([4], 1e30)])) / 2e30).toBeCloseTo(1, 5);
});

test("what shares a variable's data does not change with it", () => {
  tf.tidy(() => {
    const initial = tf.tensor1d([1, 2, 3]);
    const variable = tf.variable(initial);
    const clone = tf.clone(variable);
    const adam = createAdam([variable]);
    const gradients = { [variable.name]: tf.tensor1d([1, 1, 1]) };
    adam.step(gradients, 0.1);
    const later = tf.clone(variable);
    const kept = Array.from(later.dataSync());
    adam.step(gradients, 0.1);
    expect(Array.from(initial.dataSync())).toEqual([1, 2, 3]);
    expect(Array.from(clone.dataSync())).toEqual([1, 2, 3]);
    expect(Array.from(later.dataSync())).toEqual(kept);
    expect(Array.from(variable.dataSync())).not.toEqual(kept);
    adam.dispose();
    variable.dispose();
  });
});

test("a product with the variable sees each step, though the wasm backend keeps packed weights", async () => {
  await useWasmBackend();
  const variable = tf.variable(tf.ones([4, 4]));
  const adam = createAdam([variable]);
  const x = tf.eye(4);
  for (let step = 0; step < 3; step++) {
    const product = tf.matMul(x, variable);
    expect([...product.dataSync()]).toEqual([...variable.dataSync()]);
    adam.step({ [variable.name]: tf.fill([4, 4], 0.5) }, 0.1);
  }
  adam.dispose();
});
