/** A compiled loss goes in; the tfjs loss function that its generated module exports comes out, ready to train with. */

import * as tf from "@tensorflow/tfjs";
import { transpile } from "../codegen/source-file.ts";
import type { CompiledLoss } from "../pipeline/compile.ts";
import type { LossFunction } from "./trainer.ts";

type Factory = (options?: Readonly<Record<string, number>>) => LossFunction;

/** Runs the module that `lossc compile --target tfjs` would write; `params` are values of the loss's parameters. */
export function tfjsLoss(loss: CompiledLoss, params: Readonly<Record<string, number>> = {}): LossFunction {
  const exports: Record<string, Factory> = {};
  const require = (name: string): unknown => {
    if (name !== "@tensorflow/tfjs") throw new Error(`generated code imports ${name}`);
    return tf;
  };
  new Function("exports", "require", transpile(loss.emit("tfjs")))(exports, require);
  // The factory is the export that has a twin for one number per example.
  const factory = Object.keys(exports).find((name) => Object.hasOwn(exports, `${name}PerExample`));
  if (factory === undefined) throw new Error(`the generated module of \`${loss.name}\` exports no factory`);
  return exports[factory](params);
}
