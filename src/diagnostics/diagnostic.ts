/** What every pass returns for a user's mistake: data, never a thrown error; `render.ts` alone turns it into text. */

import type { Span } from "../text/source-file.ts";
import type { Code } from "./codes.ts";

export type Severity = "error" | "warning";

export interface Label {
  readonly span: Span;
  readonly text: string;
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** A short title, alike for every diagnostic of this code. */
  readonly title: string;
  /** The first label is the place; the others explain it. */
  readonly labels: readonly [Label, ...Label[]];
  readonly hint?: string;
}
