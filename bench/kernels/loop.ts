/** A fused loop of hand-written JavaScript. */

import { serve } from "../worker.ts";
import type { KernelSpec } from "./cases.ts";
import { readInputs, writeFloats } from "./data.ts";
import { LOOPS } from "./loops.ts";

serve(({ name, labels, shape, files, variant }: KernelSpec & { readonly variant: "plain" | "skipping" }) => {
  const inputs = readInputs(files);
  const loop = LOOPS[name]?.[labels]?.[variant];
  if (loop === undefined) throw new Error("there is no such loop");
  const loss = loop(inputs, shape);
  writeFloats(files.gradient, inputs.gradient);
  return { answer: loss, run: () => loop(inputs, shape) };
});
