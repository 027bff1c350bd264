/** A model, examples and a loss go in; the model comes out trained in place, with the history of its accuracy. */

import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { createRandom, type Random } from "../random/index.ts";
import { countCorrect } from "./accuracy.ts";
import { type Dataset, takeExamples } from "./data/index.ts";
import { type Schedule, warmUpCosine } from "./schedule.ts";
import { toTensors } from "./tensors.ts";

/** One-hot targets and probabilities to one number, or to one number per example, of which the mean is taken. */
export type LossFunction = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

export interface FitOptions {
  readonly model: tf.LayersModel;
  readonly data: { readonly train: Dataset; readonly heldOut: Dataset };
  readonly loss: LossFunction;
  readonly epochs: number;
  /** Every batch is full: what does not fill the last one of an epoch is left out of that epoch. */
  readonly batchSize: number;
  /** By default a warm-up to 0.001 and a half-cosine down. */
  readonly learningRate?: Schedule;
  /** Decides the order of the examples; the model's first weights are the model's own. */
  readonly seed: number | string;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds from any origin; without it no times are recorded. */
  readonly clock?: () => number;
}

/** Told after each step, and once more after each epoch's evaluation. */
export interface Progress {
  /** Steps done, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Counted from 1. */
  readonly epoch: number;
  /** Of the last batch. */
  readonly loss: number;
  /** Of the held-out part after the last whole epoch; nothing before the first is over. */
  readonly accuracy: number | undefined;
}

export interface EpochRecord {
  readonly epoch: number;
  /** The mean over the epoch's batches, taken while the weights change. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly heldOutAccuracy: number;
  /** Since the start of the training, if there is a clock. */
  readonly milliseconds?: number;
}

export type Stop =
  | { readonly reason: "aborted"; readonly step: number }
  | { readonly reason: "loss-not-finite"; readonly step: number; readonly loss: number }
  | { readonly reason: "prediction-not-finite"; readonly step: number };

export interface FitResult {
  readonly history: readonly EpochRecord[];
  /** Of the held-out part, with the weights as they are now. */
  readonly accuracy: number;
  /** Only if the training ended before its time. `step` counts the steps that were done. */
  readonly stopped?: Stop;
}

export async function trainClassifier(options: FitOptions): Promise<FitResult> {
  const { model, data, epochs, batchSize, onProgress, signal, clock } = options;
  const examples = data.train.labels.length;
  const stepsPerEpoch = Math.floor(examples / batchSize);
  if (!(stepsPerEpoch >= 1)) throw new RangeError(`${examples} examples do not fill a batch of ${batchSize}`);
  const steps = epochs * stepsPerEpoch;
  const learningRate = options.learningRate ?? warmUpCosine(0.001);
  const random = createRandom(options.seed);
  const trainer = createTrainer(model, options.loss);
  const startedAt = clock?.();

  const history: EpochRecord[] = [];
  let stopped: Stop | undefined;
  let step = 0;
  try {
    for (let epoch = 1; epoch <= epochs && stopped === undefined; epoch++) {
      const batches = epochBatches(examples, batchSize, random.fork(epoch));
      let lossSum = 0;
      let correct = 0;
      let loss = Number.NaN;
      for (const indices of batches) {
        // Timers, signals and the terminal get their turn between two steps.
        await setImmediate();
        stopped = signal?.aborted ? { reason: "aborted", step } : undefined;
        if (stopped) break;
        const result = trainer.step(takeExamples(data.train, indices, "batch"), learningRate(step, steps));
        loss = result.loss;
        if (!Number.isFinite(loss)) stopped = { reason: "loss-not-finite", step, loss };
        else if (!result.finite) stopped = { reason: "prediction-not-finite", step };
        if (stopped) break;
        step++;
        lossSum += loss;
        correct += result.correct;
        onProgress?.({ step, steps, epoch, loss, accuracy: history.at(-1)?.heldOutAccuracy });
      }
      if (stopped) break;
      const heldOutAccuracy = evaluateAccuracy(model, data.heldOut);
      history.push({
        epoch,
        trainLoss: lossSum / stepsPerEpoch,
        trainAccuracy: correct / (stepsPerEpoch * batchSize),
        heldOutAccuracy,
        ...(clock && startedAt !== undefined ? { milliseconds: clock() - startedAt } : {}),
      });
      onProgress?.({ step, steps, epoch, loss, accuracy: heldOutAccuracy });
    }
  } finally {
    trainer.dispose();
  }
  const accuracy = (stopped ? undefined : history.at(-1)?.heldOutAccuracy) ?? evaluateAccuracy(model, data.heldOut);
  return { history, accuracy, ...(stopped ? { stopped } : {}) };
}

/** The part of the examples whose most probable class is theirs; a prediction that is not a number is wrong. */
export function evaluateAccuracy(model: tf.LayersModel, data: Dataset, batchSize = 512): number {
  let correct = 0;
  for (let start = 0; start < data.labels.length; start += batchSize) {
    const end = Math.min(start + batchSize, data.labels.length);
    const indices = Array.from({ length: end - start }, (_, offset) => start + offset);
    const batch = takeExamples(data, indices, "batch");
    correct += tf.tidy(() => {
      const predictions = model.apply(toTensors(batch).images, { training: false }) as tf.Tensor;
      return countCorrect(predictions.dataSync() as Float32Array, batch.labels, batch.classes).correct;
    });
  }
  return correct / data.labels.length;
}

/** The shuffled examples cut into full batches. */
function epochBatches(examples: number, batchSize: number, random: Random): number[][] {
  const order = random.shuffle(Array.from({ length: examples }, (_, index) => index));
  const batches = Math.floor(examples / batchSize);
  return Array.from({ length: batches }, (_, batch) => order.slice(batch * batchSize, (batch + 1) * batchSize));
}

interface StepResult {
  readonly loss: number;
  readonly correct: number;
  /** Whether every predicted probability is a finite number. */
  readonly finite: boolean;
}

/** Adam with the state of one training. */
function createTrainer(model: tf.LayersModel, loss: LossFunction) {
  const optimizer = tf.train.adam(0);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);

  const step = (batch: Dataset, learningRate: number): StepResult =>
    tf.tidy(() => {
      const { images, targets } = toTensors(batch);
      let predictions: Float32Array | undefined;
      const { value, grads } = tf.variableGrads(() => {
        const predicted = model.apply(images, { training: true }) as tf.Tensor;
        predictions = predicted.dataSync() as Float32Array;
        const result = loss(targets, predicted);
        return (result.rank === 0 ? result : tf.mean(result)) as tf.Scalar;
      }, variables);
      const lossValue = value.dataSync()[0] ?? Number.NaN;
      const scored = countCorrect(predictions ?? new Float32Array(), batch.labels, batch.classes);
      // A step from a loss that is not finite would only destroy the weights.
      if (Number.isFinite(lossValue) && scored.finite) {
        // tfjs reads the rate anew at each step, and its types alone keep it private.
        Object.assign(optimizer, { learningRate });
        optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      }
      return { loss: lossValue, ...scored };
    });

  return { step, dispose: () => optimizer.dispose() };
}
