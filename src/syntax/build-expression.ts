/** The concrete syntax tree of an expression goes in; its AST comes out: precedence is resolved here, without recursion over operators. */

import type { CstElement, IToken } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { Expression, Identifier, MissingExpression } from "./ast.ts";
import { complain, quoted, span } from "./complain.ts";
import type { ArgumentsCstNode, ConditionalCstNode, ExpressionCstNode } from "./cst-types.generated.ts";
import { COMPARISON, INFIX, type Infix, NEGATION, POWER } from "./precedence.ts";
import * as t from "./tokens.ts";

/** Later passes recurse over the AST. */
export const MAX_DEPTH = 500;
const MAX_NUMBER_LENGTH = 1000;

export interface Builder {
  readonly file: SourceFile;
  readonly diagnostics: Diagnostic[];
  /** One complaint about depth is enough. */
  tooDeep: boolean;
}

/** An expression with the extent of its text, brackets around it included. */
export interface Built {
  readonly node: Expression;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  /** Not in brackets, so that `a < b < c` can be told from `(a < b) < c`. */
  readonly isComparison: boolean;
}

type Operator = { readonly token: IToken; readonly precedence: number } & (
  | { readonly infix: Infix }
  | { readonly infix: undefined; readonly isSign: boolean }
);

function isToken(item: CstElement | undefined): item is IToken {
  return item !== undefined && "image" in item;
}

function missing(b: Builder, start: number, end: number): MissingExpression {
  return { kind: "missing", span: span(b.file, start, end) };
}

function atom(node: Expression, start = node.span.start, end = node.span.end, depth = 1): Built {
  return { node, start, end, depth, isComparison: false };
}

export function identifier(b: Builder, token: IToken): Identifier {
  return { name: token.image, span: span(b.file, token.startOffset, t.endOf(token)) };
}

/** A node of this depth, or a hole where the tree would grow too deep. */
function grown(b: Builder, node: Expression, start: number, end: number, depth: number): Built {
  if (depth <= MAX_DEPTH) return atom(node, start, end, depth);
  if (!b.tooDeep) {
    b.tooDeep = true;
    const label = { span: node.span, text: `more than ${MAX_DEPTH} operators inside each other` };
    b.diagnostics.push(complain("nested-too-deeply", [label], "give the parts names with `let`"));
  }
  return atom(missing(b, start, end), start, end);
}

function numberLiteral(b: Builder, token: IToken): Expression {
  const { file } = b;
  const text = token.image;
  const place = span(file, token.startOffset, t.endOf(token));
  if (!t.VALID_NUMBER.test(text)) {
    const hint = text.includes("_")
      ? "write the digits without `_`"
      : /^[\d.]+[A-Za-z]\w*$/.test(text) && !/^0[xXbBoO]|^[\d.]+[eE]\d*$/.test(text)
        ? "a product is written `2 * x`"
        : "numbers look like `2`, `0.5` or `1e-7`";
    b.diagnostics.push(complain("invalid-number", [{ span: place, text: `${quoted(text)} is not a number` }], hint));
    return missing(b, place.start, place.end);
  }
  const value = Number(text);
  if (Number.isFinite(value) && text.length <= MAX_NUMBER_LENGTH) return { kind: "number", value, text, span: place };
  const label = Number.isFinite(value)
    ? `more than ${MAX_NUMBER_LENGTH} digits`
    : "greater than 1.797e308, the greatest 64-bit number";
  b.diagnostics.push(complain("number-too-large", [{ span: place, text: label }]));
  return missing(b, place.start, place.end);
}

function call(b: Builder, name: IToken, cst: ArgumentsCstNode): Built {
  const children: Partial<ArgumentsCstNode["children"]> = cst.children;
  const open = children.LeftParen?.[0] ?? name;
  const args: Expression[] = [];
  let end = t.endOf(open);
  let depth = 0;
  for (const child of children.expression ?? []) {
    const arg = buildExpression(b, child, end);
    args.push(arg.node);
    depth = Math.max(depth, arg.depth);
    end = arg.end;
  }
  const close = children.RightParen?.[0];
  if (close !== undefined) end = t.endOf(close);
  const place = span(b.file, name.startOffset, end);
  return grown(b, { kind: "call", callee: identifier(b, name), args, span: place }, place.start, end, depth + 1);
}

