/** tfjs, on one of its backends: the generated `tfjs` target, or the loss as one would write it with tfjs's ops. */

import * as tf from "@tensorflow/tfjs";
import { useWasmBackend } from "../../src/train/backend/index.ts";
import { loadGenerated } from "../../test/support/load-generated.ts";
import { serve } from "../worker.ts";
import { type CaseName, FOCAL, type Form, type KernelSpec } from "./cases.ts";
import { readInputs, textOf, writeFloats } from "./data.ts";

type Loss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

interface Spec extends KernelSpec {
  readonly backend: "wasm" | "cpu";
  readonly code: "generated" | "ops";
}

const meanOfRows = (terms: tf.Tensor): tf.Tensor => tf.mean(tf.sum(terms, -1));

const TEMPERATURE = 0.8;

function temperedLog(x: tf.Tensor): tf.Tensor {
  return tf.div(tf.sub(tf.pow(x, 1 - TEMPERATURE), 1), 1 - TEMPERATURE);
}

/** exp(-|x|) I0(x) by its power series in x^2 / 4, whose next term is below 1e-9 where |x| is at most 1. */
function besselI0e(x: tf.Tensor): tf.Tensor {
  const t = tf.div(tf.square(x), 4);
  const series = [1, 1, 1 / 4, 1 / 36, 1 / 576, 1 / 14400]
    .map((coefficient) => tf.scalar(coefficient))
    .reduceRight((sum, coefficient) => tf.add(tf.mul(sum, t), coefficient) as tf.Scalar);
  return tf.mul(tf.exp(tf.neg(tf.abs(x))), series);
}

/** Given labels as rows and probabilities. */
const OPS: Readonly<Record<CaseName, Loss>> = {
  "cross-entropy": (y, p) => tf.neg(meanOfRows(tf.mul(y, tf.log(p)))),
  focal: (y, p) => {
    const pt = tf.sum(tf.mul(y, p), -1);
    const weight = tf.mul(-FOCAL.alpha, tf.pow(tf.sub(1, pt), FOCAL.gamma));
    return tf.mean(tf.mul(weight, tf.log(pt)));
  },
  "bi-tempered": (y, p) => {
    const power = 2 - TEMPERATURE;
    const surprise = tf.mul(y, tf.sub(temperedLog(y), temperedLog(p)));
    const excess = tf.div(tf.sub(tf.pow(y, power), tf.pow(p, power)), power);
    return meanOfRows(tf.sub(surprise, excess));
  },
  evolved: (y, p) => {
    const distance = tf.erf(tf.div(tf.log(p), -4));
    return meanOfRows(tf.sub(tf.mul(y, distance), besselI0e(tf.sub(y, p))));
  },
};

/** The logits' own form of cross-entropy, as tfjs's `softmaxCrossEntropy` has it; for the others `tf.softmax` goes in front. */
function opsOf(name: CaseName, { prediction, labels }: Form): Loss {
  const rows = (y: tf.Tensor, p: tf.Tensor) =>
    labels === "integer" ? tf.cast(tf.oneHot(y as tf.Tensor1D, p.shape[1] ?? 0), "float32") : y;
  if (prediction === "probabilities") return (y, p) => OPS[name](rows(y, p), p);
  if (name === "cross-entropy") return (y, x) => tf.neg(meanOfRows(tf.mul(rows(y, x), tf.logSoftmax(x))));
  return (y, x) => OPS[name](rows(y, x), tf.softmax(x));
}

/** The exported instance with default options has the loss's own name; the other exports are factories. */
function generatedLoss(text: string): Loss {
  const exported = Object.entries(loadGenerated<Record<string, Loss>>(text, { "@tensorflow/tfjs": tf }));
  const found = exported.find(([name]) => !name.startsWith("create"));
  if (found === undefined) throw new Error("the generated module exports no loss");
  return found[1];
}

/** The tensors of the row before. */
let held: tf.Tensor[] = [];

serve(async (spec: Spec) => {
  const { name, shape, files, emitted, backend, code } = spec;
  if (backend === "wasm") await useWasmBackend();
  else await tf.setBackend("cpu");
  tf.dispose(held);
  const { y, labels, prediction } = readInputs(files);
  const rows: [number, number] = [shape.batch, shape.classes];
  const yTrue = spec.labels === "integer" ? tf.tensor1d(labels, "int32") : tf.tensor2d(y, rows);
  const yPred = tf.tensor2d(prediction, rows);
  held = [yTrue, yPred];
  const loss = code === "generated" ? generatedLoss(textOf(emitted.tfjs)) : opsOf(name, spec);
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
