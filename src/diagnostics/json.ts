/** A diagnostic goes in; what `--json` prints of it comes out, without the text of the files. */

import { positionAt, type Span } from "../text/source-file.ts";
import type { Code } from "./codes.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";

/** Lines and columns count from 1, offsets from 0, in UTF-16 code units; ends are exclusive. */
export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly start: number;
  readonly end: number;
}

export interface JsonLabel extends JsonPlace {
  readonly message: string;
}

export interface JsonDiagnostic extends JsonPlace {
  readonly code: Code;
  readonly severity: Severity;
  readonly title: string;
  readonly message: string;
  /** The places beside the first. */
  readonly labels: readonly JsonLabel[];
  readonly hint?: string;
}

function placeOf({ file, start, end }: Span): JsonPlace {
  const from = positionAt(file, start);
  const to = positionAt(file, end);
  return { file: file.name, line: from.line, column: from.column, endLine: to.line, endColumn: to.column, start, end };
}

export function toJson({ code, severity, title, labels: [first, ...others], hint }: Diagnostic): JsonDiagnostic {
  const labels = others.map(({ span, text }) => ({ message: text, ...placeOf(span) }));
  const core = { code, severity, title, message: first.text, ...placeOf(first.span), labels };
  return hint === undefined ? core : { ...core, hint };
}
