/** Source text goes in; tokens, comments and the ranges of characters that no token takes come out. */

import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";

/** Any infix operator; the AST builder knows their precedence. */
export const BinaryOperator = createToken({ name: "BinaryOperator", pattern: Lexer.NA, label: "an operator" });

export const Identifier = createToken({ name: "Identifier", pattern: /[A-Za-z_][A-Za-z0-9_]*/, label: "a name" });

function keyword(name: string): TokenType {
  const text = name.toLowerCase();
  return createToken({ name, pattern: text, label: `\`${text}\``, longer_alt: Identifier });
}

function symbol(name: string, text: string): TokenType {
  return createToken({ name, pattern: text, label: `\`${text}\`` });
}

function operator(name: string, text: string): TokenType {
  return createToken({ name, pattern: text, label: `\`${text}\``, categories: BinaryOperator });
}

export const Loss = keyword("Loss");
export const Fn = keyword("Fn");
export const Import = keyword("Import");
export const From = keyword("From");
export const Let = keyword("Let");
export const Return = keyword("Return");
export const If = keyword("If");
export const Then = keyword("Then");
export const Else = keyword("Else");
export const In = keyword("In");
export const KEYWORDS = [Loss, Fn, Import, From, Let, Return, If, Then, Else, In];

export const Plus = operator("Plus", "+");
export const Minus = operator("Minus", "-");
export const Times = operator("Times", "*");
export const Divide = operator("Divide", "/");
export const Power = operator("Power", "^");
export const LessEqual = operator("LessEqual", "<=");
export const Less = operator("Less", "<");
export const GreaterEqual = operator("GreaterEqual", ">=");
export const Greater = operator("Greater", ">");
export const Equal = operator("Equal", "==");
export const NotEqual = operator("NotEqual", "!=");
export const OPERATORS = [Plus, Minus, Times, Divide, Power, LessEqual, Less, GreaterEqual, Greater, Equal, NotEqual];

export const Assign = symbol("Assign", "=");
export const Comma = symbol("Comma", ",");
export const Semicolon = symbol("Semicolon", ";");
export const Colon = symbol("Colon", ":");
export const LeftParen = symbol("LeftParen", "(");
export const RightParen = symbol("RightParen", ")");
export const LeftBracket = symbol("LeftBracket", "[");
export const RightBracket = symbol("RightBracket", "]");
export const LeftBrace = symbol("LeftBrace", "{");
export const RightBrace = symbol("RightBrace", "}");
export const PUNCTUATION = [
  Assign,
  Comma,
  Semicolon,
  Colon,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
];

/** Takes the letters, digits and dots that follow a number too, so that `1.2.3` is one wrong number and not two right ones. */
export const NumberLiteral = createToken({
  name: "NumberLiteral",
  pattern: /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[\w.]*/,
  label: "a number",
});
export const VALID_NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The closing quote is optional so that a string left open is one mistake. */
export const StringLiteral = createToken({
  name: "StringLiteral",
  pattern: /"[^"\r\n]*"?/,
  label: "a path in double quotes",
});

/** What other languages write and this one does not; `mend.ts` says what to write in its place. */
export const Foreign = createToken({
  name: "Foreign",
  pattern: /===|!==|\*\*|&&?|\|\|?|<>|!(?!=)|[%?×÷·−≤≥≠]/,
  label: "an operator of another language",
});
export const BlockComment = createToken({
  name: "BlockComment",
  pattern: /\/\*[\s\S]*?(?:\*\/|$)/,
  label: "a comment",
});
/** Stands for a foreign operator without a counterpart, so that the expression around it still parses. */
export const ForeignOperator = createToken({
  name: "ForeignOperator",
  pattern: Lexer.NA,
  categories: BinaryOperator,
  label: "an operator of another language",
});

const WhiteSpace = createToken({ name: "WhiteSpace", pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED });
const CommentToken = createToken({ name: "Comment", pattern: /\/\/[^\r\n]*/, group: "comments" });

export const TOKENS: readonly TokenType[] = [
  WhiteSpace,
  CommentToken,
  ...KEYWORDS,
  Identifier,
  NumberLiteral,
  Foreign,
  BlockComment,
  LessEqual,
  GreaterEqual,
  Equal,
  NotEqual,
  Less,
  Greater,
  Plus,
  Minus,
  Times,
  Divide,
  Power,
  ...PUNCTUATION,
  StringLiteral,
  ForeignOperator,
  BinaryOperator,
];

export interface Lexed {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  /** Half-open ranges that no token takes; neighbours are grouped. */
  readonly unexpected: readonly { readonly start: number; readonly end: number }[];
}

let lexer: Lexer | undefined;

export function tokenize(text: string): Lexed {
  lexer ??= new Lexer([...TOKENS], { positionTracking: "onlyOffset", skipValidations: true, traceInitPerf: false });
  // A byte order mark is white space at the start only; the offsets stay those of the file.
  const result = lexer.tokenize(text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text);
  return {
    tokens: result.tokens,
    comments: result.groups.comments,
    unexpected: result.errors.map((error) => ({ start: error.offset, end: error.offset + error.length })),
  };
}

/** Chevrotain leaves `endOffset` out of plain tokens; those whose image is not their text have it, naming the last character. */
export function endOf(token: IToken): number {
  return token.endOffset === undefined ? token.startOffset + token.image.length : token.endOffset + 1;
}

/** A token that the text lacks, of no width. */
export function virtualToken(tokenType: TokenType, place: number): IToken {
  return {
    image: "",
    startOffset: place,
    endOffset: place - 1,
    tokenType,
    tokenTypeIdx: tokenType.tokenTypeIdx ?? Number.NaN,
    isInsertedInRecovery: true,
  };
}
