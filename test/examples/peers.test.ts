/** Examples against tfjs's own losses, whose gradient tfjs takes itself, in float32. */

import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { EvaluateOptions } from "../../src/index.ts";
import { differences } from "../support/closeness.ts";
import { useBackend } from "../support/tensor-backends.ts";
import { type Batch, randomBatch } from "./batches.ts";
import { example } from "./every-example.ts";
import { REFERENCES, type Row } from "./references.ts";

interface Peer {
  readonly example: string;
  readonly title: string;
  /** The mean over the batch. */
  readonly loss: (y: tf.Tensor2D, p: tf.Tensor2D) => tf.Tensor;
  readonly options?: EvaluateOptions;
  readonly classes?: number;
  /** tfjs divides probabilities by their sum, which adds a constant to each row of the gradient. */
  readonly alongSimplex?: boolean;
}

const FLOAT32 = { relative: 2e-5, absolute: 2e-6 };

const second = (rows: tf.Tensor2D): tf.Tensor => rows.slice([0, 1], [-1, 1]);
const first = (rows: tf.Tensor2D): tf.Tensor => rows.slice([0, 0], [-1, 1]);

const PEERS: readonly Peer[] = [
  {
    example: "cross_entropy",
    title: "tf.metrics.categoricalCrossentropy",
    loss: (y, p) => tf.metrics.categoricalCrossentropy(y, p).mean(),
    alongSimplex: true,
  },
  {
    example: "cross_entropy",
    title: "tf.losses.softmaxCrossEntropy",
    loss: (y, z) => tf.losses.softmaxCrossEntropy(y, z),
    options: { fromLogits: true },
  },
  {
    example: "cross_entropy",
    title: "tf.losses.softmaxCrossEntropy with label smoothing",
    loss: (y, z) => tf.losses.softmaxCrossEntropy(y, z, undefined, 0.2),
    options: { fromLogits: true, labelSmoothing: 0.2 },
  },
  {
    example: "cross_entropy",
    title: "tf.losses.softmaxCrossEntropy with weights",
    loss: (y, z) =>
      tf.losses.softmaxCrossEntropy(y, z, tf.tensor1d([0.5, 2, 1, 0.1, 3, 1.5]), 0, tf.Reduction.MEAN).mul(8.1 / 6),
    options: { fromLogits: true, exampleWeights: [0.5, 2, 1, 0.1, 3, 1.5] },
  },
  {
    example: "cross_entropy",
    title: "tf.losses.logLoss of two classes",
    loss: (y, z) => tf.losses.logLoss(second(y), second(tf.softmax(z)), undefined, 0),
    options: { fromLogits: true },
    classes: 2,
  },
  {
    example: "label_smoothed_cross_entropy",
    title: "tf.losses.softmaxCrossEntropy with label smoothing",
    loss: (y, z) => tf.losses.softmaxCrossEntropy(y, z, undefined, 0.1),
    options: { fromLogits: true },
  },
  { example: "brier", title: "tf.losses.meanSquaredError", loss: (y, p) => tf.losses.meanSquaredError(y, p).mul(4) },
  {
    example: "hinge",
    title: "tf.losses.hingeLoss of two classes",
    loss: (y, z) => tf.losses.hingeLoss(second(y), second(z).sub(first(z))),
    classes: 2,
  },
  { example: "mae", title: "tf.losses.absoluteDifference", loss: (y, p) => tf.losses.absoluteDifference(y, p) },
  { example: "mse", title: "tf.losses.meanSquaredError", loss: (y, p) => tf.losses.meanSquaredError(y, p) },
  { example: "huber", title: "tf.losses.huberLoss", loss: (y, p) => tf.losses.huberLoss(y, p) },
  {
    example: "huber",
    title: "tf.losses.huberLoss with another delta",
    loss: (y, p) => tf.losses.huberLoss(y, p, undefined, 0.3),
    options: { params: { delta: 0.3 } },
  },
  {
    example: "binary_cross_entropy",
    title: "tf.losses.sigmoidCrossEntropy",
    loss: (y, z) => tf.losses.sigmoidCrossEntropy(y, z).mul(4),
  },
  {
    example: "cosine_distance",
    title: "tf.metrics.cosineProximity",
    loss: (y, p) => tf.metrics.cosineProximity(y, p).mean().add(1),
  },
];

function centred(gradient: ArrayLike<number>, classes: number): number[] {
  return Array.from(gradient, (entry, i) => {
    const start = i - (i % classes);
    return (
      entry -
      Array.from(gradient)
        .slice(start, start + classes)
        .reduce((a, b) => a + b) /
        classes
    );
  });
}

async function valueAndGradient(
  loss: Peer["loss"],
  { y, p }: Batch,
): Promise<{ value: ArrayLike<number>; gradient: ArrayLike<number> }> {
  const rows = (of: readonly Row[]): tf.Tensor2D => tf.tensor2d(of.map((row) => [...row]));
  const labels = rows(y);
  const { value, grad } = tf.valueAndGrad((predicted: tf.Tensor) => loss(labels, predicted as tf.Tensor2D))(rows(p));
  return { value: await value.data(), gradient: await grad.data() };
}

beforeAll(() => useBackend("cpu"));

describe.each(PEERS.map((peer) => [peer.example, peer.title, peer] as const))("%s is %s", (name, title, peer) => {
  test("in value and gradient", async () => {
    const { labels, prediction } = REFERENCES[name];
    const kinds = { labels, prediction: peer.options?.fromLogits ? ("logits" as const) : prediction };
    const batch = randomBatch(kinds, `peers/${title}`, peer.classes);
    const { y, p } = batch;
    const classes = p[0].length;
    const own = example(name).loss.lossAndGrad(y.flat(), p.flat(), { classes, ...peer.options });
    const { value, gradient } = await valueAndGradient(peer.loss, batch);
    expect(differences(value, [own.loss], FLOAT32)).toEqual([]);
    const view = (of: ArrayLike<number>): ArrayLike<number> => (peer.alongSimplex ? centred(of, classes) : of);
    expect(differences(view(gradient), view(own.grad), FLOAT32)).toEqual([]);
  });
});
