/** A diagnostic goes in; its text for people comes out, for a terminal or a file. The one place where that is decided. */

import { lineText, positionAt, type SourceFile } from "../text/source-file.ts";
import { visible } from "./cells.ts";
import type { Diagnostic, Label } from "./diagnostic.ts";
import { type Stretch, snippet, stretchesOf } from "./snippet.ts";

export interface RenderOptions {
  /** ANSI colours; off unless asked for. */
  readonly colour?: boolean;
  /** Columns of source shown at most; a longer line is cut around its label. */
  readonly columns?: number;
}

type Paint = (style: keyof typeof STYLES, text: string) => string;

const STYLES = { error: "1;31", warning: "1;33", gutter: "34", hint: "36", title: "1" } as const;

const plain: Paint = (_style, text) => text;
const ansi: Paint = (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m`;

/** A line of source to show and what to write under it; without text for the first of two ends of a span. */
interface Mark extends Stretch {
  readonly file: SourceFile;
  readonly sign: "^" | "-";
  readonly text: string;
}

function marksOf({ span, text }: Label, sign: Mark["sign"]): readonly Mark[] {
  const stretches = stretchesOf(span);
  return stretches.map((stretch, i) => ({
    ...stretch,
    file: span.file,
    sign,
    text: i === stretches.length - 1 ? text : "",
  }));
}

/** The primary label's file first, each file's lines in order. */
function marksByFile(labels: Diagnostic["labels"]): ReadonlyMap<SourceFile, readonly Mark[]> {
  const byFile = new Map<SourceFile, Mark[]>();
  for (const mark of labels.flatMap((label, i) => marksOf(label, i === 0 ? "^" : "-"))) {
    const marks = byFile.get(mark.file);
    if (marks === undefined) byFile.set(mark.file, [mark]);
    else marks.push(mark);
  }
  for (const marks of byFile.values()) marks.sort((a, b) => a.line - b.line || a.start - b.start);
  return byFile;
}

export function render(diagnostic: Diagnostic, { colour = false, columns = 100 }: RenderOptions = {}): string {
  const paint = colour ? ansi : plain;
  const { severity, code, title, labels, hint } = diagnostic;
  const byFile = marksByFile(labels);
  const lastLine = Math.max(...[...byFile.values()].flat().map(({ line }) => line));
  const gutter = " ".repeat(String(lastLine).length);
  const out = [`${paint(severity, `${severity}[${code}]`)}${paint("title", `: ${title}`)}`];
  for (const [file, marks] of byFile) {
    // A file is entered at its first label, which need not be its first line.
    const entry = labels.find(({ span }) => span.file === file) ?? labels[0];
    const { line, column } = positionAt(file, entry.span.start);
    out.push(`${gutter} ${paint("gutter", "┌─")} ${visible(file.name)}:${line}:${column}`);
    out.push(...renderMarks(marks, gutter.length, columns, severity, paint));
  }
  if (hint !== undefined) out.push(`${paint("hint", "Hint:")} ${visible(hint)}`);
  return out.join("\n");
}

function renderMarks(
  marks: readonly Mark[],
  gutterWidth: number,
  columns: number,
  severity: Diagnostic["severity"],
  paint: Paint,
): readonly string[] {
  const out: string[] = [];
  let last: { readonly line: number; readonly text: string } | undefined;
  for (const mark of marks) {
    const { text, indent, length } = snippet(lineText(mark.file, mark.line), mark, columns);
    if (last !== undefined && mark.line > last.line + 1) out.push(`${" ".repeat(gutterWidth)} ${paint("gutter", "·")}`);
    // Marks on one line share it, unless they show different parts of a long line.
    if (last?.line !== mark.line || last.text !== text) {
      out.push(`${paint("gutter", `${String(mark.line).padStart(gutterWidth)} │`)}${text === "" ? "" : ` ${text}`}`);
    }
    last = { line: mark.line, text };
    const label = mark.text === "" ? "" : ` ${visible(mark.text)}`;
    const style = mark.sign === "^" ? severity : "gutter";
    out.push(
      `${" ".repeat(gutterWidth)} ${paint("gutter", "│")} ${" ".repeat(indent)}${paint(style, mark.sign.repeat(length) + label)}`,
    );
  }
  return out;
}

/** Several diagnostics, a blank line between each two. */
export function renderAll(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  return diagnostics.map((diagnostic) => render(diagnostic, options)).join("\n\n");
}
