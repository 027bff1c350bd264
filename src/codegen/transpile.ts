/** The one door to TypeScript, by ts-morph: from a module's text to JavaScript. It is loaded on first use, as it is large. */

import { createRequire } from "node:module";
import type * as Morph from "ts-morph";

let morph: typeof Morph | undefined;

function load(): typeof Morph {
  morph ??= createRequire(import.meta.url)("ts-morph") as typeof Morph;
  return morph;
}

/** JavaScript of a TypeScript module, as CommonJS or as an ES module. */
export function transpile(text: string, format: "commonjs" | "esm" = "commonjs"): string {
  const { ts } = load();
  const module = format === "esm" ? ts.ModuleKind.ES2022 : ts.ModuleKind.CommonJS;
  return ts.transpileModule(text, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText;
}
