/** An AST goes in, with the comments of its source if it has one; its text in the one layout of the language comes out. */

import type {
  Body,
  Declaration,
  FunctionDeclaration,
  ImportDeclaration,
  LossDeclaration,
  ParameterDeclaration,
  Program,
} from "./ast.ts";
import type { Comment } from "./build-ast.ts";
import { type CommentQueue, NO_COMMENTS } from "./comment-queue.ts";
import { foldExpression, printExpression, WIDTH } from "./print-expression.ts";

export { printExpression } from "./print-expression.ts";

export function print(program: Program): string {
  return layOut(program, NO_COMMENTS, true);
}

/** `withDocs` prints the `///` lines from the AST; otherwise they are among the comments. */
export function layOut(program: Program, comments: CommentQueue, withDocs: boolean): string {
  const lines: string[] = [];
  program.declarations.forEach((declaration, i) => {
    const previous: Declaration | undefined = program.declarations[i - 1];
    const isImport = declaration.kind === "import";
    const leading = comments.takeBefore(isImport ? declaration.span.end : declaration.span.start);
    const firstStart = leading[0]?.span.start ?? declaration.span.start;
    const close = previous?.kind === "import" && isImport && !comments.isAfterBlankLine(firstStart);
    if (previous !== undefined && !close) lines.push("");
    const outside = leading.filter((comment) => comment.span.start < declaration.span.start);
    pushComments(lines, outside, comments, "");
    if (outside.length > 0 && comments.isAfterBlankLine(declaration.span.start)) lines.push("");
    for (const comment of leading.slice(outside.length)) lines.push(comment.text);
    if (withDocs && declaration.kind !== "import" && declaration.doc !== "") {
      for (const line of declaration.doc.split("\n")) lines.push(line === "" ? "///" : `/// ${line}`);
    }
    if (declaration.kind === "import") lines.push(importText(declaration));
    else pushDeclaration(lines, declaration, comments);
    appendTrailing(lines, comments, program.declarations[i + 1]?.span.start ?? Number.POSITIVE_INFINITY);
  });
  const rest = comments.takeBefore(Number.POSITIVE_INFINITY);
  if (rest.length > 0 && lines.length > 0 && comments.isAfterBlankLine(rest[0].span.start)) lines.push("");
  pushComments(lines, rest, comments, "");
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** Own lines, with an empty line wherever the source has some, but not above the first. */
function pushComments(lines: string[], found: readonly Comment[], comments: CommentQueue, indent: string): void {
  found.forEach((comment, i) => {
    if (i > 0 && comments.isAfterBlankLine(comment.span.start)) lines.push("");
    lines.push(indent + comment.text);
  });
}

function appendTrailing(lines: string[], comments: CommentQueue, before: number): void {
  const trailing = comments.takeTrailing(before);
  if (trailing !== undefined) lines.push(`${lines.pop()} ${trailing.text}`);
}

function importText({ names, path }: ImportDeclaration): string {
  const flat = `import { ${names.map(({ name }) => name).join(", ")} } from "${path}"`;
  if (names.length === 0) return `import {} from "${path}"`;
  if (flat.length <= WIDTH) return flat;
  return `import {\n${names.map(({ name }) => `  ${name},\n`).join("")}} from "${path}"`;
}

interface HeaderItem {
  readonly text: string;
  readonly span: { readonly start: number; readonly end: number };
}

function parameterText({ name, defaultValue, range }: ParameterDeclaration): string {
  const text = `${name.name} = ${printExpression(defaultValue)}`;
  if (range === undefined) return text;
  const open = range.lowOpen ? "(" : "[";
  const close = range.highOpen ? ")" : "]";
  return `${text} in ${open}${printExpression(range.low)}, ${printExpression(range.high)}${close}`;
}

function headerItems(declaration: LossDeclaration | FunctionDeclaration): readonly (readonly HeaderItem[])[] {
  if (declaration.kind === "fn") return [declaration.parameters.map(({ name, span }) => ({ text: name, span }))];
  const inputs = declaration.inputs.map(({ name, inputKind, span }) => ({
    text: `${name.name}: ${inputKind ?? "?"}`,
    span,
  }));
  const parameters = declaration.parameters.map((one) => ({ text: parameterText(one), span: one.span }));
  return parameters.length === 0 ? [inputs] : [inputs, parameters];
}

function pushDeclaration(
  lines: string[],
  declaration: LossDeclaration | FunctionDeclaration,
  comments: CommentQueue,
): void {
  const { name, body } = declaration;
  const groups = headerItems(declaration);
  const lastEnd = groups.flat().at(-1)?.span.end ?? name.span.end;
  const closing = comments.find(")", lastEnd);
  const flat = `${declaration.kind} ${name.name}(${groups.map((group) => group.map(({ text }) => text).join(", ")).join("; ")})`;
  const header: string[] = [`${declaration.kind} ${name.name}(`];
  if (pushHeader(header, groups, comments, closing) || flat.length + 2 > WIDTH) lines.push(...header);
  else lines.push(flat);
  const afterHeader = comments.takeBefore(body.span.start);
  if (body.form === "block") pushBlock(lines, body, comments, afterHeader);
  else pushEquation(lines, body, [...afterHeader, ...comments.takeBefore(body.span.end)]);
}

/** The header with one item a line; says whether comments demand it. */
function pushHeader(
  lines: string[],
  groups: readonly (readonly HeaderItem[])[],
  comments: CommentQueue,
  closing: number,
): boolean {
  let any = false;
  const place = (before: number, end: number) => {
    const trailing = comments.takeTrailing(before);
    if (trailing !== undefined) lines.push(`${lines.pop()} ${trailing.text}`);
    const own = comments.takeBefore(end);
    for (const comment of own) lines.push(`  ${comment.text}`);
    any ||= trailing !== undefined || own.length > 0;
  };
  groups.forEach((items, group) => {
    const isLastGroup = group === groups.length - 1;
    if (items.length === 0 && !isLastGroup) lines.push(`${lines.pop()};`);
    items.forEach(({ text, span }, i) => {
      place(span.start, span.end);
      lines.push(`  ${text}${i === items.length - 1 && !isLastGroup ? ";" : ","}`);
    });
  });
  place(closing, closing);
  lines.push(")");
  return any;
}

function pushEquation(lines: string[], body: Body, found: readonly Comment[]): void {
  const head = `${lines.pop()} =`;
  if (found.length === 0) {
    lines.push(afterEquals(head, body.result, ""));
    return;
  }
  lines.push(head);
  for (const comment of found) lines.push(`  ${comment.text}`);
  lines.push(`  ${foldExpression(body.result, "  ", 2)}`);
}

/** On the same line, else on the next one, else folded from the same line on. */
function afterEquals(head: string, value: Body["result"], indent: string): string {
  const flat = printExpression(value);
  const inner = `${indent}  `;
  if (head.length + 1 + flat.length > WIDTH && inner.length + flat.length <= WIDTH) return `${head}\n${inner}${flat}`;
  if (value.kind === "if") return `${head}\n${inner}${foldExpression(value, inner, inner.length)}`;
  return `${head} ${foldExpression(value, indent, head.length + 1)}`;
}

function pushBlock(lines: string[], body: Body, comments: CommentQueue, afterHeader: readonly Comment[]): void {
  const lastLet = body.lets.at(-1);
  const returnStart = comments.find("return", lastLet?.span.end ?? body.span.start);
  const statements = body.lets.map(({ name, value, span }) => ({
    text: afterEquals(`  let ${name.name} =`, value, "  "),
    start: span.start,
    end: span.end,
  }));
  const result = `  return ${foldExpression(body.result, body.result.kind === "if" ? "    " : "  ", "  return ".length)}`;
  statements.push({ text: result, start: returnStart, end: body.result.span.end });

  lines.push(`${lines.pop()} {`);
  for (const comment of afterHeader) lines.push(`  ${comment.text}`);
  if (afterHeader.length === 0) appendTrailing(lines, comments, statements[0].start);
  statements.forEach(({ text, start, end }, i) => {
    const isFirst = i === 0 && afterHeader.length === 0;
    const above = comments.takeBefore(start);
    if (!isFirst && above.length > 0 && comments.isAfterBlankLine(above[0].span.start)) lines.push("");
    pushComments(lines, above, comments, "  ");
    if ((!isFirst || above.length > 0) && comments.isAfterBlankLine(start)) lines.push("");
    // A comment amid a statement moves above it.
    for (const comment of comments.takeBefore(end)) lines.push(`  ${comment.text}`);
    lines.push(text);
    appendTrailing(lines, comments, statements[i + 1]?.start ?? body.span.end);
  });
  const below = comments.takeBefore(body.span.end);
  if (below.length > 0 && comments.isAfterBlankLine(below[0].span.start)) lines.push("");
  pushComments(lines, below, comments, "  ");
  lines.push("}");
}
