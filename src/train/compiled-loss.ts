/** A compiled loss goes in; the tfjs loss function that its generated module exports comes out, ready to train with. */

import * as tf from "@tensorflow/tfjs";
import { transpile } from "../codegen/transpile.ts";
import type { CompiledLoss } from "../pipeline/compile.ts";
import type { LossCode } from "./job.ts";
import type { LossFunction } from "./trainer.ts";

type Factory = (options?: Readonly<Record<string, number>>) => LossFunction;

export interface TfjsModuleOptions {
  /** Loss and gradient are one kernel on the wasm and webgpu backends. Needs `await prepareTarget("tfjs", { kernels: true })`. */
  readonly kernels?: boolean;
}

/** The text of the module that `lossc compile --target tfjs` would write, as CommonJS: any process can run it. */
export function tfjsModule(loss: CompiledLoss, options: TfjsModuleOptions = {}): string {
  return transpile(loss.emit("tfjs", options));
}

/** Runs such a text. */
export function runTfjsModule({ name, code, params }: LossCode): LossFunction {
  const exports: Record<string, Factory> = {};
  const require = (specifier: string): unknown => {
    if (specifier !== "@tensorflow/tfjs") throw new Error(`generated code imports ${specifier}`);
    return tf;
  };
  new Function("exports", "require", code)(exports, require);
  // The factory is the export that has a twin for one number per example.
  const factory = Object.keys(exports).find((key) => Object.hasOwn(exports, `${key}PerExample`));
  if (factory === undefined) throw new Error(`the generated module of \`${name}\` exports no factory`);
  return exports[factory]!(params ?? {});
}

/** The loss as a function of tensors; `params` are values of its parameters. */
export function tfjsLoss(
  loss: CompiledLoss,
  params: Readonly<Record<string, number>> = {},
  options: TfjsModuleOptions = {},
): LossFunction {
  return runTfjsModule({ name: loss.name, code: tfjsModule(loss, options), params });
}

/** Takes the kernels of all losses from tfjs's table, which keeps them otherwise; a loss in use registers its own again. */
export function forgetLossKernels(): void {
  const backendName = tf.getBackend();
  const names = tf.getKernelsForBackend(backendName).map(({ kernelName }) => kernelName);
  for (const name of names) if (name.startsWith("lossc_")) tf.unregisterKernel(name, backendName);
}
