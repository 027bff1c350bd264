/** The floor in JavaScript: the prediction is copied to where the gradient goes. */

import { serve } from "../worker.ts";
import type { KernelSpec } from "./cases.ts";
import { readInputs } from "./data.ts";

serve(({ files }: KernelSpec) => {
  const { prediction, gradient } = readInputs(files);
  return { answer: undefined, run: () => gradient.set(prediction) };
});
