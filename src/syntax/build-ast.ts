/** The concrete syntax tree of a file goes in; its AST comes out, whole for text without errors and with holes otherwise. */

import type { IToken } from "chevrotain";
import type {
  Body,
  Declaration,
  FunctionDeclaration,
  Identifier,
  ImportDeclaration,
  InputDeclaration,
  InputKind,
  Let,
  LossDeclaration,
  ParameterDeclaration,
  Program,
  RangeDeclaration,
} from "./ast.ts";
import { INPUT_KINDS } from "./ast.ts";
import { type Builder, buildExpression, identifier } from "./build-expression.ts";
import { complain, quoted, span } from "./complain.ts";
import type {
  BodyCstNode,
  FnDeclarationCstNode,
  ImportDeclarationCstNode,
  InputDeclarationCstNode,
  LossDeclarationCstNode,
  ParameterDeclarationCstNode,
  ProgramCstNode,
  RangeCstNode,
} from "./cst-types.generated.ts";
import * as t from "./tokens.ts";

export interface Comment {
  /** As written, with its slashes, without blanks at its end. */
  readonly text: string;
  readonly span: { readonly start: number; readonly end: number };
}

/** Recovery leaves out whatever it did not find. */
type Found<T> = Partial<T>;

const KINDS: ReadonlyMap<string, InputKind> = new Map(INPUT_KINDS.map((kind) => [kind, kind]));

function endOfLast(tokens: readonly (IToken | undefined)[], fallback: number): number {
  let end = fallback;
  for (const token of tokens) if (token !== undefined) end = Math.max(end, t.endOf(token));
  return end;
}

