/** The text of a JSON file with comments goes in; its values, each with its place, and what is wrong with the form come out. */

import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { type Diagnostic, error, quoted } from "../../diagnostics/diagnostic.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import type { SourceFile, Span } from "../../text/source-file.ts";

export type JsonNode = Node;

/** The file that is read, and where mistakes go. */
export interface Reader {
  readonly file: SourceFile;
  readonly report: (diagnostic: Diagnostic) => void;
}

const MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: "this is no JSON value",
  InvalidNumberFormat: "this is no JSON number",
  PropertyNameExpected: "a key in double quotes is expected here",
  ValueExpected: "a value is expected here",
  ColonExpected: "a colon is expected here",
  CommaExpected: "a comma is expected here",
  CloseBraceExpected: "`}` is missing",
  CloseBracketExpected: "`]` is missing",
  EndOfFileExpected: "the file should end here",
  UnexpectedEndOfComment: "the comment does not end",
  UnexpectedEndOfString: "the string does not end on its line",
};

/** No space is nested more deeply; the parser recurses. */
const MOST_NESTED = 50;

/** Where the text is nested too deeply, if it is. */
function tooDeepAt(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const at = scanner.getTokenOffset();
    if (text[at] === "{" || text[at] === "[") depth++;
    else if (text[at] === "}" || text[at] === "]") depth--;
    if (depth > MOST_NESTED) return at;
  }
  return undefined;
}

/** What a file describes, as `read` has it, or everything that is wrong with it, in the order of the text. */
export function parseFile<Value>(
  file: SourceFile,
  read: (reader: Reader, root: JsonNode) => Value | undefined,
): { readonly value?: Value; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const reader: Reader = { file, report: (diagnostic) => diagnostics.push(diagnostic) };
  const root = readJson(reader);
  const value = root && read(reader, root);
  diagnostics.sort((a, b) => a.labels[0].span.start - b.labels[0].span.start);
  return value === undefined || diagnostics.length > 0 ? { diagnostics } : { value, diagnostics };
}

/** Nothing, after a report, where the text cannot be read. */
export function readJson({ file, report }: Reader): JsonNode | undefined {
  const deep = tooDeepAt(file.text);
  if (deep !== undefined) {
    report(error("nested-too-deeply", { file, start: deep, end: deep + 1 }, `more than ${MOST_NESTED} levels`));
    return undefined;
  }
  const errors: ParseError[] = [];
  const root = parseTree(file.text, errors, { allowTrailingComma: true });
  // What follows the first is mostly its echo.
  const [first] = errors;
  if (first === undefined && root !== undefined) return root;
  const start = Math.min(first?.offset ?? 0, file.text.length);
  const end = Math.min(start + (first?.length ?? 0), file.text.length);
  report(
    error("json-syntax", { file, start, end }, MESSAGES[printParseErrorCode(first?.error ?? 0)] ?? "this is not JSON"),
  );
  return undefined;
}

export function spanOf({ file }: Reader, { offset, length }: JsonNode): Span {
  return { file, start: offset, end: offset + length };
}

export function reportValue(reader: Reader, node: JsonNode, text: string, hint?: string): undefined {
  reader.report(error("json-value", spanOf(reader, node), text, { hint }));
}

/** The members of an object; keys that are not `allowed`, come twice, or are `required` and lacking are reported. */
export function membersOf(
  reader: Reader,
  node: JsonNode,
  what: string,
  allowed: readonly string[],
  required: readonly string[] = [],
): ReadonlyMap<string, JsonNode> | undefined {
  if (node.type !== "object") return reportValue(reader, node, `${what} is an object: \`{ ... }\``);
  const members = new Map<string, JsonNode>();
  for (const { children: [key, value] = [] } of node.children ?? []) {
    const name = String(key.value);
    const span = spanOf(reader, key);
    if (members.has(name)) {
      reader.report(error("json-key", span, `${quoted(name)} stands here twice`, { hint: "keep one of the two" }));
    } else if (!allowed.includes(name)) {
      const hint = didYouMean(name, allowed) ?? `it has ${allowed.map((one) => `\`${one}\``).join(", ")}`;
      reader.report(error("json-key", span, `${what} has no ${quoted(name)}`, { hint }));
    } else if (value !== undefined) members.set(name, value);
  }
  for (const name of required) {
    if (members.has(name)) continue;
    const { file, start } = spanOf(reader, node);
    reader.report(error("json-key", { file, start, end: start + 1 }, `${what} lacks \`${name}\``));
  }
  return members;
}

export function itemsOf(reader: Reader, node: JsonNode | undefined, what: string): readonly JsonNode[] {
  if (node === undefined) return [];
  if (node.type !== "array") reportValue(reader, node, `${what} are a list: \`[ ... ]\``);
  return node.type === "array" ? (node.children ?? []) : [];
}

export function textIn(reader: Reader, node: JsonNode | undefined, what: string): string | undefined {
  if (node === undefined) return undefined;
  if (node.type === "string") return String(node.value);
  return reportValue(reader, node, `${what} is a text in double quotes`);
}

export interface NumberRange {
  readonly low: number;
  readonly high: number;
  /** Whether `low` itself is not allowed. */
  readonly open?: boolean;
  readonly whole?: boolean;
}

/** `otherwise` where there is no value, and after a report. */
export function numberIn(
  reader: Reader,
  node: JsonNode | undefined,
  what: string,
  { low, high, open = false, whole = false }: NumberRange,
  otherwise: number,
): number {
  if (node === undefined) return otherwise;
  const value: unknown = node.value;
  const kind = whole ? "a whole number" : "a number";
  const fits =
    node.type === "number" &&
    typeof value === "number" &&
    (open ? value > low : value >= low) &&
    value <= high &&
    (!whole || Number.isInteger(value));
  if (fits) return value;
  reportValue(
    reader,
    node,
    `${what} is ${kind} ${open ? "above" : "from"} ${low} ${open ? "and at most" : "to"} ${high}`,
  );
  return otherwise;
}
