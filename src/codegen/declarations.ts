/** Declarations of a TypeScript file go in; their text comes out, laid out as lossc's own sources are. */

import { commentText, docComment } from "./describe.ts";

const WIDTH = 120;

export interface FunctionDeclaration {
  readonly name: string;
  readonly isExported: boolean;
  readonly doc?: string;
  /** Each with its type: `p: ArrayLike<number>`. */
  readonly parameters: readonly string[];
  /** Its type. */
  readonly result: string;
  /** A text may be several lines. */
  readonly lines: readonly string[];
}

export function functionText({ name, isExported, doc, parameters, result, lines }: FunctionDeclaration): string {
  const start = `${isExported ? "export " : ""}function ${name}(`;
  const end = `): ${result} {`;
  const oneLine = start + parameters.join(", ") + end;
  const head = oneLine.length <= WIDTH ? [oneLine] : [start, ...parameters.map((parameter) => `  ${parameter},`), end];
  return [...(doc === undefined ? [] : [docComment(doc)]), ...head, indented(lines), "}"].join("\n");
}

const indented = (lines: readonly string[]): string => lines.join("\n").replace(/^(?=.)/gm, "  ");

/** A member that the reader of an object may rely on, or not. */
export interface Property {
  readonly name: string;
  readonly type: string;
  readonly doc: string;
  readonly isOptional: boolean;
}

/** An exported interface of members that cannot be written. */
export function interfaceText(name: string, properties: readonly Property[]): string {
  const members = properties.flatMap(({ name: member, type, doc, isOptional }) => [
    docComment(commentText(doc)),
    `readonly ${member}${isOptional ? "?" : ""}: ${type};`,
  ]);
  return [`export interface ${name} {`, indented(members), "}"].join("\n");
}

/** Statements with a blank line between one and the next. */
export const fileText = (statements: readonly string[]): string => `${statements.join("\n\n")}\n`;
