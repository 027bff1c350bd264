/** Source text goes in; its AST, comments and syntax diagnostics come out. Nothing that a user writes makes it throw. */

import type { IToken } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { Expression, Program } from "./ast.ts";
import { buildProgram, type Comment } from "./build-ast.ts";
import { type Builder, buildExpression } from "./build-expression.ts";
import { complain, quoted, span } from "./complain.ts";
import type { ExpressionCstNode, ProgramCstNode } from "./cst-types.generated.ts";
import { explain } from "./explain.ts";
import { mend } from "./mend.ts";
import { LossParser, MAX_NESTING } from "./parser.ts";
import { endOf, type Lexed, StringLiteral, tokenize } from "./tokens.ts";

export type { Comment } from "./build-ast.ts";

export const MAX_CHARACTERS = 1_048_576;
export const MAX_TOKENS = 200_000;
/** More than these are more likely the echo of the first few than mistakes of their own. */
export const MAX_DIAGNOSTICS = 20;

export interface Parsed {
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

let parser: LossParser | undefined;

function tooLarge(file: SourceFile, what: string): Parsed {
  const label = { span: span(file, 0, 0), text: `more than ${what}` };
  return {
    program: { declarations: [], span: span(file, 0, file.text.length) },
    comments: [],
    diagnostics: [complain("program-too-large", [label], "split the file and use `import`")],
  };
}

/** Characters that people mean as something else. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ["'", 'write strings with `"`'],
  ["“", 'write `"`'],
  ["”", 'write `"`'],
  ["#", "a comment begins with `//`"],
  [".", "a path stands in double quotes"],
  ["\u00a0", "this is a no-break space; write a plain space"],
]);

function unexpectedCharacters(file: SourceFile, ranges: Lexed["unexpected"]): Diagnostic[] {
  return ranges.slice(0, MAX_DIAGNOSTICS).map(({ start, end }) => {
    const text = file.text.slice(start, end);
    const letters = /\p{L}/u.test(text) ? "names use the letters a to z, digits and `_`" : undefined;
    const label = { span: span(file, start, end), text: `${quoted(text)} is not part of the language` };
    return complain("unexpected-character", [label], LOOKALIKES.get([...text.slice(0, 2)][0]) ?? letters);
  });
}

function openStrings(file: SourceFile, tokens: readonly IToken[]): Diagnostic[] {
  const open = tokens.filter(
    (token) => token.tokenType === StringLiteral && (token.image.length === 1 || !token.image.endsWith('"')),
  );
  return open.map((token) => {
    const place = span(file, token.startOffset, endOf(token));
    return complain("unterminated-string", [{ span: place, text: "the line ends first" }], 'close it with `"`');
  });
}

function bySourceOrder(a: Diagnostic, b: Diagnostic): number {
  return a.labels[0].span.start - b.labels[0].span.start;
}

interface Front {
  readonly builder: Builder;
  readonly lexed: Lexed;
}

/** Everything up to the concrete syntax tree, with the diagnostics of all steps so far in the builder. */
function read<T>(
  file: SourceFile,
  lexed: Lexed,
  rule: (parser: LossParser) => T,
): Front & { readonly cst: T | undefined } {
  parser ??= new LossParser();
  const own = parser;
  const mended = mend(file, lexed.tokens);
  const reading = own.read(mended.tokens, () => rule(own));
  const diagnostics = [...mended.diagnostics];
  if (lexed.unexpected.length > 0) diagnostics.push(...unexpectedCharacters(file, lexed.unexpected));
  if (file.text.includes('"')) diagnostics.push(...openStrings(file, lexed.tokens));
  for (const error of reading.errors) {
    const diagnostic = explain(file, mended.tokens, error, lexed.unexpected);
    if (diagnostic !== undefined) diagnostics.push(diagnostic);
  }
  if (reading.tooDeepAt !== undefined) {
    const { startOffset: start } = reading.tooDeepAt;
    const place = Number.isFinite(start) ? span(file, start, endOf(reading.tooDeepAt)) : span(file, 0, 0);
    const label = { span: place, text: `more than ${MAX_NESTING} levels` };
    diagnostics.push(complain("nested-too-deeply", [label], "give the inner parts names with `let`"));
  }
  return { builder: { file, diagnostics, tooDeep: false }, lexed, cst: reading.cst };
}

export function parse(file: SourceFile): Parsed {
  if (file.text.length > MAX_CHARACTERS) return tooLarge(file, "1,048,576 characters");
  const lexed = tokenize(file.text);
  if (lexed.tokens.length > MAX_TOKENS) return tooLarge(file, "200,000 tokens");
  const comments = lexed.comments.map(
    (token): Comment => ({ text: token.image.trimEnd(), span: { start: token.startOffset, end: endOf(token) } }),
  );
  const { builder, cst } = read(file, lexed, (own) => own.program() as ProgramCstNode);
  const program = buildProgram(builder, cst, comments);
  const { diagnostics } = builder;
  if (diagnostics.length > 1) diagnostics.sort(bySourceOrder);
  return { program, comments, diagnostics: diagnostics.slice(0, MAX_DIAGNOSTICS) };
}

/** An expression of the compiler's own tables; a mistake in it is a bug, so it throws. */
export function parseExpression(text: string): Expression {
  const file: SourceFile = { name: "formula", text };
  const { builder, cst } = read(file, tokenize(text), (own) => own.expression() as ExpressionCstNode);
  const { node } = buildExpression(builder, cst, 0);
  const [first] = builder.diagnostics;
  if (first !== undefined) {
    throw new Error(`bad formula ${quoted(text)}: ${first.labels.map((label) => label.text).join("; ")}`);
  }
  return node;
}
