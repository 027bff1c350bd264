/** The files under `examples/`, each with the one loss that it holds. */

import { readdirSync, readFileSync } from "node:fs";
import { type CompiledLoss, compile, type Diagnostic } from "../../src/index.ts";

export interface Example {
  readonly name: string;
  readonly text: string;
  readonly losses: readonly CompiledLoss[];
  readonly diagnostics: readonly Diagnostic[];
  readonly loss: CompiledLoss;
}

const folder = new URL("../../examples/", import.meta.url);

export const EXAMPLES: readonly Example[] = readdirSync(folder)
  .filter((fileName) => fileName.endsWith(".loss"))
  .map((fileName) => {
    const text = readFileSync(new URL(fileName, folder), "utf8");
    const { losses, diagnostics } = compile(text, { fileName });
    return { name: fileName.slice(0, -".loss".length), text, losses, diagnostics, loss: losses[0] };
  });

export function example(name: string): Example {
  return EXAMPLES.find((candidate) => candidate.name === name)!;
}
