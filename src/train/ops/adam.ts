/** Variables go in; an optimizer comes out that changes them by Adam. Kingma & Ba 2015, algorithm 1. */

import * as tf from "@tensorflow/tfjs";
import { ADAM, GRADIENT_NORM } from "../backend/kernels/names.ts";
import { hasKernel, runKernel, runKernelForAll } from "./kernel.ts";

export interface Adam {
  /** One step with the gradients by the variables' names. A variable without a gradient is left alone. */
  step(gradients: tf.NamedTensorMap, learningRate: number): void;
  dispose(): void;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
/** tfjs's, for every backend with 32-bit floats. */
const EPSILON = 1e-7;

interface Moments {
  readonly first: tf.Variable;
  readonly second: tf.Variable;
}

export function createAdam(variables: readonly tf.Variable[]): Adam {
  const moments = new Map<tf.Variable, Moments>();
  for (const variable of variables) {
    const zeros = () => tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
    moments.set(variable, { first: zeros(), second: zeros() });
  }
  let steps = 0;

  const step = (gradients: tf.NamedTensorMap, learningRate: number) => {
    const pairs = variables.flatMap((variable) => {
      const gradient = gradients[variable.name];
      return gradient === undefined ? [] : [{ variable, gradient }];
    });
    steps++;
    const rate = learningRate / (1 - BETA1 ** steps);
    const correction = 1 / (1 - BETA2 ** steps);
    const apply = hasKernel(ADAM) ? fusedStep : composedStep;
    for (const { variable, gradient } of pairs) apply(variable, gradient, moments.get(variable)!, rate, correction);
  };

  const dispose = () => {
    for (const { first, second } of moments.values()) tf.dispose([first, second]);
    moments.clear();
  };
  return { step, dispose };
}

/** The Euclidean norm of all gradients together. WebGPU gives no number without a wait. */
export async function gradientNorm(gradients: readonly tf.Tensor[]): Promise<number> {
  if (gradients.length === 0) return 0;
  const norm = tf.tidy(() =>
    hasKernel(GRADIENT_NORM)
      ? runKernel(GRADIENT_NORM, Object.fromEntries(gradients.entries()), {})
      : tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient))))),
  );
  const [value] = await norm.data<"float32">();
  norm.dispose();
  return value!;
}

type Step = (variable: tf.Variable, gradient: tf.Tensor, moments: Moments, rate: number, correction: number) => void;

/** m and v are the moving averages of g and g^2; the variable moves by -rate m / (sqrt(correction v) + epsilon). */
const composedStep: Step = (variable, gradient, moments, rate, correction) => {
  tf.tidy(() => {
    const first = tf.add(tf.mul(moments.first, BETA1), tf.mul(gradient, 1 - BETA1));
    const second = tf.add(tf.mul(moments.second, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
    const size = tf.add(tf.sqrt(tf.mul(second, correction)), EPSILON);
    const moved = tf.sub(variable, tf.mul(tf.div(first, size), rate));
    moments.first.assign(first);
    moments.second.assign(second);
    variable.assign(moved);
  });
};

/** The same in one pass that writes into the data of the three, of which the variable's is new. */
const fusedStep: Step = (variable, gradient, { first, second }, rate, correction) => {
  renewData(variable);
  const attributes = { beta1: BETA1, beta2: BETA2, rate, correction, epsilon: EPSILON };
  runKernelForAll(ADAM, { variable, gradient, first, second }, attributes);
};

/**
 * A clone shares its data with the variable and must not change with it, and the wasm backend's products and convolutions
 * keep packed weights by the data's identity.
 */
function renewData(variable: tf.Variable): void {
  tf.tidy(() => variable.assign(tf.add(variable, 0)));
}