function inputDeclaration(b: Builder, cst: InputDeclarationCstNode): InputDeclaration | undefined {
  const { name, Colon, kind }: Found<InputDeclarationCstNode["children"]> = cst.children;
  if (name === undefined) return undefined;
  const place = span(b.file, name[0].startOffset, endOfLast([name[0], Colon?.[0], kind?.[0]], 0));
  const inputKind = kind === undefined ? undefined : KINDS.get(kind[0].image);
  if (kind !== undefined && inputKind === undefined && kind[0].image !== "") {
    const label = { span: identifier(b, kind[0]).span, text: `${quoted(kind[0].image)} is not a kind of input` };
    const hint = `the kinds are ${INPUT_KINDS.map((known) => `\`${known}\``).join(", ")}`;
    b.diagnostics.push(complain("unknown-kind", [label], hint));
  }
  return { name: identifier(b, name[0]), inputKind, span: place };
}

function range(b: Builder, cst: RangeCstNode): RangeDeclaration | undefined {
  const { open, low, Comma, high, close }: Found<RangeCstNode["children"]> = cst.children;
  if (open === undefined) return undefined;
  const lowBuilt = buildExpression(b, low?.[0], t.endOf(open[0]));
  const highBuilt = buildExpression(b, high?.[0], endOfLast([Comma?.[0]], lowBuilt.end));
  return {
    low: lowBuilt.node,
    high: highBuilt.node,
    lowOpen: open[0].tokenType === t.LeftParen,
    highOpen: close?.[0].tokenType === t.RightParen,
    span: span(b.file, open[0].startOffset, endOfLast([close?.[0]], highBuilt.end)),
  };
}

function parameterDeclaration(b: Builder, cst: ParameterDeclarationCstNode): ParameterDeclaration | undefined {
  const children: Found<ParameterDeclarationCstNode["children"]> = cst.children;
  const name = children.Identifier?.[0];
  if (name === undefined) return undefined;
  const value = buildExpression(b, children.expression?.[0], endOfLast([children.Assign?.[0]], t.endOf(name)));
  const itsRange = children.range === undefined ? undefined : range(b, children.range[0]);
  return {
    name: identifier(b, name),
    defaultValue: value.node,
    range: itsRange,
    span: span(b.file, name.startOffset, itsRange?.span.end ?? value.end),
  };
}

function body(b: Builder, cst: BodyCstNode | undefined, place: number): Body {
  const children: Found<BodyCstNode["children"]> = cst?.children ?? {};
  const brace = children.LeftBrace?.[0];
  const first = brace ?? children.Assign?.[0];
  const start = first?.startOffset ?? place;
  let end = endOfLast([first], place);
  const lets: Let[] = [];
  for (const { children: parts } of children.letStatement ?? []) {
    const { Let: word, Identifier: name, Assign, expression }: Found<typeof parts> = parts;
    if (word === undefined) continue;
    end = endOfLast([word[0], name?.[0], Assign?.[0]], end);
    const value = buildExpression(b, expression?.[0], end);
    end = value.end;
    if (name === undefined || name[0].image === "") continue;
    lets.push({ name: identifier(b, name[0]), value: value.node, span: span(b.file, word[0].startOffset, end) });
  }
  const result = buildExpression(b, children.expression?.[0], endOfLast([children.Return?.[0]], end));
  end = endOfLast([children.RightBrace?.[0]], result.end);
  return {
    form: brace === undefined ? "equation" : "block",
    lets,
    result: result.node,
    span: span(b.file, start, end),
  };
}

function named(token: IToken | undefined): token is IToken {
  return token !== undefined && token.image !== "";
}

function lossDeclaration(b: Builder, cst: LossDeclarationCstNode, doc: string): LossDeclaration | undefined {
  const children: Found<LossDeclarationCstNode["children"]> = cst.children;
  const word = children.Loss?.[0];
  const name = children.Identifier?.[0];
  const inputs = (children.inputDeclaration ?? []).flatMap((input) => inputDeclaration(b, input) ?? []);
  const parameters = (children.parameterDeclaration ?? []).flatMap((one) => parameterDeclaration(b, one) ?? []);
  const headEnd = Math.max(
    endOfLast([word, name, children.LeftParen?.[0], children.RightParen?.[0]], 0),
    inputs.at(-1)?.span.end ?? 0,
    parameters.at(-1)?.span.end ?? 0,
  );
  const itsBody = body(b, children.body?.[0], headEnd);
  if (word === undefined || !named(name)) return undefined;
  const place = span(b.file, word.startOffset, itsBody.span.end);
  return { kind: "loss", name: identifier(b, name), doc, inputs, parameters, body: itsBody, span: place };
}

function fnDeclaration(b: Builder, cst: FnDeclarationCstNode, doc: string): FunctionDeclaration | undefined {
  const children: Found<FnDeclarationCstNode["children"]> = cst.children;
  const word = children.Fn?.[0];
  const name = children.name?.[0];
  const parameters = (children.parameters ?? []).filter(named).map((token): Identifier => identifier(b, token));
  const head = [word, name, children.LeftParen?.[0], ...(children.parameters ?? []), children.RightParen?.[0]];
  const itsBody = body(b, children.body?.[0], endOfLast(head, 0));
  if (word === undefined || !named(name)) return undefined;
  const place = span(b.file, word.startOffset, itsBody.span.end);
  return { kind: "fn", name: identifier(b, name), doc, parameters, body: itsBody, span: place };
}

function importDeclaration(b: Builder, cst: ImportDeclarationCstNode): ImportDeclaration | undefined {
  const children: Found<ImportDeclarationCstNode["children"]> = cst.children;
  const word = children.Import?.[0];
  const path = children.StringLiteral?.[0];
  if (word === undefined || !named(path)) return undefined;
  const pathSpan = span(b.file, path.startOffset, t.endOf(path));
  return {
    kind: "import",
    names: (children.Identifier ?? []).filter(named).map((token) => identifier(b, token)),
    path: path.image.replaceAll('"', ""),
    pathSpan,
    span: span(b.file, word.startOffset, pathSpan.end),
  };
}

/** The `///` lines of `comments[from …]` that stand alone on their lines and end before `start`. */
function docBefore(b: Builder, comments: readonly Comment[], from: number, start: number, previousEnd: number): string {
  const lines: string[] = [];
  let lineBegan = previousEnd;
  for (let i = from; i < comments.length && comments[i].span.start < start; i++) {
    const { text, span: place } = comments[i];
    const standsAlone = previousEnd === 0 || /[\r\n]/.test(b.file.text.slice(lineBegan, place.start));
    lineBegan = place.end;
    if (standsAlone && isDoc(text)) lines.push(text.slice(3).replace(/^[ \t]/, ""));
  }
  return lines.join("\n");
}

export function isDoc(comment: string): boolean {
  return comment.startsWith("///") && comment.charCodeAt(3) !== 0x2f;
}

export function buildProgram(b: Builder, cst: ProgramCstNode | undefined, comments: readonly Comment[]): Program {
  const declarations: Declaration[] = [];
  let previousEnd = 0;
  let nextComment = 0;
  for (const child of cst?.children.declarations ?? []) {
    const parts: { Loss?: IToken[]; Fn?: IToken[] } = child.name === "importDeclaration" ? {} : child.children;
    const start = (parts.Loss ?? parts.Fn)?.[0].startOffset ?? 0;
    while (nextComment < comments.length && comments[nextComment].span.start < previousEnd) nextComment++;
    const doc = comments.length === 0 ? "" : docBefore(b, comments, nextComment, start, previousEnd);
    const declaration =
      child.name === "lossDeclaration"
        ? lossDeclaration(b, child, doc)
        : child.name === "fnDeclaration"
          ? fnDeclaration(b, child, doc)
          : importDeclaration(b, child);
    if (declaration === undefined) continue;
    declarations.push(declaration);
    previousEnd = declaration.span.end;
  }
  return { declarations, span: span(b.file, 0, b.file.text.length) };
}
