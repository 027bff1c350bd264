/** A recognition error of the parser goes in; a diagnostic in the user's terms comes out. */

import { EOF, type IRecognitionException, type IToken } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { positionAt, type SourceFile } from "../text/source-file.ts";
import { INPUT_KINDS } from "./ast.ts";
import { complain, quoted, span } from "./complain.ts";
import { DECLARATIONS } from "./parser.ts";
import * as t from "./tokens.ts";

const STARTS_OPERAND = new Set([t.Identifier, t.NumberLiteral, t.LeftParen]);
const ENDS_OPERAND = new Set([t.Identifier, t.NumberLiteral, t.RightParen]);
const FUNCTION_WORDS = new Set(["def", "function", "func", "fun"]);

/** Words for what was found, and what would mend it, where that can be guessed. */
function hintFor(
  wanted: string,
  rule: string | undefined,
  found: IToken,
  before: IToken | undefined,
): string | undefined {
  const type = found.tokenType;
  if (wanted === DECLARATIONS) {
    if (FUNCTION_WORDS.has(found.image)) return "write `fn`";
    if (type === t.Let) return "a `let` stands inside the braces of a loss or a function";
    if (type === t.Return) return "`return` stands inside the braces of a loss or a function";
    return "a file holds losses, helper functions and imports";
  }
  if (wanted === "`return`" && type === t.RightBrace) return "a block ends with `return` and an expression";
  if (wanted === "`}`" && type === t.Let) return "`return` is the last line of a block";
  if (wanted === "`}`" && type === t.Return) return "a block has one `return`";
  if (wanted === "an expression" && type === t.Plus) return "a number has no `+` sign";
  if (wanted === "an expression" && type === t.LeftBracket) return "group with round brackets: `(` and `)`";
  if (rule === "inputDeclaration") return `an input has a kind: ${INPUT_KINDS.map((kind) => `\`${kind}\``).join(", ")}`;
  if (rule === "parameterDeclaration" && type === t.Colon) return "inputs stand before the `;`, parameters after it";
  if (wanted === "`=` or `{`") return "a body is `= expression` or `{ … return expression }`";
  if (wanted === "`else`") return "every `if` has both branches: `if c then a else b`";
  if (wanted === "`in`" || (type === t.LeftBracket && before !== undefined && ENDS_OPERAND.has(before.tokenType)))
    return "a range stands after `in`: `gamma = 2 in [0, 10]`";
  if (wanted.startsWith("`,`") && rule !== "arguments") {
    return STARTS_OPERAND.has(type) ? "a comma stands between two names" : undefined;
  }
  if (wanted === "`[` or `(`") return "a range has its brackets: `[low, high]`, round where the end is left out";
  if (before !== undefined && ENDS_OPERAND.has(before.tokenType) && STARTS_OPERAND.has(type))
    return "is an operator missing? a product is written `a * b`";
  return undefined;
}

/** Is the blame with a character that no token takes, and reported already? */
function isEcho(from: number, to: number, unexpected: t.Lexed["unexpected"]): boolean {
  return unexpected.some((range) => range.start < to && range.end > from);
}

/** The errors' own `previousToken` is of no use: after a recovery it lies behind the error. */
function tokenBefore(tokens: readonly IToken[], place: number): IToken | undefined {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle].startOffset < place) low = middle + 1;
    else high = middle;
  }
  return tokens[low - 1];
}

export function explain(
  file: SourceFile,
  tokens: readonly IToken[],
  error: IRecognitionException,
  unexpected: t.Lexed["unexpected"],
): Diagnostic | undefined {
  const atEnd = error.token.tokenType === EOF;
  const before = atEnd ? tokens.at(-1) : tokenBefore(tokens, error.token.startOffset);
  const beforeEnd = before === undefined ? 0 : t.endOf(before);
  const start = atEnd ? beforeEnd : error.token.startOffset;
  const end = atEnd ? beforeEnd : t.endOf(error.token);
  if (isEcho(beforeEnd, atEnd ? file.text.length : start + 1, unexpected)) return undefined;

  const rule = error.context?.ruleStack.at(-1);
  const isOperand = STARTS_OPERAND.has(error.token.tokenType) && ENDS_OPERAND.has(before?.tokenType ?? EOF);
  const wanted = error.message === DECLARATIONS && isOperand ? "an operator or the next declaration" : error.message;
  const hint = hintFor(wanted, rule, error.token, before);
  const found = `found ${atEnd ? "the end of the file" : quoted(error.token.image)}`;
  if (before === undefined || atEnd || positionAt(file, beforeEnd).line === positionAt(file, start).line) {
    return complain("unexpected-token", [{ span: span(file, start, end), text: `expected ${wanted}, ${found}` }], hint);
  }
  const place = { span: span(file, beforeEnd, beforeEnd), text: `expected ${wanted} here` };
  return complain("unexpected-token", [place, { span: span(file, start, end), text: found }], hint);
}