function conditional(b: Builder, cst: ConditionalCstNode): Built {
  const children: Partial<ConditionalCstNode["children"]> = cst.children;
  const ifs = children.If ?? [];
  const parts: Built[] = [];
  let end = t.endOf(ifs[0]);
  for (const child of children.expression ?? []) {
    const part = buildExpression(b, child, end);
    parts.push(part);
    end = part.end;
  }
  const part = (at: number) => parts[at] ?? atom(missing(b, end, end));
  let result = part(2 * ifs.length);
  for (let i = ifs.length - 1; i >= 0; i--) {
    const condition = part(2 * i);
    const consequent = part(2 * i + 1);
    const depth = 1 + Math.max(condition.depth, consequent.depth, result.depth);
    const start = ifs[i].startOffset;
    const place = span(b.file, start, result.end);
    result = grown(
      b,
      { kind: "if", condition: condition.node, consequent: consequent.node, alternative: result.node, span: place },
      start,
      result.end,
      depth,
    );
  }
  return result;
}

/** Applies the operator on top to the operands on top. */
function reduce(b: Builder, operators: Operator[], operands: Built[]): void {
  const operator = operators.pop() as Operator;
  const right = operands.pop() as Built;
  const start = operator.token.startOffset;
  if (operator.infix === undefined && operator.isSign) {
    const node: Expression = { kind: "negation", operand: right.node, span: span(b.file, start, right.end) };
    operands.push(grown(b, node, start, right.end, right.depth + 1));
    return;
  }
  const left = operands.pop() as Built;
  const place = span(b.file, left.start, right.end);
  if (operator.infix === undefined) {
    operands.push(atom(missing(b, place.start, place.end)));
    return;
  }
  const node: Expression = {
    kind: "binary",
    operator: operator.infix.operator,
    left: left.node,
    right: right.node,
    span: place,
  };
  const built = grown(b, node, place.start, place.end, 1 + Math.max(left.depth, right.depth));
  operands.push(operator.precedence === COMPARISON ? { ...built, isComparison: true } : built);
}

/** `place` is where a missing expression is said to be. */
export function buildExpression(b: Builder, cst: ExpressionCstNode | undefined, place: number): Built {
  const items = cst?.children.items ?? [];
  const operands: Built[] = [];
  const operators: Operator[] = [];
  let wantsOperand = true;
  let at = place;

  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (!isToken(item)) {
      if (item.name !== "conditional" || !wantsOperand) continue;
      const built = conditional(b, item);
      if (i > 0) {
        const label = { span: built.node.span, text: "an `if` as an operand" };
        b.diagnostics.push(
          complain("unexpected-token", [label], "put the `if` in brackets: `2 * (if c then a else b)`"),
        );
      }
      operands.push(built);
      wantsOperand = false;
      at = built.end;
      continue;
    }
    at = t.endOf(item);
    if (!wantsOperand) {
      pushInfix(b, item, operators, operands);
      wantsOperand = true;
      continue;
    }
    if (item.tokenType === t.Minus) {
      operators.push({ token: item, precedence: NEGATION, infix: undefined, isSign: true });
      continue;
    }
    const next = items[i + 1];
    if (item.tokenType === t.NumberLiteral) operands.push(atom(numberLiteral(b, item)));
    else if (item.tokenType === t.Identifier) {
      if (next !== undefined && !isToken(next) && next.name === "arguments") {
        operands.push(call(b, item, next));
        i++;
      } else operands.push(atom({ kind: "name", ...identifier(b, item) }));
    } else if (item.tokenType === t.LeftParen) {
      let inner: Built | undefined;
      if (next !== undefined && !isToken(next) && next.name === "expression") {
        inner = buildExpression(b, next, at);
        i++;
      }
      inner ??= atom(missing(b, at, at));
      const close = items[i + 1];
      let end = inner.end;
      if (isToken(close) && close.tokenType === t.RightParen) {
        end = t.endOf(close);
        i++;
      }
      operands.push(atom(inner.node, item.startOffset, end, inner.depth));
    } else continue;
    wantsOperand = false;
    at = operands[operands.length - 1].end;
  }
  if (wantsOperand) operands.push(atom(missing(b, at, at)));
  while (operators.length > 0) reduce(b, operators, operands);
  return operands[0];
}

function pushInfix(b: Builder, token: IToken, operators: Operator[], operands: Built[]): void {
  const infix = INFIX.get(token.image);
  const precedence = infix?.precedence ?? COMPARISON;
  while (operators.length > 0) {
    const top = operators[operators.length - 1].precedence;
    if (top < precedence || (top === precedence && precedence === POWER)) break;
    reduce(b, operators, operands);
  }
  const left = operands[operands.length - 1];
  if (precedence === COMPARISON && infix !== undefined && left.isComparison) {
    const label = { span: span(b.file, token.startOffset, t.endOf(token)), text: "a second comparison" };
    const first = { span: left.node.span, text: "the first comparison" };
    const hint = "nest the conditions: `if a < b then (if b < c then x else y) else y`";
    b.diagnostics.push(complain("chained-comparison", [label, first], hint));
    operands[operands.length - 1] = atom(missing(b, left.start, left.end));
  }
  operators.push(
    infix === undefined ? { token, precedence, infix: undefined, isSign: false } : { token, precedence, infix },
  );
}
