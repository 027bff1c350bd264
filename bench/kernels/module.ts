/** lossc's side: the generated `module`, on plain typed arrays. */

import { loadGenerated } from "../../test/support/load-generated.ts";
import { serve } from "../worker.ts";
import { CASES, type KernelSpec } from "./cases.ts";
import { readInputs, writeFloats } from "./data.ts";

type Options = { readonly classes: number };

interface WithLabels {
  lossAndGrad(y: Float32Array, p: Float32Array, grad: Float32Array, options: Options): number;
  lossAndGradFromLabels(labels: Int32Array, p: Float32Array, grad: Float32Array, options: Options): number;
}

interface WithoutLabels {
  lossAndGrad(x: Float32Array, grad: Float32Array, options: Options): number;
}

serve(({ name, shape, files, module }: KernelSpec) => {
  const { y, labels, prediction, gradient } = readInputs(files);
  const options = { classes: shape.classes };

  function compute(): () => number {
    switch (CASES[name].labels) {
      case "one-hot": {
        const { lossAndGrad } = loadGenerated<WithLabels>(module);
        return () => lossAndGrad(y, prediction, gradient, options);
      }
      case "integer": {
        const { lossAndGradFromLabels } = loadGenerated<WithLabels>(module);
        return () => lossAndGradFromLabels(labels, prediction, gradient, options);
      }
      case "none": {
        const { lossAndGrad } = loadGenerated<WithoutLabels>(module);
        return () => lossAndGrad(prediction, gradient, options);
      }
    }
  }

  const run = compute();
  const loss = run();
  writeFloats(files.gradient, gradient);
  return { answer: loss, run };
});
