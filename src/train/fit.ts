/** A model, examples and a loss go in; the model comes out trained in place, with the history of its accuracy. */

import { setImmediate } from "node:timers/promises";
import type * as tf from "@tensorflow/tfjs";
import { createRandom, type Random } from "../random/index.ts";
import { evaluateAccuracy } from "./accuracy.ts";
import { takeBatch } from "./batch.ts";
import type { Dataset } from "./data/index.ts";
import { type Schedule, warmUpCosine } from "./schedule.ts";
import { createTrainer, type LossFunction } from "./trainer.ts";

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
  /** The means over the epoch's batches, taken while the weights change. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly heldOutAccuracy: number;
  /** Since the start of the training, if there is a clock. */
  readonly milliseconds?: number;
}

/** Why a training ended before its time, and how many steps were done by then. */
export type Stop =
  | { readonly reason: "aborted"; readonly step: number }
  | { readonly reason: "loss-not-finite"; readonly step: number; readonly loss: number }
  | { readonly reason: "prediction-not-finite"; readonly step: number };

export interface FitResult {
  readonly history: readonly EpochRecord[];
  /** Of the held-out part, with the weights as they are now. */
  readonly accuracy: number;
  readonly stopped?: Stop;
}

/** The same options on the same backend give the same weights, bit for bit. */
export async function trainClassifier(options: FitOptions): Promise<FitResult> {
  const { model, data, epochs, batchSize, signal, clock } = options;
  const examples = data.train.labels.length;
  const stepsPerEpoch = Math.floor(examples / batchSize);
  if (!(stepsPerEpoch >= 1)) throw new RangeError(`${examples} examples do not fill a batch of ${batchSize}`);
  const steps = epochs * stepsPerEpoch;
  const learningRate = options.learningRate ?? warmUpCosine(0.001);
  const random = createRandom(options.seed);
  const startedAt = clock?.();
  const history: EpochRecord[] = [];
  const trainer = createTrainer(model, options.loss);
  let step = 0;

  const report = (epoch: number, loss: number) =>
    options.onProgress?.({ step, steps, epoch, loss, accuracy: history.at(-1)?.heldOutAccuracy });

  const runEpoch = async (epoch: number): Promise<Stop | undefined> => {
    let lossSum = 0;
    let correct = 0;
    let loss = Number.NaN;
    for (const indices of epochBatches(examples, batchSize, random.fork(epoch))) {
      // Timers, signals and the terminal get their turn between two steps.
      await setImmediate();
      if (signal?.aborted) return { reason: "aborted", step };
      const result = trainer.step(takeBatch(data.train, indices), learningRate(step, steps));
      loss = result.loss;
      if (!Number.isFinite(loss)) return { reason: "loss-not-finite", step, loss };
      if (!result.finite) return { reason: "prediction-not-finite", step };
      step++;
      lossSum += loss;
      correct += result.correct;
      report(epoch, loss);
    }
    history.push({
      epoch,
      trainLoss: lossSum / stepsPerEpoch,
      trainAccuracy: correct / (stepsPerEpoch * batchSize),
      heldOutAccuracy: evaluateAccuracy(model, data.heldOut),
      ...(clock && startedAt !== undefined ? { milliseconds: clock() - startedAt } : {}),
    });
    report(epoch, loss);
    return undefined;
  };

  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const stopped = await runEpoch(epoch);
      if (stopped) return { history, accuracy: evaluateAccuracy(model, data.heldOut), stopped };
    }
  } finally {
    trainer.dispose();
  }
  return { history, accuracy: history.at(-1)?.heldOutAccuracy ?? evaluateAccuracy(model, data.heldOut) };
}

/** The shuffled examples cut into full batches. */
function epochBatches(examples: number, batchSize: number, random: Random): number[][] {
  const order = random.shuffle(Array.from({ length: examples }, (_, index) => index));
  const batches = Math.floor(examples / batchSize);
  return Array.from({ length: batches }, (_, batch) => order.slice(batch * batchSize, (batch + 1) * batchSize));
}
