/** From a parameter's declaration to its default and range as numbers. */

import type { Label } from "../diagnostics/diagnostic.ts";
import { error } from "../diagnostics/diagnostic.ts";
import { CONSTANTS, opDef } from "../ops/index.ts";
import type { Expression, ParameterDeclaration, RangeDeclaration } from "../syntax/ast.ts";
import type { CheckedExpression, CheckedParameter, ParameterRange } from "./checked.ts";
import { type Context, checkExpression } from "./expressions.ts";
import type { Report } from "./scope.ts";

/** The value of an expression of numbers, constants and operators, or the part that is something else. */
function evaluate(expression: CheckedExpression): number | { readonly blocker: CheckedExpression } {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "constant":
      return CONSTANTS.get(expression.name) ?? Number.NaN;
    case "op": {
      const operands: number[] = [];
      for (const arg of expression.args) {
        const operand = evaluate(arg);
        if (typeof operand !== "number") return operand;
        operands.push(operand);
      }
      return opDef(expression.op).evaluate(...operands);
    }
    case "input":
    case "parameter":
    case "local":
    case "reduction":
    case "block":
      return { blocker: expression };
  }
}

const WHY: Readonly<Record<CheckedExpression["kind"], string>> = {
  number: "",
  constant: "",
  op: "",
  input: "this is an input, known only when the loss is called",
  parameter: "this is a parameter, which the caller may change",
  local: "this is a `let`",
  reduction: "this runs over the classes of an input",
  block: "this calls a helper function",
};

/** A finite number; reports anything else under the code given. */
function constant(
  expression: Expression,
  code: "default-not-constant" | "invalid-range",
  context: Context,
): number | undefined {
  const checked = checkExpression(expression, context);
  if (checked === undefined) return undefined;
  const value = evaluate(checked);
  if (typeof value !== "number") {
    const hint = "use numbers, `pi`, `e`, `eps`, operators and functions of them";
    context.report(error(code, value.blocker.span, WHY[value.blocker.kind], { hint }));
    return undefined;
  }
  if (!Number.isFinite(value)) {
    const what = Number.isNaN(value) ? "this is not a number (NaN)" : "this is infinite";
    context.report(error(code, expression.span, what, { hint: "it must be a finite number" }));
    return undefined;
  }
  return value;
}

function checkRange(declared: RangeDeclaration, context: Context): ParameterRange | undefined {
  const { lowOpen, highOpen, span } = declared;
  const low = constant(declared.low, "invalid-range", context);
  const high = constant(declared.high, "invalid-range", context);
  if (low === undefined || high === undefined) return undefined;
  if (low > high) {
    context.report(
      error("invalid-range", span, `its low end, ${low}, is above its high end, ${high}`, {
        hint: "swap the two ends",
      }),
    );
    return undefined;
  }
  if (low === high && (lowOpen || highOpen)) {
    const hint = "use `[` and `]`, which let the ends in, or two different ends";
    context.report(error("invalid-range", span, "no number lies in this range", { hint }));
    return undefined;
  }
  return { low, high, lowOpen, highOpen };
}

/** A range as the language writes it: `(0, 1]`. */
export function rangeText({ low, high, lowOpen, highOpen }: ParameterRange): string {
  return `${lowOpen ? "(" : "["}${low}, ${high}${highOpen ? ")" : "]"}`;
}

/** Whether a value lies in a range. */
export function inRange(value: number, { low, high, lowOpen, highOpen }: ParameterRange): boolean {
  return (lowOpen ? value > low : value >= low) && (highOpen ? value < high : value <= high);
}

export function checkParameter(declared: ParameterDeclaration, context: Context): CheckedParameter | undefined {
  const defaultValue = constant(declared.defaultValue, "default-not-constant", context);
  const range = declared.range && checkRange(declared.range, context);
  if (defaultValue === undefined || (declared.range !== undefined && range === undefined)) return undefined;
  if (range !== undefined && declared.range !== undefined && !inRange(defaultValue, range)) {
    reportOutOfRange(defaultValue, declared.defaultValue, declared.range, range, context.report);
    return undefined;
  }
  return { name: declared.name.name, defaultValue, range, span: declared.span };
}

function reportOutOfRange(
  value: number,
  expression: Expression,
  declared: RangeDeclaration,
  range: ParameterRange,
  report: Report,
): void {
  const atEnd = value === range.low || value === range.high;
  const also: Label[] = [{ span: declared.span, text: "the range declared" }];
  const hint = atEnd ? "`(` and `)` leave the end out, `[` and `]` let it in" : undefined;
  const text = atEnd ? `${value} is an end that the range leaves out` : `${value} lies outside the range`;
  report(error("default-out-of-range", expression.span, text, { also, hint }));
}
