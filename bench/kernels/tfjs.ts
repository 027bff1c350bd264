/** tfjs, on one of its backends: the generated `tfjs` target, or the loss as one would write it with tfjs's ops. */

import * as tf from "@tensorflow/tfjs";
import { useWasmBackend } from "../../src/train/backend/index.ts";
import { loadGenerated } from "../../test/support/load-generated.ts";
import { serve } from "../worker.ts";
import { CASES, type CaseName, FOCAL, type KernelSpec } from "./cases.ts";
import { readInputs, writeFloats } from "./data.ts";

type Loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

interface Spec extends KernelSpec {
  readonly backend: "wasm" | "cpu";
  readonly code: "generated" | "ops";
}

const crossEntropy: Loss = (y, p) => tf.mean(tf.neg(tf.sum(tf.mul(y, tf.log(p)), -1)));

const OPS: Readonly<Record<CaseName, Loss>> = {
  "cross-entropy, one-hot": crossEntropy,
  "cross-entropy, integer labels": (labels, p) =>
    crossEntropy(tf.cast(tf.oneHot(labels as tf.Tensor1D, p.shape[1] ?? 0), "float32"), p),
  "focal, one-hot": (y, p) => {
    const pt = tf.sum(tf.mul(y, p), -1);
    const weight = tf.mul(-FOCAL.alpha, tf.pow(tf.sub(1, pt), FOCAL.gamma));
    return tf.mean(tf.mul(weight, tf.log(pt)));
  },
  heavy: (_, x) => tf.mean(tf.sum(tf.add(tf.neg(tf.log(tf.sigmoid(x))), tf.erf(x)), -1)),
};

/** The exported instance with default options has the loss's own name; the other exports are factories. */
function generatedLoss(text: string): Loss {
  const exported = Object.entries(loadGenerated<Record<string, Loss>>(text, { "@tensorflow/tfjs": tf }));
  const found = exported.find(([name]) => !name.startsWith("create"));
  if (found === undefined) throw new Error("the generated module exports no loss");
  return found[1];
}

/** The tensors of the row before. */
let held: tf.Tensor[] = [];

serve(async ({ name, shape, files, tfjs, backend, code }: Spec) => {
  if (backend === "wasm") await useWasmBackend();
  else await tf.setBackend("cpu");
  tf.dispose(held);
  const { y, labels, prediction } = readInputs(files);
  const rows: [number, number] = [shape.batch, shape.classes];
  const yTrue = CASES[name].labels === "integer" ? tf.tensor1d(labels, "int32") : tf.tensor2d(y, rows);
  const yPred = tf.tensor2d(prediction, rows);
  held = [yTrue, yPred];
  const loss = code === "generated" ? generatedLoss(tfjs) : OPS[name];
  const valueAndGrad = tf.valueAndGrad((x: tf.Tensor) => loss(yTrue, x));

  const answer = tf.tidy(() => {
    const { value, grad } = valueAndGrad(yPred);
    writeFloats(files.gradient, Float32Array.from(grad.dataSync()));
    return value.dataSync()[0];
  });
  // The gradient stays with the backend, as in training; these backends have computed it when the call returns.
  const run = () => tf.tidy(() => void valueAndGrad(yPred).value.dataSync());
  return { answer, run };
});
