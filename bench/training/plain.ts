/**
 * The peer: the networks as one writes them with tfjs's own layers, trained with tfjs's own Adam on its wasm backend. All
 * that is added is the filter gradient that the backend lacks, the shortest way: one convolution of transposed operands.
 */

import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

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

export async function usePlainWasm(): Promise<void> {
  const dist = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"));
  setWasmPaths(`${dist}${sep}`);
  tf.registerKernel({ kernelName: tf.Conv2DBackpropFilter, backendName: "wasm", kernelFunc: filterGradient });
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs could not start its wasm backend");
}

/** x as channels x height x width x batch, dy as height x width x batch x filters; the stride becomes the dilation. */
const filterGradient: tf.KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const { strides, pad, filterShape } = attrs as unknown as {
    strides: number | [number, number];
    pad: "same";
    filterShape: [number, number, number, number];
  };
  const shape = x.shape as [number, number, number, number];
  const info = tf.backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad);
  const { top, bottom, left, right } = info.padInfo;
  const call = (name: string, operands: Record<string, tf.TensorInfo>, options: object) =>
    tf.getKernel(name, "wasm")!.kernelFunc({ inputs: operands, attrs: options as tf.NamedAttrMap, backend });
  const made: tf.TensorInfo[] = [];
  const keep = (result: tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo => {
    made.push(result as tf.TensorInfo);
    return result as tf.TensorInfo;
  };
  const paddings = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const padded = keep(call(tf.PadV2, { x }, { paddings, constantValue: 0 }));
  const images = keep(call(tf.Transpose, { x: padded }, { perm: [3, 1, 2, 0] }));
  const filter = keep(call(tf.Transpose, { x: dy }, { perm: [1, 2, 0, 3] }));
  const strideOf = {
    strides: [1, 1],
    dilations: [info.strideHeight, info.strideWidth],
    pad: "valid",
    dataFormat: "NHWC",
  };
  const wide = keep(call(tf.Conv2D, { x: images, filter }, strideOf));
  const size = [filterShape[2], filterShape[0], filterShape[1], filterShape[3]];
  const cut = keep(call(tf.Slice, { x: wide }, { begin: [0, 0, 0, 0], size }));
  const result = call(tf.Transpose, { x: cut }, { perm: [1, 2, 0, 3] });
  for (const { dataId } of made) (backend as tf.KernelBackend).disposeData(dataId);
  return result;
};
