/** lossc's side of the benchmark of targets: from text to a file's text. */

import { pathToFileURL } from "node:url";
import type * as Lossc from "../../src/index.ts";
import { serve } from "../worker.ts";
import type { EmitSpec } from "./spec.ts";

serve(async ({ source, bundle, target }: EmitSpec & { readonly target: Lossc.TargetName }) => {
  const { compile, prepareTarget } = (await import(pathToFileURL(bundle).href)) as typeof Lossc;
  await prepareTarget(target);
  const emit = (): string[] => compile(source).losses.map((loss) => loss.emit(target));
  return { answer: emit().join("").length, run: emit };
});
