/** Nothing goes in; tfjs knows the gradients of lossc's kernels. Each input's is computed only where it is asked for. */

import * as tf from "@tensorflow/tfjs";
import * as names from "./names.ts";

type Gradients = ReturnType<tf.GradFunc>;

const run = (name: string, inputs: tf.NamedTensorMap, attrs: object): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor;

const convolve: tf.GradFunc = (dy, saved, attrs): Gradients => {
  const [x, filter] = saved as [tf.Tensor, tf.Tensor];
  const dys = { dy: dy as tf.Tensor };
  return {
    x: () => run(names.CONVOLVE_INPUT_GRADIENT, { ...dys, filter }, { ...attrs, inputShape: x.shape }),
    filter: () => run(names.CONVOLVE_FILTER_GRADIENT, { x, ...dys }, { ...attrs, filterShape: filter.shape }),
    bias: () => run(names.CHANNEL_SUMS, { x: dys.dy }, {}),
  };
};

/** The three gradients come of one pass over the batch, so that they are computed together. */
const normalizeBatch: tf.GradFunc = (dys, saved, attrs): Gradients => {
  const [x, gamma, beta, mean, variance] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const inputs = { x, gamma, beta, mean, variance, dy: (dys as tf.Tensor[])[0]! };
  const results = tf.engine().runKernel(names.NORMALIZE_BATCH_GRADIENT, inputs, attrs) as unknown as tf.Tensor[];
  const [dx, dGamma, dBeta] = results as [tf.Tensor, tf.Tensor, tf.Tensor];
  return { x: () => dx, gamma: () => dGamma, beta: () => dBeta };
};

/** Composed: inference needs no gradient as a rule. */
const scaleShift: tf.GradFunc = (dy, saved, attrs): Gradients => {
  const [x, center, scale, shift] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const deviation = tf.sub(x, center);
  const batchAxes = x.shape.slice(0, -1).map((_, axis) => axis);
  const sum = (values: tf.Tensor) => tf.sum(values, batchAxes);
  let dz = dy as tf.Tensor;
  if ((attrs as unknown as { activation: string }).activation === "swish") {
    const z = tf.add(tf.mul(deviation, scale), shift);
    const s = tf.sigmoid(z);
    dz = tf.mul(dz, tf.add(s, tf.mul(tf.mul(z, s), tf.sub(1, s))));
  }
  return {
    x: () => tf.mul(dz, scale),
    center: () => tf.neg(tf.mul(sum(dz), scale)),
    scale: () => sum(tf.mul(dz, deviation)),
    shift: () => sum(dz),
  };
};

const globalAveragePool: tf.GradFunc = (dy, saved): Gradients => {
  const inputShape = (saved as tf.Tensor[])[0]!.shape;
  return { x: () => run(names.GLOBAL_AVERAGE_POOL_GRADIENT, { dy: dy as tf.Tensor }, { inputShape }) };
};

export function registerKernelGradients(): void {
  const configs: tf.GradConfig[] = [
    { kernelName: names.CONVOLVE, inputsToSave: ["x", "filter"], gradFunc: convolve },
    {
      kernelName: names.NORMALIZE_BATCH,
      inputsToSave: ["x", "gamma", "beta"],
      outputsToSave: [false, true, true],
      gradFunc: normalizeBatch,
    },
    { kernelName: names.SCALE_SHIFT, inputsToSave: ["x", "center", "scale", "shift"], gradFunc: scaleShift },
    { kernelName: names.GLOBAL_AVERAGE_POOL, inputsToSave: ["x"], gradFunc: globalAveragePool },
  ];
  for (const config of configs) {
    // tfjs warns of a gradient that is registered twice.
    if (tf.getGradient(config.kernelName) === undefined) tf.registerGradient(config);
  }
}
