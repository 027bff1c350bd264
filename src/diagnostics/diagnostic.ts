/** What every pass returns for a user's mistake: data, never a thrown error; `render.ts` alone turns it into text. */

import type { Span } from "../text/source-file.ts";
import { CODES, type Code } from "./codes.ts";

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

/** What a diagnostic may say beside its place. */
export interface Extras {
  readonly also?: readonly Label[];
  readonly hint?: string | undefined;
}

function diagnose(severity: Severity, code: Code, span: Span, text: string, { also = [], hint }: Extras): Diagnostic {
  const core = { code, severity, title: CODES[code], labels: [{ span, text }, ...also] } as const;
  return hint === undefined ? core : { ...core, hint };
}

export function error(code: Code, span: Span, text: string, extras: Extras = {}): Diagnostic {
  return diagnose("error", code, span, text, extras);
}

export function warning(code: Code, span: Span, text: string, extras: Extras = {}): Diagnostic {
  return diagnose("warning", code, span, text, extras);
}

const LONGEST_QUOTED = 60;

/** A name or a path as messages quote it: in backticks, cut where nobody would read on. */
export function quoted(text: string): string {
  const characters = Array.from(text.slice(0, 2 * LONGEST_QUOTED));
  const cut = characters.length > LONGEST_QUOTED || text.length > 2 * LONGEST_QUOTED;
  return `\`${cut ? `${characters.slice(0, LONGEST_QUOTED - 1).join("")}…` : text}\``;
}
