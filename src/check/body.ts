/** From a body, in a context that knows its inputs and parameters, to its checked lets and result. */

import { error, quoted, warning } from "../diagnostics/diagnostic.ts";
import type { Body, Call, Expression } from "../syntax/ast.ts";
import type { Span } from "../text/source-file.ts";
import type { CheckedExpression, CheckedLet } from "./checked.ts";
import { type Context, checkExpression } from "./expressions.ts";
import type { Binding, FunctionUnit, Role } from "./scope.ts";
import { declare } from "./scope.ts";

export interface CheckedBody {
  /** Without those that a mistake took. */
  readonly lets: readonly CheckedLet[];
  readonly result: CheckedExpression | undefined;
  /** Whether nothing is lacking. */
  readonly whole: boolean;
}

export function checkBody(body: Body, context: Context): CheckedBody {
  const lets: CheckedLet[] = [];
  for (const { name, value } of body.lets) {
    const checked = checkExpression(value, context);
    const binding = checked && { name: name.name, value: checked };
    if (binding !== undefined) lets.push(binding);
    const refer = binding && ((span: Span) => ({ kind: "local", binding, shape: binding.value.shape, span }) as const);
    declare(context.names, name, "let", refer, context.report);
  }
  const result = checkExpression(body.result, context);
  return { lets, result, whole: result !== undefined && lets.length === body.lets.length };
}

/** Where the lets of a body are declared; the first of each name. */
export function letSpans(body: Body): ReadonlyMap<string, Span> {
  return new Map(body.lets.toReversed().map(({ name }) => [name.name, name.span]));
}

/** Of a long chain of calls, the outermost and these many of the innermost are told. */
const INNERMOST_SHOWN = 6;

/**
 * The value of a function at these arguments: a block that binds them and then the function's own lets.
 * The function is sound, so all that can go wrong here depends on the loss it is inlined into.
 */
export function inlineFunction(
  caller: Context,
  unit: FunctionUnit,
  args: readonly CheckedExpression[],
  call: Call,
): CheckedExpression | undefined {
  const { declaration, callables } = unit;
  const bound = declaration.parameters.map(({ name }, i): CheckedLet => ({ name, value: args[i] }));
  const names = new Map(
    bound.map((binding, i): [string, Binding] => {
      const refer = (span: Span) => ({ kind: "local", binding, shape: binding.value.shape, span }) as const;
      return [binding.name, { role: "parameter", declared: declaration.parameters[i].span, refer, used: true }];
    }),
  );
  const context: Context = {
    ...caller,
    names,
    callables,
    lets: new Map(),
    unknown: new Set(),
    report: (diagnostic) => {
      const here = { span: call.span, text: `inside ${quoted(declaration.name.name)}, called here` };
      caller.report({ ...diagnostic, labels: [here, ...diagnostic.labels.slice(-INNERMOST_SHOWN)] });
    },
    inline: (inner, innerArgs, innerCall) => inlineFunction(context, inner, innerArgs, innerCall),
  };
  const { lets, result, whole } = checkBody(declaration.body, context);
  if (!whole || result === undefined) return undefined;
  return { kind: "block", lets: [...bound, ...lets], result, shape: result.shape, span: call.span };
}

/** Every call in a body, innermost last; walked without recursion, for bodies of any depth. */
export function callsIn(body: Body): readonly Call[] {
  const calls: Call[] = [];
  const pending: Expression[] = [body.result, ...body.lets.map(({ value }) => value)];
  for (let expression = pending.pop(); expression !== undefined; expression = pending.pop()) {
    switch (expression.kind) {
      case "negation":
        pending.push(expression.operand);
        break;
      case "binary":
        pending.push(expression.left, expression.right);
        break;
      case "if":
        pending.push(expression.condition, expression.consequent, expression.alternative);
        break;
      case "call":
        calls.push(expression);
        for (const arg of expression.args) pending.push(arg);
        break;
      case "number":
      case "name":
      case "missing":
        break;
    }
  }
  return calls;
}

const ROLE_WORDS: Readonly<Record<Role, string>> = { input: "input", parameter: "parameter", let: "`let`" };

/** Names that nothing reads; a leading underscore says that this is meant. */
export function reportUnused({ names, report }: Context): void {
  for (const [name, { role, declared, used, refer }] of names) {
    if (used || refer === undefined || name.startsWith("_")) continue;
    const hint = name.length > 40 ? undefined : `remove it, or call it \`_${name}\` if this is meant`;
    report(warning("unused-name", declared, `the ${ROLE_WORDS[role]} ${quoted(name)} is never used`, { hint }));
  }
}

/** Says so if the declaration outgrew its budget; the work has stopped by then. */
export function reportExceeded(
  { budget, report }: Context,
  name: Span,
  limits: { readonly nodes: number; readonly depth: number },
): void {
  if (budget.exceeded === "nodes") {
    const count = limits.nodes.toLocaleString("en");
    const hint = "a function is copied into every place that calls it; keep a repeated value in a `let`";
    report(
      error("program-too-large", name, `this grows past ${count} operations once its functions are inlined`, { hint }),
    );
  } else if (budget.exceeded === "depth") {
    const count = limits.depth.toLocaleString("en");
    const hint = "split the expression up with `let`";
    report(error("nested-too-deeply", name, `this nests operations more than ${count} deep`, { hint }));
  }
}
