/** A shape goes in; files with labels, probabilities and logits come out, and back into typed arrays. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom } from "../../src/random/index.ts";
import type { Emitted, Files, Prediction, Shape } from "./cases.ts";

export interface Inputs {
  readonly y: Float32Array;
  readonly labels: Int32Array;
  /** Probabilities or logits. */
  readonly prediction: Float32Array;
  /** Where the gradient goes. */
  readonly gradient: Float32Array;
}

function bytesOf(path: string): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

export function readInputs({ y, labels, prediction }: Files): Inputs {
  const values = new Float32Array(bytesOf(prediction));
  return {
    y: new Float32Array(bytesOf(y)),
    labels: new Int32Array(bytesOf(labels)),
    prediction: values,
    gradient: new Float32Array(values.length),
  };
}

/** @throws Error with the reason why there is no text. */
export function textOf(emitted: Emitted): string {
  if ("problem" in emitted) throw new Error(emitted.problem);
  return emitted.text;
}

export const readFloats = (path: string): Float32Array => new Float32Array(bytesOf(path));

export function writeFloats(path: string, values: Float32Array): void {
  writeFileSync(path, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** The same numbers in every run. Probabilities are the softmax of normal logits; labels are uniform. */
export function writeInputs({ batch, classes }: Shape, folder: string): Readonly<Record<Prediction, Files>> {
  const random = createRandom("kernels").fork(`${batch} x ${classes}`);
  const y = new Float32Array(batch * classes);
  const labels = new Int32Array(batch);
  const probabilities = new Float32Array(batch * classes);
  const logits = new Float32Array(batch * classes);
  for (let example = 0; example < batch; example++) {
    const row = example * classes;
    labels[example] = random.integer(classes);
    y[row + labels[example]] = 1;
    let sum = 0;
    for (let i = row; i < row + classes; i++) {
      logits[i] = 2 * random.normal();
      sum += Math.exp(logits[i]);
    }
    for (let i = row; i < row + classes; i++) probabilities[i] = Math.exp(logits[i]) / sum;
  }
  const path = (name: string) => join(folder, `${batch}x${classes}-${name}`);
  const common = { y: path("y"), labels: path("labels"), gradient: path("gradient") };
  const files = {
    probabilities: { ...common, prediction: path("probabilities") },
    logits: { ...common, prediction: path("logits") },
  };
  writeFloats(common.y, y);
  writeFileSync(common.labels, new Uint8Array(labels.buffer));
  writeFloats(files.probabilities.prediction, probabilities);
  writeFloats(files.logits.prediction, logits);
  return files;
}
