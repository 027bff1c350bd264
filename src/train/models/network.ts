/** The shape of the images and a seeded generator go in; what a network is put together with comes out. */

import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../random/index.ts";
import {
  BatchNormalization,
  Convolution,
  Dense,
  DepthwiseConvolution,
  Dropout,
  GlobalAveragePool,
  type NormalizedActivation,
  SqueezeExcite,
  StochasticDepth,
} from "../layers/index.ts";

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

export interface ModelOptions {
  /** The part of the features that dropout takes, in [0, 1); each model has its own default. */
  readonly dropout?: number;
  /** Of the last block, the first has 0; only for models with stochastic depth. */
  readonly stochasticDepth?: number;
}

type Features = tf.SymbolicTensor;

export interface ConvolutionOptions {
  readonly filters: number;
  readonly kernel: number;
  readonly stride?: number;
}

export type Network = ReturnType<typeof openNetwork>;

/** Each layer has a seed of its own, from its name: its first weights do not depend on which other layers there are. */
export function openNetwork(name: string, shape: ImageShape, random: Random) {
  const input = tf.input({ shape: [shape.height, shape.width, shape.channels], name: "images" });
  const seeded = (layer: string) => ({ name: layer, seed: random.fork(layer).integer(2 ** 32) });
  const through = (layer: tf.layers.Layer, x: Features) => layer.apply(x) as Features;

  const convolve = (x: Features, layer: string, { filters, kernel, stride = 1 }: ConvolutionOptions) =>
    through(new Convolution({ ...seeded(layer), filters, kernelSize: kernel, stride }), x);
  const convolveDepthwise = (x: Features, layer: string, { kernel, stride = 1 }: Omit<ConvolutionOptions, "filters">) =>
    through(new DepthwiseConvolution({ ...seeded(layer), kernelSize: kernel, stride }), x);
  const normalize = (x: Features, layer: string, activation: NormalizedActivation = "linear") =>
    through(new BatchNormalization({ name: layer, activation }), x);
  const squeezeExcite = (x: Features, layer: string, squeezed: number) =>
    through(new SqueezeExcite({ ...seeded(layer), squeezed }), x);
  const pool = (x: Features) => through(new GlobalAveragePool({ name: "pool" }), x);
  const flatten = (x: Features) => through(tf.layers.flatten({ name: "flatten" }), x);
  const dense = (x: Features, layer: string, units: number, activation: "relu" | "softmax") =>
    through(new Dense({ ...seeded(layer), units, activation }), x);
  const drop = (x: Features, layer: string, rate: number) => through(new Dropout({ ...seeded(layer), rate }), x);
  const dropBranch = (x: Features, layer: string, rate: number) =>
    through(new StochasticDepth({ ...seeded(layer), rate }), x);
  const add = (layer: string, ...terms: Features[]) => tf.layers.add({ name: layer }).apply(terms) as Features;

  /** The classifier's last layer, and the model. */
  const close = (x: Features): tf.LayersModel =>
    tf.model({ name, inputs: input, outputs: dense(x, "classes", shape.classes, "softmax") });

  return {
    input,
    convolve,
    convolveDepthwise,
    normalize,
    squeezeExcite,
    pool,
    flatten,
    dense,
    drop,
    dropBranch,
    add,
    close,
  };
}
