/** From a loss of the AST and the functions it can call to a checked loss; nothing where it or what it calls is at fault. */

import { error, quoted } from "../diagnostics/diagnostic.ts";
import type { InputDeclaration, LossDeclaration } from "../syntax/ast.ts";
import type { Span } from "../text/source-file.ts";
import { checkBody, inlineFunction, letSpans, reportExceeded, reportUnused } from "./body.ts";
import type { CheckedInput, CheckedLoss, CheckedParameter, Shape } from "./checked.ts";
import { type Context, freshBudget, MAX_DEPTH, MAX_NODES } from "./expressions.ts";
import { reducesIn } from "./functions.ts";
import { checkParameter } from "./parameters.ts";
import type { Binding, Callable, Report, Sink } from "./scope.ts";
import { declare } from "./scope.ts";

/** Operations left for the losses of one program together. */
export interface ProgramBudget {
  nodes: number;
}

export const MAX_PROGRAM_NODES = 1_000_000;

/** The shape of each input; `undefined` where an input of unknown kind leaves it open. */
function shapesOf(
  inputs: readonly InputDeclaration[],
  reducing: () => boolean,
): (input: InputDeclaration) => Shape | undefined {
  const kinds = new Set(inputs.map(({ inputKind }) => inputKind));
  const perClass = kinds.has("target") || kinds.has("probs") || kinds.has("logits");
  // Without classes, a loss that reduces runs over the outputs of a regression.
  const values =
    perClass || !kinds.has("value") || !reducing() ? "per-example" : kinds.has(undefined) ? undefined : "per-class";
  return ({ inputKind }) => {
    switch (inputKind) {
      case undefined:
        return undefined;
      case "target":
      case "probs":
      case "logits":
        return "per-class";
      case "value":
        return values;
      case "weight":
        return "per-example";
    }
  };
}

export function checkLoss(
  loss: LossDeclaration,
  callables: ReadonlyMap<string, Callable>,
  { report, suggest }: Sink,
  program: ProgramBudget,
): CheckedLoss | undefined {
  let errors = 0;
  const limit = Math.min(MAX_NODES, program.nodes);
  const budget = freshBudget(limit);
  const shapeOf = shapesOf(loss.inputs, () => reducesIn(loss.body, callables));
  const kindsKnown = loss.inputs.every(({ inputKind }) => inputKind !== undefined);
  const context: Context = {
    names: new Map<string, Binding>(),
    callables,
    lets: letSpans(loss.body),
    unknown: new Set(),
    classAxis: !kindsKnown || loss.inputs.some((input) => shapeOf(input) === "per-class"),
    budget,
    report: (diagnostic) => {
      if (diagnostic.severity === "error") errors++;
      report(diagnostic);
    },
    suggest,
    inline: (unit, args, call) => inlineFunction(context, unit, args, call),
  };

  const inputs: CheckedInput[] = [];
  for (const declared of loss.inputs) {
    const { name, inputKind, span } = declared;
    const shape = shapeOf(declared);
    const input = inputKind && shape && { name: name.name, inputKind, shape, span };
    if (input !== undefined) inputs.push(input);
    declare(
      context.names,
      name,
      "input",
      input && ((at: Span) => ({ kind: "input", input, shape, span: at })),
      context.report,
    );
  }
  const parameters = checkParameters(loss, context);
  const body = checkBody(loss.body, context);

  const prediction = predictionOf(inputs);
  if (prediction === undefined && kindsKnown) reportNoPrediction(loss, inputs, context.report);
  if (body.result?.shape === "per-class") {
    const hint = "a loss is one number per example: `sum(...)` adds up its classes";
    context.report(error("per-class-result", loss.body.result.span, "this has one number for every class", { hint }));
  }
  program.nodes -= limit - budget.nodes;
  reportExceeded(context, loss.name.span, { nodes: limit, depth: MAX_DEPTH });
  if (errors > 0 || !body.whole || body.result === undefined || prediction === undefined) return undefined;
  if (parameters.length < loss.parameters.length || inputs.length < loss.inputs.length) return undefined;
  reportUnused(context);
  const target =
    inputs.find((input) => input.inputKind === "target") ?? inputs.find((input) => input.inputKind === "value");
  const { name, doc, span } = loss;
  return { name: name.name, doc, inputs, parameters, target, prediction, lets: body.lets, result: body.result, span };
}

/** Defaults are checked where inputs and parameters are in scope, so that one that rests on them can be told why not. */
function checkParameters(loss: LossDeclaration, context: Context): readonly CheckedParameter[] {
  const known = new Map(context.names);
  for (const { name, span } of loss.parameters) {
    const parameter = { name: name.name, defaultValue: 0, range: undefined, span };
    const refer = (at: Span) => ({ kind: "parameter", parameter, shape: "constant", span: at }) as const;
    if (!known.has(name.name)) known.set(name.name, { role: "parameter", declared: name.span, refer, used: false });
  }
  // In a constant, a reduction or a helper function is refused as such; what lies in it is not looked into.
  const constants: Context = {
    ...context,
    names: known,
    lets: new Map(),
    classAxis: true,
    inline: (_unit, args, { span }) => ({
      kind: "block",
      lets: [],
      result: args[0] ?? zero(span),
      shape: "constant",
      span,
    }),
  };
  const parameters: CheckedParameter[] = [];
  for (const declared of loss.parameters) {
    const parameter = checkParameter(declared, constants);
    if (parameter !== undefined) parameters.push(parameter);
    const refer = parameter && ((at: Span) => ({ kind: "parameter", parameter, shape: "constant", span: at }) as const);
    declare(context.names, declared.name, "parameter", refer, context.report);
  }
  return parameters;
}

function zero(span: Span) {
  return { kind: "number", value: 0, text: "0", shape: "constant", span } as const;
}

function predictionOf(inputs: readonly CheckedInput[]): CheckedInput | undefined {
  const values = inputs.filter(({ inputKind }) => inputKind === "value");
  const labelled = inputs.some(({ inputKind }) => inputKind === "target");
  return (
    inputs.find(({ inputKind }) => inputKind === "probs" || inputKind === "logits") ??
    values[1] ??
    (labelled ? values[0] : undefined)
  );
}

function reportNoPrediction(loss: LossDeclaration, inputs: readonly CheckedInput[], report: Report): void {
  const value = inputs.find(({ inputKind }) => inputKind === "value");
  const also = value === undefined ? [] : [{ span: value.span, text: "a first `value` is the target" }];
  const hint =
    value === undefined
      ? "add an input such as `p: probs`, `z: logits`, or two of kind `value`"
      : "add a second `value`, which is the prediction";
  report(
    error("missing-prediction", loss.name.span, `${quoted(loss.name.name)} has nothing to take a gradient of`, {
      also,
      hint,
    }),
  );
}
