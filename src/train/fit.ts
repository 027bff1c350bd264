/** A model, examples and a loss go in; the model comes out trained in place, with the history of how good it was. */

import type * as tf from "@tensorflow/tfjs";
import { createRandom } from "../random/index.ts";
import type { Augmentation } from "./augment/index.ts";
import { takeBatch } from "./batch.ts";
import { shuffledBatches } from "./batches.ts";
import type { Dataset } from "./data/dataset.ts";
import { evaluateModel } from "./evaluate.ts";
import {
  type EpochRecord,
  METRICS,
  type MetricName,
  type Metrics,
  type Progress,
  type Stop,
  type Threshold,
} from "./job.ts";
import { resizeFor } from "./resize.ts";
import { type Schedule, warmUpCosine } from "./schedule.ts";
import { createTrainer, type LossFunction, type StepResult } from "./trainer.ts";

export interface FitOptions {
  readonly model: tf.LayersModel;
  /** A validation part without examples is not judged on. */
  readonly data: { readonly train: Dataset; readonly validation: Dataset };
  readonly loss: LossFunction;
  readonly epochs: number;
  /** The last epoch of this part of the training; the schedule of the learning rate spans all `epochs`. */
  readonly until?: number;
  /** The epochs of the parts before this one, which end where this one begins. */
  readonly earlier?: readonly EpochRecord[];
  readonly batchSize: number;
  /** By default as many as the training examples fill batches. */
  readonly stepsPerEpoch?: number;
  /** By default a warm-up to 0.001 and a half-cosine down. */
  readonly learningRate?: Schedule;
  readonly augmentation?: Augmentation;
  readonly thresholds?: readonly Threshold[];
  /** Decides the order of the examples and how they are augmented; the model's first weights are the model's own. */
  readonly seed: number | string;
  readonly onProgress?: (progress: Progress) => void;
  readonly onEpoch?: (record: EpochRecord) => void;
  readonly signal?: AbortSignal;
}

export interface FitResult {
  readonly history: readonly EpochRecord[];
  /** Each metric's best value over the epochs; nothing if none was finished, or there is nothing to judge on. */
  readonly best: Metrics | undefined;
  readonly stopped?: Stop;
}

/** How many steps without any gradient show that a loss has none. */
const STEPS_WITHOUT_GRADIENT = 5;

/** The same options on the same backend give the same weights, bit for bit on wasm and cpu. */
export async function trainClassifier(options: FitOptions): Promise<FitResult> {
  const { model, data, epochs, batchSize, augmentation, thresholds = [], earlier = [] } = options;
  const examples = data.train.labels.length;
  const stepsPerEpoch = options.stepsPerEpoch ?? Math.floor(examples / batchSize);
  const steps = epochs * stepsPerEpoch;
  const learningRate = options.learningRate ?? warmUpCosine(0.001);
  const random = createRandom(options.seed);
  const order = random.fork("order");
  const batches = shuffledBatches(examples, batchSize, earlier.length > 0 ? order.fork(earlier.length) : order);
  const history: EpochRecord[] = [...earlier];
  const trainer = createTrainer(model, options.loss);
  let step = earlier.at(-1)?.step ?? 0;
  let hasGradient = earlier.length > 0;

  const report = (epoch: number, loss: number) =>
    options.onProgress?.({ step, steps, epoch, loss, accuracy: history.at(-1)?.validation?.accuracy });

  const runStep = async (): Promise<StepResult | Stop> => {
    // Timers, signals and the terminal get their turn between two steps.
    await nextTurn();
    if (options.signal?.aborted) return { reason: "aborted", step };
    const batch = resizeFor(model, takeBatch(data.train, batches.next().value));
    augmentation?.apply(batch, random.fork("augmentation").fork(step));
    const result = await trainer.step(batch, learningRate(step, steps));
    hasGradient ||= result.gradientNorm > 0;
    const fault = faultOf(result, step, hasGradient);
    if (fault) return fault;
    step++;
    return result;
  };

  const runEpoch = async (epoch: number): Promise<Stop | undefined> => {
    let lossSum = 0;
    let correct = 0;
    let loss = Number.NaN;
    for (let count = 0; count < stepsPerEpoch; count++) {
      const result = await runStep();
      if ("reason" in result) return result;
      loss = result.loss;
      lossSum += loss;
      correct += result.correct;
      report(epoch, loss);
    }
    const record: EpochRecord = {
      epoch,
      step,
      trainLoss: lossSum / stepsPerEpoch,
      trainAccuracy: correct / (stepsPerEpoch * batchSize),
      ...(data.validation.labels.length > 0 ? { validation: await evaluateModel(model, data.validation) } : {}),
    };
    history.push(record);
    options.onEpoch?.(record);
    report(epoch, loss);
    return belowThreshold(thresholds, history);
  };

  try {
    for (let epoch = earlier.length + 1; epoch <= (options.until ?? epochs); epoch++) {
      const stopped = await runEpoch(epoch);
      if (stopped) return { history, best: bestOf(history), stopped };
    }
  } finally {
    trainer.dispose();
  }
  return { history, best: bestOf(history) };
}

/** Resolves in a later turn of the event loop, in Node and in browsers. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve);
  });
}

function faultOf(result: StepResult, step: number, hasGradient: boolean): Stop | undefined {
  if (!Number.isFinite(result.loss)) return { reason: "loss-not-finite", step, loss: result.loss };
  if (!result.predictionsFinite) return { reason: "prediction-not-finite", step };
  if (!Number.isFinite(result.gradientNorm)) return { reason: "gradient-not-finite", step };
  if (!hasGradient && step + 1 >= STEPS_WITHOUT_GRADIENT) return { reason: "gradient-zero", step };
  return undefined;
}

/** The first threshold of the last epoch that no epoch so far has reached. */
function belowThreshold(thresholds: readonly Threshold[], history: readonly EpochRecord[]): Stop | undefined {
  const { epoch, step } = history.at(-1)!;
  for (const threshold of thresholds.filter((one) => one.epoch === epoch)) {
    const reached = history.map((record) =>
      threshold.part === "train" ? record.trainAccuracy : record.validation?.accuracy,
    );
    const accuracy = Math.max(...reached.filter((value) => value !== undefined));
    if (accuracy < threshold.accuracy) return { reason: "below-threshold", step, threshold, accuracy };
  }
  return undefined;
}

function bestOf(history: readonly EpochRecord[]): Metrics | undefined {
  const measured = history.flatMap(({ validation }) => validation ?? []);
  if (measured.length === 0) return undefined;
  const best = (name: MetricName): number => {
    const values = measured.map((metrics) => metrics[name]);
    return METRICS[name].better === "higher" ? Math.max(...values) : Math.min(...values);
  };
  return { accuracy: best("accuracy"), "macro-f1": best("macro-f1"), nll: best("nll"), ece: best("ece") };
}
