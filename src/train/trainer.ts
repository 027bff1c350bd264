/** A model and a loss go in; a function comes out that does one training step with Adam on one batch. */

import * as tf from "@tensorflow/tfjs";
import type { Batch } from "./batch.ts";
import { predictedClass } from "./metrics.ts";
import { createAdam, gradientNorm as normOf } from "./ops/index.ts";
import { toTensors } from "./tensors.ts";

/** Targets and probabilities to one number, or to one number per example, of which the mean is taken. */
export type LossFunction = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

/** The loss, the predictions and the gradient are those from before the step changes the weights. */
export interface StepResult {
  readonly loss: number;
  /** How many of the batch's examples are predicted right. */
  readonly correct: number;
  /** Whether every probability is a finite number. */
  readonly predictionsFinite: boolean;
  /** The Euclidean norm over all weights; NaN where the loss or a prediction is not finite. */
  readonly gradientNorm: number;
}

export interface Trainer {
  /** Leaves the weights alone if the loss, a prediction or a gradient is not finite, as the step would destroy them. */
  step(batch: Batch, learningRate: number): Promise<StepResult>;
  dispose(): void;
}

export function createTrainer(model: tf.LayersModel, loss: LossFunction): Trainer {
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const adam = createAdam(variables);

  /** The loss, the predictions and every gradient, kept until the caller frees them. */
  const differentiate = (batch: Batch) => {
    let predictions: tf.Tensor | undefined;
    let failure: { readonly error: unknown } | undefined;
    const { value, grads } = tf.tidy(() => {
      const { images, targets } = toTensors(batch);
      return tf.variableGrads(() => {
        const predicted = model.apply(images, { training: true }) as tf.Tensor;
        predictions = tf.keep(predicted.clone());
        // tfjs frees what it saved for the gradient only at the gradient's end, so an error has to wait until then.
        try {
          const losses = loss(targets, predicted);
          return (losses.rank === 0 ? losses : tf.mean(losses)) as tf.Scalar;
        } catch (error) {
          failure = { error };
          return tf.sum(predicted) as tf.Scalar;
        }
      }, variables);
    });
    const made = [value, ...Object.values(grads), ...(predictions ? [predictions] : [])];
    if (failure || !predictions) {
      tf.dispose(made);
      throw failure?.error;
    }
    return { value, grads, predictions, made };
  };

  const step = async (batch: Batch, learningRate: number): Promise<StepResult> => {
    const { value, grads, predictions, made } = differentiate(batch);
    try {
      const [[lossValue], probabilities] = await Promise.all([value.data<"float32">(), predictions.data<"float32">()]);
      const score = scorePredictions(probabilities as Float32Array, batch);
      const usable = Number.isFinite(lossValue) && score.predictionsFinite;
      const gradientNorm = usable ? await normOf(Object.values(grads)) : Number.NaN;
      if (Number.isFinite(gradientNorm)) adam.step(grads, learningRate);
      return { loss: lossValue!, ...score, gradientNorm };
    } finally {
      tf.dispose(made);
    }
  };

  return { step, dispose: adam.dispose };
}

function scorePredictions(probabilities: Float32Array, { labels, classes }: Batch) {
  let correct = 0;
  let predictionsFinite = true;
  labels.forEach((label, row) => {
    const guess = predictedClass(probabilities, row * classes, classes);
    if (guess === label) correct++;
    if (guess < 0) predictionsFinite = false;
  });
  return { correct, predictionsFinite };
}
