/** A code, a place and words go in; a diagnostic comes out. */

import { CODES, type Code } from "../diagnostics/codes.ts";
import type { Diagnostic, Label } from "../diagnostics/diagnostic.ts";
import type { SourceFile, Span } from "../text/source-file.ts";

export function span(file: SourceFile, start: number, end: number): Span {
  return { file, start, end };
}

export function complain(code: Code, labels: readonly [Label, ...Label[]], hint?: string): Diagnostic {
  const diagnostic = { code, severity: "error", title: CODES[code], labels } as const;
  return hint === undefined ? diagnostic : { ...diagnostic, hint };
}

/** User's text for a message: short, on one line, never half a character. */
export function quoted(text: string): string {
  const characters = [...text.slice(0, 64)].map((c) =>
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(c) ? codePoint(c) : c,
  );
  return characters.length > 24 ? `\`${characters.slice(0, 24).join("")}…\`` : `\`${characters.join("")}\``;
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
}
