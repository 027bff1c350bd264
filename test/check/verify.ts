/** A checked loss goes in; what is inconsistent about it comes out: shapes, references, declarations. Written apart from the checker. */

import type { CheckedExpression, CheckedLet, CheckedLoss, Shape } from "../../src/check/checked.ts";
import { isReduction, opDef, REDUCTIONS } from "../../src/ops/index.ts";

const WIDTHS: readonly Shape[] = ["constant", "per-example", "per-class"];

export function inconsistencies({
  inputs,
  parameters,
  target,
  prediction,
  lets,
  result,
}: CheckedLoss): readonly string[] {
  const wrong: string[] = [];
  const claim = (holds: boolean, what: string) => {
    if (!holds) wrong.push(what);
  };
  const visible = new Set<CheckedLet>();

  const bind = (bindings: readonly CheckedLet[]) => {
    for (const binding of bindings) {
      visit(binding.value);
      visible.add(binding);
    }
  };
  const visit = (expression: CheckedExpression): void => {
    const { shape } = expression;
    switch (expression.kind) {
      case "number":
        claim(Number.isFinite(expression.value), "a number is not finite");
        claim(shape === "constant", "a number is not constant");
        return;
      case "constant":
        claim(shape === "constant" && ["pi", "e", "eps"].includes(expression.name), "a constant is unknown");
        return;
      case "input":
        claim(inputs.includes(expression.input) && expression.input.shape === shape, "an input is not the loss's");
        return;
      case "parameter":
        claim(parameters.includes(expression.parameter) && shape === "constant", "a parameter is not the loss's");
        return;
      case "local":
        claim(visible.has(expression.binding), "a let is used before it is bound");
        claim(expression.binding.value.shape === shape, "a let has another shape than its value");
        return;
      case "op": {
        expression.args.forEach(visit);
        claim(expression.args.length === opDef(expression.op).params.length, "an op has another arity");
        const widest = Math.max(...expression.args.map((arg) => WIDTHS.indexOf(arg.shape)));
        claim(WIDTHS[widest] === shape, "an op is not as wide as its widest operand");
        return;
      }
      case "reduction":
        visit(expression.operand);
        claim(
          isReduction(expression.op) && REDUCTIONS[expression.op].result === shape,
          "a reduction has another shape",
        );
        claim(
          inputs.some((input) => input.shape === "per-class"),
          "a reduction has no class axis",
        );
        return;
      case "block":
        bind(expression.lets);
        visit(expression.result);
        claim(expression.result.shape === shape, "a block has another shape than its result");
    }
  };

  bind(lets);
  visit(result);
  claim(result.shape !== "per-class", "the result is per class");
  claim(inputs.includes(prediction), "the prediction is not an input");
  claim(target === undefined || inputs.includes(target), "the target is not an input");
  for (const { defaultValue, range } of parameters) {
    claim(Number.isFinite(defaultValue), "a default is not finite");
    claim(
      range === undefined || (range.low <= defaultValue && defaultValue <= range.high),
      "a default is out of range",
    );
  }
  const names = [...inputs, ...parameters, ...lets].map(({ name }) => name);
  claim(new Set(names).size === names.length, "a name is declared twice");
  return wrong;
}
