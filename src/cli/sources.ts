/** Compiling what the command line names: from a file and perhaps a loss's name to compiled losses, diagnostics shown on the way. */

import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Compilation, type CompiledLoss, compile } from "../pipeline/compile.ts";
import { inputFailure, Reported } from "./failure.ts";
import { loadImport, readSource } from "./files.ts";
import { diagnosticsJson, hasErrors, printJson, showDiagnostics } from "./output.ts";

export interface SourceOptions {
  readonly loss?: string;
  readonly json?: boolean;
}

/** Compiles a file and shows its diagnostics. @throws Reported after errors. */
function compileFile(name: string, options: SourceOptions): Compilation {
  const { name: fileName, text } = readSource(name);
  const compilation = compile(text, { fileName, load: loadImport });
  reportDiagnostics(compilation.diagnostics, options);
  return compilation;
}

/** Warnings are shown, or left to the JSON that the command prints; errors end the command. */
export function reportDiagnostics(diagnostics: readonly Diagnostic[], options: SourceOptions): void {
  if (!options.json) showDiagnostics(diagnostics);
  if (!hasErrors(diagnostics)) return;
  if (options.json) printJson({ diagnostics: diagnosticsJson(diagnostics) });
  throw new Reported();
}

export const listed = (losses: readonly { readonly name: string }[]): string =>
  losses.map((loss) => `\`${loss.name}\``).join(", ");

/** The losses asked for: the one named, else all; with warnings. */
export function lossesOf(fileName: string, options: SourceOptions): Compilation {
  const { losses, diagnostics } = compileFile(fileName, options);
  if (losses.length === 0)
    throw inputFailure(
      `${fileName} declares no loss`,
      "write one as: loss name(y: target, p: probs) = -sum(y * log(p))",
    );
  if (options.loss === undefined) return { losses, diagnostics };
  const found = losses.find((loss) => loss.name === options.loss);
  if (found === undefined)
    throw inputFailure(`${fileName} has no loss \`${options.loss}\``, `it has ${listed(losses)}`);
  return { losses: [found], diagnostics };
}

/** The one loss that the command is about. */
export function oneLoss(
  fileName: string,
  options: SourceOptions,
): { readonly loss: CompiledLoss; readonly diagnostics: readonly Diagnostic[] } {
  const { losses, diagnostics } = lossesOf(fileName, options);
  if (losses.length > 1)
    throw inputFailure(`${fileName} has ${losses.length} losses`, `choose one with --loss: ${listed(losses)}`);
  return { loss: losses[0], diagnostics };
}
