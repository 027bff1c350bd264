/** What every layer here has in common: one tensor goes in and one comes out, and all made on the way is freed. */

import * as tf from "@tensorflow/tfjs";

export type LayerArguments = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

type Arguments = Parameters<tf.layers.Layer["call"]>[1];

export abstract class OneInputLayer extends tf.layers.Layer {
  abstract transform(x: tf.Tensor, training: boolean): tf.Tensor;

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Arguments): tf.Tensor {
    return tf.tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      return this.transform(Array.isArray(inputs) ? inputs[0]! : inputs, kwargs.training === true);
    });
  }
}

/** The sizes of a layer's one input; the batch's size may be open. */
export function sizesOf(shape: tf.Shape | tf.Shape[]): (number | null)[] {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as (number | null)[];
}

export function channelsOf(shape: tf.Shape | tf.Shape[]): number {
  const channels = sizesOf(shape).at(-1);
  if (typeof channels !== "number") throw new RangeError("the size of a layer's last axis must be known");
  return channels;
}

/** Sizes of an image that is convolved with padding "same". */
export function strided(shape: tf.Shape | tf.Shape[], stride: number, filters: number): (number | null)[] {
  const [batch, height, width] = sizesOf(shape);
  const shrink = (size: number | null | undefined) => (typeof size === "number" ? Math.ceil(size / stride) : null);
  return [batch ?? null, shrink(height), shrink(width), filters];
}
