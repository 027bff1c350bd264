/** A fused loop of hand-written JavaScript. */

import { serve } from "../worker.ts";
import type { KernelSpec } from "./cases.ts";
import { readInputs, writeFloats } from "./data.ts";
import { LOOPS } from "./loops.ts";

serve(({ name, shape, files, variant }: KernelSpec & { readonly variant: "plain" | "skipping" }) => {
  const inputs = readInputs(files);
  const loop = LOOPS[name][variant];
  if (loop === undefined) throw new Error("the loss has no labels");
  const loss = loop(inputs, shape);
  writeFloats(files.gradient, inputs.gradient);
  return { answer: loss, run: () => loop(inputs, shape) };
});
