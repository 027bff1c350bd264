/** A peer of the benchmark of targets: TypeScript, from the text of the `module` target to JavaScript, types erased and not checked. */

import { pathToFileURL } from "node:url";
import ts from "typescript";
import type * as Lossc from "../../src/index.ts";
import { serve } from "../worker.ts";
import type { EmitSpec } from "./spec.ts";

serve(async ({ source, bundle }: EmitSpec) => {
  const { compile } = (await import(pathToFileURL(bundle).href)) as typeof Lossc;
  const texts = compile(source).losses.map((loss) => loss.emit("module"));
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  const run = (): string[] => texts.map((text) => ts.transpileModule(text, { compilerOptions }).outputText);
  return { answer: run().join("").length, run };
});
