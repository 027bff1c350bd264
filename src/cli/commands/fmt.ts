/** `lossc fmt`: files rewritten in lossc's one style, or asked whether they are. */

import { format } from "../../syntax/format.ts";
import { Reported } from "../failure.ts";
import { readSource, writeWhole } from "../files.ts";
import { diagnosticsJson, note, print, printJson, showDiagnostics } from "../output.ts";

export interface FmtOptions {
  readonly check?: boolean;
  readonly json?: boolean;
}

export function run(files: readonly string[], options: FmtOptions): void {
  const results: { file: string; changed: boolean; diagnostics?: object[] }[] = [];
  let isFailure = false;
  for (const name of files) {
    const file = readSource(name);
    const formatted = format(file);
    if ("diagnostics" in formatted) {
      isFailure = true;
      if (!options.json) showDiagnostics(formatted.diagnostics);
      results.push({ file: file.name, changed: false, diagnostics: diagnosticsJson(formatted.diagnostics) });
      continue;
    }
    const changed = formatted.text !== file.text;
    results.push({ file: file.name, changed });
    if (options.check) {
      isFailure ||= changed;
      if (changed && !options.json) note(`${file.name} is not formatted; run: lossc fmt ${name}`);
    } else if (name === "-" && !options.json) print(formatted.text);
    else if (changed) {
      writeWhole(name, formatted.text);
      if (!options.json) note(`formatted ${file.name}`);
    }
  }
  if (options.json) printJson({ files: results });
  if (isFailure) throw new Reported();
}
