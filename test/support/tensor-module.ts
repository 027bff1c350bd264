/** The text of a generated tfjs module goes in; its factories come out, run in this process. */

import * as tf from "@tensorflow/tfjs";
import { loadGenerated } from "./load-generated.ts";

export type TensorOptions = Readonly<Record<string, unknown>>;
export type TensorLoss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

export interface TensorModule {
  readonly create: (options?: TensorOptions) => TensorLoss;
  readonly createPerExample: (options?: TensorOptions) => TensorLoss;
}

export function tensorModule(text: string): TensorModule {
  const exports = loadGenerated<Record<string, TensorModule["create"]>>(text, { "@tensorflow/tfjs": tf });
  const factory = Object.keys(exports).find((key) => Object.hasOwn(exports, `${key}PerExample`))!;
  return { create: exports[factory], createPerExample: exports[`${factory}PerExample`] };
}

/** The names of the kernels of generated losses that an action runs. */
export async function lossKernelsRun(action: () => tf.TensorContainer): Promise<string[]> {
  const { kernelNames } = await tf.profile(action);
  return kernelNames.filter((name) => name.startsWith("lossc_"));
}
