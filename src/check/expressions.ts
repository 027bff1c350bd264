/** From an expression of the AST and the names in scope to a checked expression; nothing, silently, where it rests on a mistake already diagnosed. */

import { error, quoted } from "../diagnostics/diagnostic.ts";
import type { ElementwiseName, ReductionName } from "../ops/index.ts";
import { CONSTANTS, isReduction, REDUCTIONS } from "../ops/index.ts";
import type { Binary, BinaryOperator, Call, Expression, NameReference } from "../syntax/ast.ts";
import type { Span } from "../text/source-file.ts";
import { checkArity, resolveCallee } from "./callees.ts";
import type { CheckedExpression, Shape } from "./checked.ts";
import type { Binding, Callable, FunctionUnit, Report, Sink } from "./scope.ts";
import { explainUnknownName } from "./unknown-names.ts";

/** Work left for one declaration; shared by every function inlined into it, so that inlining cannot run away. */
export interface Budget {
  nodes: number;
  depth: number;
  exceeded: "nodes" | "depth" | undefined;
}

export const MAX_NODES = 20_000;
/** At 1,000 levels Node's default stack was seen to overflow; these pass with 400 kB of its 984. */
export const MAX_DEPTH = 250;

export function freshBudget(nodes = MAX_NODES): Budget {
  return { nodes, depth: MAX_DEPTH, exceeded: undefined };
}

export interface Context {
  readonly names: Map<string, Binding>;
  readonly callables: ReadonlyMap<string, Callable>;
  /** Lets of this body, to tell a name used too early from one that does not exist. */
  readonly lets: ReadonlyMap<string, Span>;
  /** Names reported as unknown; each is reported once in a declaration. */
  readonly unknown: Set<string>;
  /** Whether there is a class axis to reduce over. */
  readonly classAxis: boolean;
  readonly budget: Budget;
  readonly report: Report;
  readonly suggest: Sink["suggest"];
  /** The value of a sound function, called with as many arguments as it takes. */
  readonly inline: (
    unit: FunctionUnit,
    args: readonly CheckedExpression[],
    call: Call,
  ) => CheckedExpression | undefined;
}

const OPS: Readonly<Record<BinaryOperator, ElementwiseName>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "^": "pow",
  "<": "less",
  "<=": "less_equal",
  ">": "greater",
  ">=": "greater_equal",
  "==": "equal",
  "!=": "not_equal",
};

const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/", "^"]);

const WIDTH: Readonly<Record<Shape, number>> = { constant: 0, "per-example": 1, "per-class": 2 };

/** Narrower operands broadcast up. */
export function widest(operands: readonly CheckedExpression[]): Shape {
  return operands.reduce<Shape>((shape, { shape: next }) => (WIDTH[next] > WIDTH[shape] ? next : shape), "constant");
}

function elementwise(op: ElementwiseName, args: readonly CheckedExpression[], span: Span): CheckedExpression {
  return { kind: "op", op, args, shape: widest(args), span };
}

/** Checks each, so that each is diagnosed; nothing if one of them is nothing. */
function all(
  expressions: readonly Expression[],
  context: Context,
  check: (expression: Expression, context: Context) => CheckedExpression | undefined = checkExpression,
): readonly CheckedExpression[] | undefined {
  const checked = expressions.map((expression) => check(expression, context));
  return checked.every((one) => one !== undefined) ? checked : undefined;
}

/** A number-valued expression. */
export function checkExpression(expression: Expression, context: Context): CheckedExpression | undefined {
  const { budget } = context;
  if (budget.exceeded !== undefined) return undefined;
  if (budget.nodes === 0 || budget.depth === 0) {
    budget.exceeded = budget.nodes === 0 ? "nodes" : "depth";
    return undefined;
  }
  budget.nodes--;
  budget.depth--;
  const checked = checkKind(expression, context);
  budget.depth++;
  return checked;
}

function checkKind(expression: Expression, context: Context): CheckedExpression | undefined {
  const { span } = expression;
  switch (expression.kind) {
    case "missing":
      return undefined;
    case "number":
      return { kind: "number", value: expression.value, text: expression.text, shape: "constant", span };
    case "name":
      return checkName(expression, context);
    case "negation": {
      const operand = checkExpression(expression.operand, context);
      return operand && elementwise("neg", [operand], span);
    }
    case "binary": {
      const args = all([expression.left, expression.right], context);
      if (!ARITHMETIC.has(expression.operator)) {
        const hint = "to choose a number by it, write `if a < b then 1 else 0`";
        context.report(error("comparison-as-number", span, "this is true or false, not a number", { hint }));
        return undefined;
      }
      return args && elementwise(OPS[expression.operator], args, span);
    }
    case "call":
      return checkCall(expression, context);
    case "if": {
      const condition = checkCondition(expression.condition, context);
      const branches = all([expression.consequent, expression.alternative], context);
      return condition && branches && elementwise("select", [condition, ...branches], span);
    }
  }
}

function isComparison(expression: Expression): expression is Binary {
  return expression.kind === "binary" && !ARITHMETIC.has(expression.operator);
}

function checkCondition(expression: Expression, context: Context): CheckedExpression | undefined {
  if (isComparison(expression)) {
    const args = all([expression.left, expression.right], context);
    return args && elementwise(OPS[expression.operator], args, expression.span);
  }
  checkExpression(expression, context);
  if (expression.kind !== "missing") {
    const hint = "compare it with something, as in `x > 0`";
    context.report(error("condition-expected", expression.span, "this is a number, not a comparison", { hint }));
  }
  return undefined;
}

function checkName({ name, span }: NameReference, context: Context): CheckedExpression | undefined {
  const binding = context.names.get(name);
  if (binding !== undefined) {
    binding.used = true;
    return binding.refer?.(span);
  }
  if (CONSTANTS.has(name)) return { kind: "constant", name, shape: "constant", span };
  if (!context.unknown.has(name)) context.report(explainUnknownName(name, span, context));
  context.unknown.add(name);
  return undefined;
}

function checkCall(call: Call, context: Context): CheckedExpression | undefined {
  const args = all(call.args, context);
  const callee = resolveCallee(call, context);
  if (callee === undefined || !checkArity(call, callee, context)) return undefined;
  if (args === undefined) return undefined;
  if (callee.kind === "fn") return callee.unit.broken ? undefined : context.inline(callee.unit, args, call);
  // `max` and `min` are both: of two operands elementwise, of one over the classes.
  if (isReduction(callee.name) && (callee.elementwise === undefined || args.length === 1)) {
    return reduce(callee.name, args[0], call, context);
  }
  return callee.elementwise && elementwise(callee.elementwise, args, call.span);
}

function reduce(
  op: ReductionName,
  operand: CheckedExpression,
  call: Call,
  context: Context,
): CheckedExpression | undefined {
  if (!context.classAxis) {
    const hint = "the mean over the batch is taken by whoever calls the loss";
    context.report(
      error("no-class-axis", call.span, `${quoted(op)} runs over classes, and no input here has any`, { hint }),
    );
    return undefined;
  }
  return { kind: "reduction", op, operand, shape: REDUCTIONS[op].result, span: call.span };
}
