/** Functions of tensors go in; their results as plain numbers, on one backend or another, come out to be compared. */

import * as tf from "@tensorflow/tfjs";
import { createRandom } from "../../../src/random/index.ts";

export interface Values {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** Arrays rather than tensors, so that the two backends share nothing. */
export type Arrays = readonly (readonly [shape: number[], values: Float32Array])[];

/** Normally distributed. */
export function normals(seed: number | string, shape: number[]): [number[], Float32Array] {
  const random = createRandom(seed);
  return [shape, Float32Array.from({ length: tf.util.sizeFromShape(shape) }, random.normal)];
}

/** The results of `run`, which frees nothing of its own, on a backend. */
export async function on(
  backend: "wasm" | "cpu",
  arrays: Arrays,
  run: (...inputs: tf.Tensor[]) => tf.Tensor[],
): Promise<Values[]> {
  if (!(await tf.setBackend(backend))) throw new Error(`no ${backend} backend`);
  try {
    return valuesOf(arrays, run);
  } finally {
    await tf.setBackend("wasm");
  }
}

export function valuesOf(arrays: Arrays, run: (...inputs: tf.Tensor[]) => tf.Tensor[]): Values[] {
  const results: Values[] = [];
  tf.tidy(() => {
    const inputs = arrays.map(([shape, values]) => tf.tensor(values, shape));
    for (const tensor of run(...inputs)) results.push({ shape: tensor.shape, values: tensor.dataSync() });
  });
  return results;
}

/** Values within a part of the largest one of the tensor; not a number where the other is not a number. */
export function expectClose(actual: readonly Values[], expected: readonly Values[], tolerance = 1e-5): void {
  if (actual.length !== expected.length) throw new Error(`${actual.length} results, expected ${expected.length}`);
  for (const [at, { shape, values }] of expected.entries()) {
    const mine = actual[at]!;
    if (mine.shape.join() !== shape.join()) throw new Error(`result ${at} is [${mine.shape}], expected [${shape}]`);
    let scale = 1;
    for (const value of Array.from(values)) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
    for (let index = 0; index < values.length; index++) {
      const [got, wanted] = [mine.values[index]!, values[index]!];
      if (Object.is(got, wanted)) continue;
      if (!(Math.abs(got - wanted) <= tolerance * scale)) {
        throw new Error(`result ${at}, entry ${index} of ${values.length}, is ${got}, expected ${wanted}`);
      }
    }
  }
}

/** The outputs and the gradients of their sum, weighted with `weights`, with respect to each input. */
export function withGradients(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  weights: tf.Tensor,
): tf.Tensor[] {
  return [f(...inputs), ...tf.grads(f)([...inputs], weights)];
}
