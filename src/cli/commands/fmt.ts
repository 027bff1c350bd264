/** `lossc fmt`: files rewritten in lossc's one style, or asked whether they are. */

import { format } from "../../syntax/format.ts";
import { Failure, Reported } from "../failure.ts";
import { readSource, writeWhole } from "../files.ts";
import {
  diagnosticsJson,
  type JsonFailure,
  note,
  print,
  printJson,
  reportFailure,
  showDiagnostics,
} from "../output.ts";

export interface FmtOptions {
  readonly check?: boolean;
  readonly json?: boolean;
}

interface Result extends Partial<JsonFailure> {
  readonly file: string;
  /** Whether the file's text and its formatted text differ. */
  readonly changed: boolean;
  readonly diagnostics?: readonly object[];
  /** What standard input comes to. */
  readonly text?: string;
}

function formatFile(name: string, options: FmtOptions): Result {
  const file = readSource(name);
  const formatted = format(file);
  if ("diagnostics" in formatted) {
    if (!options.json) showDiagnostics(formatted.diagnostics);
    return { file: file.name, changed: false, diagnostics: diagnosticsJson(formatted.diagnostics) };
  }
  const { text } = formatted;
  const changed = text !== file.text;
  if (options.check) {
    if (changed && !options.json) note(`${file.name} is not formatted; run: lossc fmt ${name}`);
  } else if (name === "-") {
    if (options.json) return { file: file.name, changed, text };
    print(text);
  } else if (changed) {
    writeWhole(name, text);
    if (!options.json) note(`formatted ${file.name}`);
  }
  return { file: file.name, changed };
}

/** Every file is formatted, whatever is wrong with the others. */
export function run(files: readonly string[], options: FmtOptions): void {
  const results = files.map((name): Result => {
    try {
      return formatFile(name, options);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { file: name, changed: false, ...reportFailure(error, options) };
    }
  });
  if (options.json) printJson({ files: results });
  if (results.some(({ changed, diagnostics, error }) => diagnostics ?? error ?? (options.check && changed)))
    throw new Reported();
}
