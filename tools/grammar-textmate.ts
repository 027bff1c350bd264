/** The token list and the operator registry go in; a TextMate grammar for editors comes out. */

import { CALLABLE_NAMES, CONSTANTS } from "../src/ops/index.ts";
import { INPUT_KINDS } from "../src/syntax/ast.ts";
import { Else, If, KEYWORDS, OPERATORS, Return, Then } from "../src/syntax/tokens.ts";

export const KEYWORD_TEXTS: readonly string[] = KEYWORDS.map((token) => String(token.PATTERN));
const CONTROL: readonly string[] = [If, Then, Else, Return].map((token) => String(token.PATTERN));

/** Longest first, so that `<` does not hide `<=`. */
function anyOf(words: readonly string[]): string {
  return [...words]
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
    .map((word) => word.replace(/[\^*+/.()[\]{}|\\?$]/g, "\\$&"))
    .join("|");
}

function words(list: readonly string[]): string {
  return `\\b(?:${anyOf(list)})\\b`;
}

export function textMateFile(): string {
  const declaring = KEYWORD_TEXTS.filter((word) => !CONTROL.includes(word));
  const grammar = {
    name: "lossc",
    scopeName: "source.lossc",
    fileTypes: ["loss"],
    comment:
      "Made by tools/grammar.ts from the token list and the operator registry: run it again rather than edit this.",
    patterns: [
      { name: "comment.line.documentation.lossc", match: "///(?!/).*$" },
      { name: "comment.line.double-slash.lossc", match: "//.*$" },
      { name: "string.quoted.double.lossc", match: '"[^"]*"' },
      {
        match: "\\b(loss|fn)\\s+([A-Za-z_][A-Za-z0-9_]*)",
        captures: { 1: { name: "keyword.declaration.lossc" }, 2: { name: "entity.name.function.lossc" } },
      },
      {
        match: `(:)\\s*(${anyOf(INPUT_KINDS)})\\b`,
        captures: { 1: { name: "punctuation.separator.lossc" }, 2: { name: "support.type.lossc" } },
      },
      { name: "keyword.control.lossc", match: words(CONTROL) },
      { name: "keyword.declaration.lossc", match: words(declaring) },
      { name: "support.function.lossc", match: `${words(CALLABLE_NAMES)}(?=\\s*\\()` },
      { name: "constant.language.lossc", match: words([...CONSTANTS.keys()]) },
      { name: "constant.numeric.lossc", match: "(?:\\b[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?" },
      { name: "keyword.operator.lossc", match: anyOf([...OPERATORS.map((token) => String(token.PATTERN)), "="]) },
      { name: "variable.other.lossc", match: "\\b[A-Za-z_][A-Za-z0-9_]*\\b" },
    ],
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}
