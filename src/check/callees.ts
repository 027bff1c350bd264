/** From a call to what it calls and whether it passes as many arguments as that takes. */

import { error, quoted } from "../diagnostics/diagnostic.ts";
import type { ElementwiseName } from "../ops/index.ts";
import { CALLABLE_NAMES, CONSTANTS, isCallable, isElementwise, isReduction, opDef } from "../ops/index.ts";
import type { Call } from "../syntax/ast.ts";
import type { Context } from "./expressions.ts";
import { type FunctionUnit, functionNames, type Role } from "./scope.ts";

export type Callee =
  | { readonly kind: "fn"; readonly unit: FunctionUnit }
  | { readonly kind: "built-in"; readonly name: string; readonly elementwise: ElementwiseName | undefined };

/** Names from other languages for what lossc has under another name. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["ln", "log"],
  ["avg", "mean"],
  ["average", "mean"],
  ["sgn", "sign"],
  ["logistic", "sigmoid"],
  ["maximum", "max"],
  ["minimum", "min"],
  ["fabs", "abs"],
  ["arcsin", "asin"],
  ["arccos", "acos"],
  ["arctan", "atan"],
  ["stop_gradient", "detach"],
]);

const ROLES: Readonly<Record<Role, string>> = { input: "an input", parameter: "a parameter", let: "a `let`" };

/** What the call calls; nothing after reporting, or silently where an import has failed. */
export function resolveCallee(call: Call, context: Context): Callee | undefined {
  const { name, span } = call.callee;
  if (isCallable(name)) return { kind: "built-in", name, elementwise: name };
  if (isReduction(name)) return { kind: "built-in", name, elementwise: undefined };
  const callable = context.callables.get(name);
  if (callable?.kind === "fn") return { kind: "fn", unit: callable.unit };
  if (callable?.kind === "unknown") return undefined;
  const binding = context.names.get(name);
  if (binding !== undefined) binding.used = true;
  const what =
    callable?.kind === "loss" ? "a loss" : CONSTANTS.has(name) ? "a constant" : binding && ROLES[binding.role];
  if (what !== undefined) {
    const hint =
      callable?.kind === "loss"
        ? "only functions can be called; declare it with `fn`"
        : `to multiply, write \`${name} * (...)\``;
    context.report(
      error("unknown-op", span, `${quoted(name)} is ${what}, not a function`, name.length > 40 ? {} : { hint }),
    );
    return undefined;
  }
  const key = `${name}(`;
  if (!context.unknown.has(key)) {
    context.report(
      error("unknown-op", span, `there is no operator called ${quoted(name)}`, { hint: calleeHint(name, context) }),
    );
  }
  context.unknown.add(key);
  return undefined;
}

function calleeHint(name: string, context: Context): string | undefined {
  const symbol = isElementwise(name) && opDef(name).internal !== true ? opDef(name).symbol : undefined;
  if (symbol !== undefined) return `it is written \`${symbol}\``;
  const alias = ALIASES.get(name);
  if (alias !== undefined) return `did you mean \`${alias}\`?`;
  return context.suggest(name, () => [...CALLABLE_NAMES, ...functionNames(context.callables)]);
}

function countOf(count: number): string {
  return count === 1 ? "1 argument" : `${count} arguments`;
}

/** Whether the call passes as many arguments as its callee takes; reports it if not. */
export function checkArity(call: Call, callee: Callee, context: Context): boolean {
  const { name } = call.callee;
  const passed = call.args.length;
  const params =
    callee.kind === "fn"
      ? callee.unit.declaration.parameters.map((parameter) => parameter.name)
      : builtInParams(callee);
  const both = callee.kind === "built-in" && callee.elementwise !== undefined && isReduction(callee.name);
  if (passed === params.length || (both && passed === 1)) return true;
  const takes = both ? "1 argument (over the classes) or 2" : countOf(params.length);
  const also = callee.kind === "fn" ? [{ span: callee.unit.declaration.name.span, text: "declared here" }] : [];
  const hint =
    both && passed > 2 ? `nest it, as in \`${name}(a, ${name}(b, c))\`` : `write \`${name}(${params.join(", ")})\``;
  const readable = hint.length <= 80 ? hint : undefined;
  context.report(error("arity", call.span, `${quoted(name)} takes ${takes}, not ${passed}`, { also, hint: readable }));
  return false;
}

function builtInParams({ elementwise }: Extract<Callee, { kind: "built-in" }>): readonly string[] {
  return elementwise === undefined ? ["x"] : opDef(elementwise).params;
}
