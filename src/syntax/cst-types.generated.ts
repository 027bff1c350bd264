/** Made by tools/grammar.ts from the parser: the types of its concrete syntax tree. */

import type { CstNode, IToken } from "chevrotain";

export interface ProgramCstNode extends CstNode {
  name: "program";
  children: ProgramCstChildren;
}

export type ProgramCstChildren = {
  declarations?: (LossDeclarationCstNode | FnDeclarationCstNode | ImportDeclarationCstNode)[];
};

export interface ImportDeclarationCstNode extends CstNode {
  name: "importDeclaration";
  children: ImportDeclarationCstChildren;
}

export type ImportDeclarationCstChildren = {
  Import: IToken[];
  LeftBrace: IToken[];
  Identifier?: IToken[];
  Comma?: IToken[];
  RightBrace: IToken[];
  From: IToken[];
  StringLiteral: IToken[];
};

export interface LossDeclarationCstNode extends CstNode {
  name: "lossDeclaration";
  children: LossDeclarationCstChildren;
}

export type LossDeclarationCstChildren = {
  Loss: IToken[];
  Identifier: IToken[];
  LeftParen: IToken[];
  inputDeclaration?: InputDeclarationCstNode[];
  Comma?: (IToken)[];
  Semicolon?: IToken[];
  parameterDeclaration?: ParameterDeclarationCstNode[];
  RightParen: IToken[];
  body: BodyCstNode[];
};

export interface InputDeclarationCstNode extends CstNode {
  name: "inputDeclaration";
  children: InputDeclarationCstChildren;
}

export type InputDeclarationCstChildren = {
  name: IToken[];
  Colon: IToken[];
  kind: IToken[];
};

export interface ParameterDeclarationCstNode extends CstNode {
  name: "parameterDeclaration";
  children: ParameterDeclarationCstChildren;
}

export type ParameterDeclarationCstChildren = {
  Identifier: IToken[];
  Assign: IToken[];
  expression: ExpressionCstNode[];
  In?: IToken[];
  range?: RangeCstNode[];
};

export interface RangeCstNode extends CstNode {
  name: "range";
  children: RangeCstChildren;
}

export type RangeCstChildren = {
  open?: (IToken)[];
  low: ExpressionCstNode[];
  Comma: IToken[];
  high: ExpressionCstNode[];
  close?: (IToken)[];
};

export interface FnDeclarationCstNode extends CstNode {
  name: "fnDeclaration";
  children: FnDeclarationCstChildren;
}

export type FnDeclarationCstChildren = {
  Fn: IToken[];
  name: IToken[];
  LeftParen: IToken[];
  parameters?: IToken[];
  Comma?: IToken[];
  RightParen: IToken[];
  body: BodyCstNode[];
};

export interface BodyCstNode extends CstNode {
  name: "body";
  children: BodyCstChildren;
}

export type BodyCstChildren = {
  Assign?: IToken[];
  expression?: (ExpressionCstNode)[];
  LeftBrace?: IToken[];
  letStatement?: LetStatementCstNode[];
  Return?: IToken[];
  RightBrace?: IToken[];
};

export interface LetStatementCstNode extends CstNode {
  name: "letStatement";
  children: LetStatementCstChildren;
}

export type LetStatementCstChildren = {
  Let: IToken[];
  Identifier: IToken[];
  Assign: IToken[];
  expression: ExpressionCstNode[];
};

export interface ExpressionCstNode extends CstNode {
  name: "expression";
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  items?: (IToken | ArgumentsCstNode | ExpressionCstNode | ConditionalCstNode)[];
};

export interface ArgumentsCstNode extends CstNode {
  name: "arguments";
  children: ArgumentsCstChildren;
}

export type ArgumentsCstChildren = {
  LeftParen: IToken[];
  expression?: ExpressionCstNode[];
  Comma?: IToken[];
  RightParen: IToken[];
};

export interface ConditionalCstNode extends CstNode {
  name: "conditional";
  children: ConditionalCstChildren;
}

export type ConditionalCstChildren = {
  If: (IToken)[];
  expression: (ExpressionCstNode)[];
  Then: (IToken)[];
  Else: (IToken)[];
};
