/** Text of a program, and of the files it may import, goes in; what the checker says comes out in a form that tests compare. */

import { checkSource } from "../../src/check/check-source.ts";
import type { CheckedExpression, CheckedLoss } from "../../src/check/checked.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { Program } from "../../src/syntax/ast.ts";
import { textOf } from "../../src/text/source-file.ts";

export interface CheckedText {
  readonly losses: readonly CheckedLoss[];
  readonly diagnostics: readonly Diagnostic[];
  readonly program: Program;
  /** Each as `code @ the text it points at`. */
  readonly found: readonly string[];
}

export function checkText(text: string, files: Readonly<Record<string, string>> = {}, name = "main.loss"): CheckedText {
  const sources = new Map(Object.entries(files).map(([file, content]) => [file, { name: file, text: content }]));
  const { losses, diagnostics, program } = checkSource({ name, text }, (file) => sources.get(file));
  const found = diagnostics.map(({ code, labels: [{ span }] }) => `${code} @ ${textOf(span)}`);
  return { losses, diagnostics, program, found };
}

/** The only loss of a program without any mistake. */
export function soundLoss(text: string, files?: Readonly<Record<string, string>>): CheckedLoss {
  const { losses, diagnostics } = checkText(text, files);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0 || losses.length !== 1)
    throw new Error(`not sound: ${JSON.stringify(errors.map(({ code }) => code))}`);
  return losses[0];
}

/** A checked expression as text: operators by name, references by what they refer to. */
export function show(expression: CheckedExpression): string {
  switch (expression.kind) {
    case "number":
      return expression.text;
    case "constant":
      return expression.name;
    case "input":
      return expression.input.name;
    case "parameter":
      return expression.parameter.name;
    case "local":
      return expression.binding.name;
    case "op":
      return `${expression.op}(${expression.args.map(show).join(", ")})`;
    case "reduction":
      return `${expression.op}[${show(expression.operand)}]`;
    case "block":
      return `{${expression.lets.map(({ name, value }) => `${name} = ${show(value)}; `).join("")}${show(expression.result)}}`;
  }
}
