/** `lossc check`: every mistake in the files named, and what they declare. */

import { checkSource } from "../../check/check-source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Failure, Reported } from "../failure.ts";
import { loadImport, readSource } from "../files.ts";
import {
  diagnosticsJson,
  hasErrors,
  type JsonFailure,
  plural,
  print,
  printJson,
  reportFailure,
  showDiagnostics,
} from "../output.ts";

interface CheckOptions {
  readonly json?: boolean;
}

/** `2 errors, 1 warning`, or how many losses a file without mistakes has. */
function verdict(losses: readonly unknown[], diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return `${plural(losses.length, "loss")}, no mistakes`;
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const warnings = diagnostics.length - errors;
  return [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ].join(", ");
}

/** Every file is checked, whether or not the others can be read. */
export function run(files: readonly string[], options: CheckOptions): void {
  const diagnostics: Diagnostic[] = [];
  const losses: { file: string; name: string }[] = [];
  const failures: ({ file: string } & JsonFailure)[] = [];
  for (const name of files) {
    try {
      const file = readSource(name);
      const checked = checkSource(file, loadImport);
      diagnostics.push(...checked.diagnostics);
      losses.push(...checked.losses.map((loss) => ({ file: file.name, name: loss.name })));
      if (options.json) continue;
      showDiagnostics(checked.diagnostics);
      print(`${file.name}: ${verdict(checked.losses, checked.diagnostics)}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push({ file: name, ...reportFailure(error, options) });
    }
  }
  if (options.json) printJson({ losses, diagnostics: diagnosticsJson(diagnostics), unreadable: failures });
  if (hasErrors(diagnostics) || failures.length > 0) throw new Reported();
}
