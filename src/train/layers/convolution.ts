/** Images go in, their convolutions with learnt filters come out: padding "same", channels last. */

import * as tf from "@tensorflow/tfjs";
import { createRandom } from "../../random/index.ts";
import { convolve } from "../ops/index.ts";
import { convolvePerChannel } from "./depthwise.ts";
import { heNormal } from "./first-weights.ts";
import { channelsOf, type LayerArguments, OneInputLayer, strided } from "./one-input.ts";

export interface ConvolutionArguments extends LayerArguments {
  readonly filters: number;
  readonly kernelSize: number;
  readonly stride?: number;
  /** Decides the first weights. */
  readonly seed: number;
}

/** Without a bias: where a normalization follows it would be taken off again. */
export class Convolution extends OneInputLayer {
  static className = "LosscConvolution";
  readonly filters: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly seed: number;
  #kernel: tf.LayerVariable | undefined;

  constructor(args: ConvolutionArguments) {
    super(args);
    this.filters = args.filters;
    this.kernelSize = args.kernelSize;
    this.stride = args.stride ?? 1;
    this.seed = args.seed;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { kernelSize: size, filters, seed } = this;
    const channels = channelsOf(inputShape);
    const first = heNormal(createRandom(seed), size * size * channels);
    this.#kernel = this.addWeight("kernel", [size, size, channels, filters], "float32", first);
    super.build(inputShape);
  }

  override transform(x: tf.Tensor): tf.Tensor {
    return convolve(x as tf.Tensor4D, this.#kernel!.read() as tf.Tensor4D, this.stride);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return strided(inputShape, this.stride, this.filters);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, stride, seed } = this;
    return { ...super.getConfig(), filters, kernelSize, stride, seed };
  }
}

export type DepthwiseConvolutionArguments = Omit<ConvolutionArguments, "filters">;

/** One filter for each channel, without a bias. */
export class DepthwiseConvolution extends OneInputLayer {
  static className = "LosscDepthwiseConvolution";
  readonly kernelSize: number;
  readonly stride: number;
  readonly seed: number;
  #kernel: tf.LayerVariable | undefined;

  constructor(args: DepthwiseConvolutionArguments) {
    super(args);
    this.kernelSize = args.kernelSize;
    this.stride = args.stride ?? 1;
    this.seed = args.seed;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { kernelSize: size, seed } = this;
    const shape = [size, size, channelsOf(inputShape), 1];
    this.#kernel = this.addWeight("kernel", shape, "float32", heNormal(createRandom(seed), size * size));
    super.build(inputShape);
  }

  override transform(x: tf.Tensor): tf.Tensor {
    return convolvePerChannel(x as tf.Tensor4D, this.#kernel!.read() as tf.Tensor4D, this.stride);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return strided(inputShape, this.stride, channelsOf(inputShape));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { kernelSize, stride, seed } = this;
    return { ...super.getConfig(), kernelSize, stride, seed };
  }
}

tf.serialization.registerClass(Convolution);
tf.serialization.registerClass(DepthwiseConvolution);
