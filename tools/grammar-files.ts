/** The parser and the operator registry go in; every file that is made from them comes out, as path and text. */

import { generateCstDts } from "chevrotain";
import { LossParser } from "../src/syntax/parser.ts";
import { ebnfFile } from "./grammar-ebnf.ts";
import { railroadFile } from "./grammar-railroad.ts";
import { grammarRules } from "./grammar-rules.ts";
import { KEYWORD_TEXTS, textMateFile } from "./grammar-textmate.ts";

function cstTypes(): string {
  const parser = new LossParser({ validate: true });
  const text = generateCstDts(parser.getGAstProductions(), { includeVisitorInterface: false });
  // Without the visitor interface its import is left over.
  return `/** Made by tools/grammar.ts from the parser: the types of its concrete syntax tree. */\n\n${text.replace("CstNode, ICstVisitor, IToken", "CstNode, IToken")}`;
}

/** Paths are relative to the repository's root. */
export function grammarFiles(): ReadonlyMap<string, string> {
  const rules = grammarRules();
  return new Map([
    ["grammar/lossc.ebnf", ebnfFile(rules, KEYWORD_TEXTS)],
    ["grammar/railroad.svg", railroadFile(rules)],
    ["grammar/lossc.tmLanguage.json", textMateFile()],
    ["src/syntax/cst-types.generated.ts", cstTypes()],
  ]);
}
