/** The functions of one file go in; what is wrong with each on its own comes out, and those at fault are marked broken. */

import type { Label } from "../diagnostics/diagnostic.ts";
import { error, quoted } from "../diagnostics/diagnostic.ts";
import { isCallable, isReduction } from "../ops/index.ts";
import type { Body, Call } from "../syntax/ast.ts";
import type { Span } from "../text/source-file.ts";
import { callsIn, checkBody, letSpans, reportExceeded, reportUnused } from "./body.ts";
import { type Context, freshBudget, MAX_DEPTH, MAX_NODES } from "./expressions.ts";
import type { Binding, Callable, FunctionUnit, Report, Sink } from "./scope.ts";
import { declare } from "./scope.ts";

/** Stands for any value: what a function is called with is not known when it is checked by itself. */
function anyValue(span: Span) {
  return { kind: "number", value: 0, text: "0", shape: "constant", span } as const;
}

export function checkFunction(unit: FunctionUnit, { report, suggest }: Sink): void {
  const { declaration, callables } = unit;
  let errors = 0;
  const context: Context = {
    names: new Map<string, Binding>(),
    callables,
    lets: letSpans(declaration.body),
    unknown: new Set(),
    classAxis: true,
    budget: freshBudget(),
    report: (diagnostic) => {
      if (diagnostic.severity === "error") errors++;
      report(diagnostic);
    },
    suggest,
    inline: (_unit, _args, { span }) => anyValue(span),
  };
  for (const parameter of declaration.parameters)
    declare(context.names, parameter, "parameter", anyValue, context.report);
  const { whole } = checkBody(declaration.body, context);
  reportExceeded(context, declaration.name.span, { nodes: MAX_NODES, depth: MAX_DEPTH });
  if (errors > 0 || !whole) unit.broken = true;
  else reportUnused(context);
}

/** Whether a body reduces over classes, itself or in a function that it calls and that is known to. */
export function reducesIn(body: Body, callables: ReadonlyMap<string, Callable>): boolean {
  return callsIn(body).some(({ callee: { name }, args }) => {
    if (isReduction(name)) return !isCallable(name) || args.length === 1;
    const callable = isCallable(name) ? undefined : callables.get(name);
    return callable?.kind === "fn" && callable.unit.reduces;
  });
}

interface Edge {
  readonly call: Call;
  readonly to: FunctionUnit;
}

function edgesFrom(unit: FunctionUnit, own: ReadonlySet<FunctionUnit>): readonly Edge[] {
  return callsIn(unit.declaration.body).flatMap((call) => {
    const { name } = call.callee;
    const callable = isCallable(name) || isReduction(name) ? undefined : unit.callables.get(name);
    return callable?.kind === "fn" && own.has(callable.unit) ? [{ call, to: callable.unit }] : [];
  });
}

/** Marks the functions of a file that reduce over classes: first those that do so themselves, then whoever calls them. */
export function markReducing(units: readonly FunctionUnit[]): void {
  const own = new Set(units);
  const callers = new Map<FunctionUnit, FunctionUnit[]>(units.map((unit) => [unit, []]));
  for (const unit of units) for (const { to } of edgesFrom(unit, own)) callers.get(to)?.push(unit);
  const pending = units.filter(({ declaration, callables }) => reducesIn(declaration.body, callables));
  for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
    if (unit.reduces) continue;
    unit.reduces = true;
    pending.push(...(callers.get(unit) ?? []));
  }
}

/**
 * Reports every cycle of calls once and marks its functions broken. Depth-first with an explicit path, since a file may
 * hold a chain of calls longer than the stack is deep; imports have no cycles, so one file's functions are enough.
 */
export function checkRecursion(units: readonly FunctionUnit[], report: Report): void {
  const own = new Set(units);
  const done = new Set<FunctionUnit>();
  const recursive = new Set<FunctionUnit>();
  for (const root of units) {
    if (done.has(root)) continue;
    const path: { unit: FunctionUnit; edges: readonly Edge[]; next: number }[] = [
      { unit: root, edges: edgesFrom(root, own), next: 0 },
    ];
    const at = new Map<FunctionUnit, number>([[root, 0]]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      if (top.next === top.edges.length) {
        done.add(top.unit);
        at.delete(top.unit);
        path.pop();
        continue;
      }
      const edge = top.edges[top.next++];
      const back = at.get(edge.to);
      if (back !== undefined) {
        const cycle = path.slice(back).map(({ unit, edges, next }) => ({ unit, call: edges[next - 1].call }));
        // Of cycles that share a function the first is told.
        if (!cycle.some(({ unit }) => recursive.has(unit))) reportCycle(cycle, report);
        for (const { unit } of cycle) recursive.add(unit);
      } else if (!done.has(edge.to)) {
        at.set(edge.to, path.length);
        path.push({ unit: edge.to, edges: edgesFrom(edge.to, own), next: 0 });
      }
    }
  }
  for (const unit of recursive) unit.broken = true;
}

const MOST_SHOWN = 8;

function reportCycle(cycle: readonly { readonly unit: FunctionUnit; readonly call: Call }[], report: Report): void {
  const { name } = cycle[0].unit.declaration;
  const also = cycle.slice(0, MOST_SHOWN).map(({ call }, i): Label => {
    const again = i === cycle.length - 1 ? ", and so round again" : "";
    return { span: call.span, text: `calls ${quoted(call.callee.name)}${again}` };
  });
  const hint = "a function is copied into the place that calls it, so it cannot call itself";
  report(error("recursive-function", name.span, `${quoted(name.name)} ends up calling itself`, { also, hint }));
}
