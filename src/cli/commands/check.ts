/** `lossc check`: every mistake in the files named, and what they declare. */

import { checkSource } from "../../check/check-source.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { Reported } from "../failure.ts";
import { loadImport, readSource } from "../files.ts";
import { diagnosticsJson, hasErrors, plural, print, printJson, showDiagnostics } from "../output.ts";

export function run(files: readonly string[], options: { readonly json?: boolean }): void {
  const diagnostics: Diagnostic[] = [];
  const losses: { file: string; name: string }[] = [];
  for (const name of files) {
    const file = readSource(name);
    const checked = checkSource(file, loadImport);
    diagnostics.push(...checked.diagnostics);
    losses.push(...checked.losses.map((loss) => ({ file: file.name, name: loss.name })));
    if (options.json) continue;
    showDiagnostics(checked.diagnostics);
    const errors = checked.diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
    const warnings = checked.diagnostics.length - errors;
    const counts = [errors > 0 ? plural(errors, "error") : "", warnings > 0 ? plural(warnings, "warning") : ""].filter(
      Boolean,
    );
    print(
      `${file.name}: ${counts.length === 0 ? `${plural(checked.losses.length, "loss")}, no mistakes` : counts.join(", ")}`,
    );
  }
  if (options.json) printJson({ losses, diagnostics: diagnosticsJson(diagnostics) });
  if (hasErrors(diagnostics)) throw new Reported();
}
