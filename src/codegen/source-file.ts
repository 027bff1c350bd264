/** The one door to ts-morph: from a description of a TypeScript file to its text. It is loaded on first use, as it is large. */

import { createRequire } from "node:module";
import type * as Morph from "ts-morph";

export type {
  FunctionDeclarationStructure,
  InterfaceDeclarationStructure,
  SourceFileStructure,
  StatementStructures,
} from "ts-morph";

let morph: typeof Morph | undefined;

function load(): typeof Morph {
  morph ??= createRequire(import.meta.url)("ts-morph") as typeof Morph;
  return morph;
}

export function printSourceFile(structure: (morph: typeof Morph) => Morph.SourceFileStructure): string {
  const library = load();
  const project = new library.Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { indentationText: library.IndentationText.TwoSpaces, quoteKind: library.QuoteKind.Double },
  });
  return project.createSourceFile("generated.ts", structure(library)).getFullText();
}

/** JavaScript of a TypeScript module, as CommonJS or as an ES module. */
export function transpile(text: string, format: "commonjs" | "esm" = "commonjs"): string {
  const { ts } = load();
  const module = format === "esm" ? ts.ModuleKind.ES2022 : ts.ModuleKind.CommonJS;
  return ts.transpileModule(text, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText;
}
