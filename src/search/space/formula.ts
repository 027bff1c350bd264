/** An operator's formula goes in, with its place in a file; it comes out in the language's one layout, or what is wrong with it, in place. */

import { checkSource } from "../../check/check-source.ts";
import { type Diagnostic, error, type Label, quoted } from "../../diagnostics/diagnostic.ts";
import { CONSTANTS, isReduction } from "../../ops/index.ts";
import type { Expression } from "../../syntax/ast.ts";
import { printExpression } from "../../syntax/print.ts";
import type { Span } from "../../text/source-file.ts";
import { type JsonNode, type Reader, spanOf } from "./json.ts";
import type { Operator } from "./space.ts";

type Params = Operator["params"];

export interface Formula {
  readonly params: Params;
  readonly expression: Expression;
  readonly text: string;
}

/** Every expression within one, itself first. */
function* within(expression: Expression): Generator<Expression> {
  yield expression;
  switch (expression.kind) {
    case "negation":
      yield* within(expression.operand);
      return;
    case "binary":
      yield* within(expression.left);
      yield* within(expression.right);
      return;
    case "call":
      for (const arg of expression.args) yield* within(arg);
      return;
    case "if":
      yield* within(expression.condition);
      yield* within(expression.consequent);
      yield* within(expression.alternative);
      return;
    default:
      return;
  }
}

const NAME = "operator_of_a_space";

/** The formula as the compiler sees it: the body of a function that a loss calls. */
function programOf(params: Params, text: string): { readonly head: string; readonly program: string } {
  const args = params.length === 1 ? "yhat" : "y, yhat";
  const head = `fn ${NAME}(${params.join(", ")}) = `;
  const labels = params.length === 1 ? "" : "y: target, ";
  return { head, program: `${head}${text}\nloss l(${labels}yhat: probs) = sum(${NAME}(${args}))\n` };
}

export function readFormula(reader: Reader, node: JsonNode): Formula | undefined {
  const text = String(node.value);
  const whole = spanOf(reader, node);
  // Offsets carry over while the string has no escapes.
  const isPlain = reader.file.text.slice(whole.start + 1, whole.end - 1) === text;
  const params: Params = /\b[ab]\b/.test(text) ? ["a", "b"] : ["x"];
  const { head, program } = programOf(params, text);
  const checked = checkSource({ name: "formula", text: program });

  const relocate = ({ start, end }: Span): Span => {
    if (!isPlain) return whole;
    const at = (offset: number): number => whole.start + 1 + Math.max(0, Math.min(text.length, offset - head.length));
    return { file: reader.file, start: at(start), end: at(end) };
  };
  const [fn, loss, ...others] = checked.program.declarations;
  const isAlone = fn?.kind === "fn" && fn.body.form === "equation" && loss?.kind === "loss" && others.length === 0;
  const broken = checked.diagnostics.find(({ severity }) => severity === "error");
  if (!isAlone && (broken === undefined || /[\n\r]/.test(text))) {
    const hint = "one expression on one line, as in `log(abs(x) + eps)`";
    reader.report(error("space-formula", whole, "this is not one formula", { hint }));
    return undefined;
  }
  const { result } = fn?.kind === "fn" ? fn.body : { result: undefined };
  const misfit = result && misfitOf(result, params);
  if (misfit !== undefined) {
    reader.report(
      error("space-formula", misfit.span ? relocate(misfit.span) : whole, misfit.text, { hint: misfit.hint }),
    );
    return undefined;
  }
  if (broken !== undefined) {
    for (const one of checked.diagnostics) if (one.severity === "error") reader.report(inPlace(one, head, relocate));
    return undefined;
  }
  return result && { params, expression: result, text: printExpression(result) };
}

/** The labels within the formula alone: the rest of the program is not the user's. */
function inPlace(diagnostic: Diagnostic, head: string, relocate: (span: Span) => Span): Diagnostic {
  const [first, ...others] = diagnostic.labels;
  const inside = diagnostic.labels.filter(({ span }) => span.start >= head.length && span.file.name === "formula");
  const [main = first, ...rest] = inside.length > 0 ? inside : [first, ...others];
  const moved = ({ span, text }: Label): Label => ({ span: relocate(span), text });
  return { ...diagnostic, labels: [moved(main), ...rest.map(moved)] };
}

interface Misfit {
  readonly text: string;
  readonly hint?: string;
  readonly span?: Span;
}

function misfitOf(result: Expression, params: Params): Misfit | undefined {
  const names = new Set<string>();
  for (const one of within(result)) {
    // What is missing may hold the rest; the parser has said so.
    if (one.kind === "missing") return undefined;
    if (one.kind === "name") names.add(one.name);
    if (one.kind === "call" && isReduction(one.callee.name) && (one.args.length === 1 || one.callee.name === "sum")) {
      const hint = "operators work on the values of one class; the sum over classes is taken around them";
      return { text: `${quoted(one.callee.name)} works over classes`, hint, span: one.callee.span };
    }
  }
  const hint = "a formula has the parameter `x`, or both `a` and `b`";
  if (params.length === 2 && names.has("x")) return { text: "`x` stands beside `a` or `b`", hint };
  const lacking = params.filter((param) => !names.has(param));
  if (lacking.length === 0) return undefined;
  const strangers = [...names].filter((name) => !CONSTANTS.has(name) && !["x", "a", "b"].includes(name));
  // An unknown name is the likelier mistake, and is told by the checker.
  if (strangers.length > 0 && lacking.length === 1) return undefined;
  return { text: `the formula does not use \`${lacking[0]}\``, hint };
}
