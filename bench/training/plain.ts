/** The peer: the networks as one writes them with tfjs's own layers, trained with tfjs's own Adam. */

import * as tf from "@tensorflow/tfjs";

export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

type Symbolic = tf.SymbolicTensor;

const conv = (filters: number, kernelSize: number, strides: number) =>
  tf.layers.conv2d({ filters, kernelSize, strides, padding: "same" });

const normalized = (x: Symbolic): Symbolic =>
  tf.layers.activation({ activation: "swish" }).apply(tf.layers.batchNormalization().apply(x)) as Symbolic;

function head(x: Symbolic, dropout: number, classes: number): Symbolic {
  const pooled = tf.layers.globalAveragePooling2d({}).apply(x);
  const dropped = tf.layers.dropout({ rate: dropout }).apply(pooled);
  return tf.layers.dense({ units: classes, activation: "softmax" }).apply(dropped) as Symbolic;
}

function convnet(input: Symbolic, classes: number): Symbolic {
  const first = normalized(conv(12, 3, 1).apply(input) as Symbolic);
  const second = normalized(conv(24, 3, 2).apply(first) as Symbolic);
  return head(conv(48, 3, 2).apply(second) as Symbolic, 0.1, classes);
}

function resnet9v2(input: Symbolic, classes: number): Symbolic {
  let x = conv(8, 3, 1).apply(input) as Symbolic;
  for (const filters of [16, 32]) {
    let inner = conv(filters, 3, 2).apply(normalized(x)) as Symbolic;
    inner = conv(filters, 3, 1).apply(normalized(inner)) as Symbolic;
    inner = conv(filters, 3, 1).apply(normalized(inner)) as Symbolic;
    x = tf.layers.add().apply([inner, conv(filters, 1, 2).apply(x) as Symbolic]) as Symbolic;
  }
  return head(x, 0.5, classes);
}

const NETWORKS = { convnet, resnet9v2 } as const;
export type Network = keyof typeof NETWORKS;

export function createPlain(network: Network, { height, width, channels, classes }: Shape): tf.LayersModel {
  const inputs = tf.input({ shape: [height, width, channels] });
  return tf.model({ inputs, outputs: NETWORKS[network](inputs, classes) });
}

/** One step: forward, cross-entropy, gradients and Adam. */
export function createPlainStep(model: tf.LayersModel, images: tf.Tensor, targets: tf.Tensor): () => void {
  const optimizer = tf.train.adam(0.001);
  return () => {
    const cost = optimizer.minimize(() => {
      const predicted = model.apply(images, { training: true }) as tf.Tensor;
      return tf.mean(tf.neg(tf.sum(tf.mul(targets, tf.log(tf.add(predicted, 1e-7))), -1))) as tf.Scalar;
    }, true);
    cost!.dataSync();
    cost!.dispose();
  };
}
