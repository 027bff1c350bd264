/** lossc's side: the generated `module` or `wasm`, on plain typed arrays or on views of the kernel's own memory. */

import { loadGenerated } from "../../test/support/load-generated.ts";
import { serve } from "../worker.ts";
import type { KernelSpec, Shape } from "./cases.ts";
import { type Inputs, readInputs, textOf, writeFloats } from "./data.ts";

interface Options {
  readonly classes: number;
}

/** Arrays in the kernel's own memory, named as the loss's inputs are. */
interface Workspace {
  readonly y: Float32Array;
  readonly labels: Int32Array;
  readonly p?: Float32Array;
  readonly pLogits?: Float32Array;
  readonly grad: Float32Array;
}

interface Generated {
  lossAndGrad(y: Float32Array, p: Float32Array, grad: Float32Array, options: Options): number;
  lossAndGradFromLabels(labels: Int32Array, p: Float32Array, grad: Float32Array, options: Options): number;
  allocate?(batch: number, classes: number): Workspace;
}

function withinKernel(inputs: Inputs, { allocate }: Generated, { batch, classes }: Shape): Inputs {
  const { y, labels, p, pLogits, grad } = allocate?.(batch, classes) ?? {};
  const prediction = p ?? pLogits;
  if (!y || !labels || !prediction || !grad) throw new Error("the module has no memory of its own to offer");
  y.set(inputs.y);
  labels.set(inputs.labels);
  prediction.set(inputs.prediction);
  return { y, labels, prediction, gradient: grad };
}

interface Spec extends KernelSpec {
  readonly target: "module" | "wasm";
  readonly memory: "own" | "kernel";
}

serve(({ labels: form, shape, files, emitted, target, memory }: Spec) => {
  const generated = loadGenerated<Generated>(textOf(emitted[target]));
  const { lossAndGrad, lossAndGradFromLabels } = generated;
  const own = readInputs(files);
  const { y, labels, prediction, gradient } = memory === "kernel" ? withinKernel(own, generated, shape) : own;
  const options = { classes: shape.classes };
  const run =
    form === "one-hot"
      ? () => lossAndGrad(y, prediction, gradient, options)
      : () => lossAndGradFromLabels(labels, prediction, gradient, options);
  const loss = run();
  writeFloats(files.gradient, gradient);
  return { answer: loss, run };
});
