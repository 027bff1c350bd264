/** A model and a loss go in; a function comes out that does one training step with Adam on one batch. */

import * as tf from "@tensorflow/tfjs";
import { type Score, scorePredictions } from "./accuracy.ts";
import type { Batch } from "./batch.ts";
import { toTensors } from "./tensors.ts";

/** One-hot targets and probabilities to one number, or to one number per example, of which the mean is taken. */
export type LossFunction = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

/** The loss and the predictions are those from before the step changes the weights. */
export interface StepResult extends Score {
  readonly loss: number;
}

export interface Trainer {
  /** Leaves the weights alone if the loss or a prediction is not finite, as the step would only destroy them. */
  step(batch: Batch, learningRate: number): StepResult;
  dispose(): void;
}

export function createTrainer(model: tf.LayersModel, loss: LossFunction): Trainer {
  const optimizer = tf.train.adam(0);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);

  const step = (batch: Batch, learningRate: number): StepResult =>
    tf.tidy(() => {
      const { images, targets } = toTensors(batch);
      let probabilities = new Float32Array();
      let failure: { readonly error: unknown } | undefined;
      const { value, grads } = tf.variableGrads(() => {
        const predictions = model.apply(images, { training: true }) as tf.Tensor;
        probabilities = predictions.dataSync<"float32">() as Float32Array<ArrayBuffer>;
        // tfjs frees what it saved for the gradient only at the gradient's end, so an error has to wait until then.
        try {
          const losses = loss(targets, predictions);
          return (losses.rank === 0 ? losses : tf.mean(losses)) as tf.Scalar;
        } catch (error) {
          failure = { error };
          return tf.sum(predictions) as tf.Scalar;
        }
      }, variables);
      if (failure) throw failure.error;
      const lossValue = value.dataSync<"float32">()[0]!;
      const score = scorePredictions(probabilities, batch.labels, batch.classes);
      if (Number.isFinite(lossValue) && score.finite) {
        // Adam reads its rate anew at each step; only the types keep it private.
        Object.assign(optimizer, { learningRate });
        optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      }
      return { loss: lossValue, ...score };
    });

  return { step, dispose: () => optimizer.dispose() };
}
