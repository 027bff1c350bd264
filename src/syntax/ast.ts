/** The abstract syntax tree of a `.loss` file: what the parser builds, the checker reads and the formatter prints. */

import type { Span } from "../text/source-file.ts";

/** A name together with the place where it stands. */
export interface Identifier {
  readonly name: string;
  readonly span: Span;
}

export const INPUT_KINDS = ["target", "probs", "logits", "value", "weight"] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

export const ARITHMETIC_OPERATORS = ["+", "-", "*", "/", "^"] as const;
export const COMPARISON_OPERATORS = ["<", "<=", ">", ">=", "==", "!="] as const;
export type BinaryOperator = (typeof ARITHMETIC_OPERATORS)[number] | (typeof COMPARISON_OPERATORS)[number];

export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  /** As written, so that printing is exact. */
  readonly text: string;
  readonly span: Span;
}

export interface NameReference {
  readonly kind: "name";
  readonly name: string;
  readonly span: Span;
}

export interface Negation {
  readonly kind: "negation";
  readonly operand: Expression;
  readonly span: Span;
}

export interface Binary {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface Call {
  readonly kind: "call";
  readonly callee: Identifier;
  readonly args: readonly Expression[];
  readonly span: Span;
}

export interface Conditional {
  readonly kind: "if";
  readonly condition: Expression;
  readonly consequent: Expression;
  readonly alternative: Expression;
  readonly span: Span;
}

/** Stands where recovery found no expression; a diagnostic has been given already. */
export interface MissingExpression {
  readonly kind: "missing";
  readonly span: Span;
}

export type Expression = NumberLiteral | NameReference | Negation | Binary | Call | Conditional | MissingExpression;

export interface Let {
  readonly name: Identifier;
  readonly value: Expression;
  readonly span: Span;
}

/** `{ let … return result }`; `= result` is a body without lets. */
export interface Body {
  readonly form: "block" | "equation";
  readonly lets: readonly Let[];
  readonly result: Expression;
  readonly span: Span;
}

export interface InputDeclaration {
  readonly name: Identifier;
  /** `undefined` when missing or unknown, which has been diagnosed. */
  readonly inputKind: InputKind | undefined;
  readonly span: Span;
}

export interface RangeDeclaration {
  readonly low: Expression;
  readonly high: Expression;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
  readonly span: Span;
}

export interface ParameterDeclaration {
  readonly name: Identifier;
  readonly defaultValue: Expression;
  readonly range: RangeDeclaration | undefined;
  readonly span: Span;
}

export interface LossDeclaration {
  readonly kind: "loss";
  readonly name: Identifier;
  /** The text of the `///` lines, without the slashes and one leading blank each, joined by `\n`; "" if none. */
  readonly doc: string;
  readonly inputs: readonly InputDeclaration[];
  readonly parameters: readonly ParameterDeclaration[];
  readonly body: Body;
  readonly span: Span;
}

export interface FunctionDeclaration {
  readonly kind: "fn";
  readonly name: Identifier;
  readonly doc: string;
  readonly parameters: readonly Identifier[];
  readonly body: Body;
  readonly span: Span;
}

export interface ImportDeclaration {
  readonly kind: "import";
  readonly names: readonly Identifier[];
  readonly path: string;
  readonly pathSpan: Span;
  readonly span: Span;
}

export type Declaration = ImportDeclaration | LossDeclaration | FunctionDeclaration;

export interface Program {
  readonly declarations: readonly Declaration[];
  readonly span: Span;
}
