/** Lowering: from a checked loss to its DAG; `softmax`, `mean` and their like become what they are made of. */

import type { CheckedExpression, CheckedLet, CheckedLoss } from "../check/checked.ts";
import { CONSTANTS, type CoreReductionName, REDUCTIONS, type ReductionName } from "../ops/index.ts";
import { createGraph, type Graph } from "./graph.ts";
import type { InputLeaf, Node, ParameterLeaf } from "./node.ts";
import { instantiate, literalValue, templateOf } from "./template.ts";

/** A loss as a DAG: what simplification, differentiation and every target start from. */
export interface LoweredLoss {
  readonly name: string;
  readonly doc: string;
  readonly graph: Graph;
  /** One number per example (or a constant). */
  readonly root: Node;
  readonly prediction: Node;
  readonly target: Node | undefined;
  readonly inputs: readonly Node[];
  readonly parameters: readonly Node[];
  /** Whether the gradient is kept from some expression by `detach`. */
  readonly detaches: boolean;
  /** Names that the source gives to expressions. */
  readonly names: ReadonlyMap<Node, string>;
}

const CORE_REDUCTION: Readonly<Record<CoreReductionName, `reduce_${CoreReductionName}`>> = {
  sum: "reduce_sum",
  max: "reduce_max",
  min: "reduce_min",
  logsumexp: "reduce_logsumexp",
};

const isCore = (name: ReductionName): name is CoreReductionName => Object.hasOwn(CORE_REDUCTION, name);

export function inputLeaf(node: Node): InputLeaf {
  return node.leaf as InputLeaf;
}

export function parameterLeaf(node: Node): ParameterLeaf {
  return node.leaf as ParameterLeaf;
}

export function lower(loss: CheckedLoss): LoweredLoss {
  const graph = createGraph();
  const names = new Map<Node, string>();
  const inputs = new Map(
    loss.inputs.map((input) => [
      input,
      graph.input({ kind: "input", name: input.name, inputKind: input.inputKind }, input.shape),
    ]),
  );
  const parameters = new Map(
    loss.parameters.map((parameter) => {
      const { name, defaultValue, range } = parameter;
      return [parameter, graph.parameter({ kind: "parameter", name, defaultValue, range })];
    }),
  );
  const lets = new Map<CheckedLet, Node>();
  let detaches = false;

  function bind(bindings: readonly CheckedLet[]): void {
    for (const binding of bindings) {
      if (lets.has(binding)) continue;
      const node = lowerExpression(binding.value);
      lets.set(binding, node);
      if (node.op !== "leaf" && !names.has(node)) names.set(node, binding.name);
    }
  }

  function lowerReduction(name: ReductionName, operand: Node): Node {
    if (isCore(name)) return graph.apply(CORE_REDUCTION[name], [operand]);
    return instantiate(templateOf(REDUCTIONS[name].defn), new Map([["x", operand]]), graph);
  }

  function lowerExpression(expression: CheckedExpression): Node {
    switch (expression.kind) {
      case "number":
        return graph.constant(literalValue(expression.text, expression.value));
      case "constant":
        return graph.constant(CONSTANTS.get(expression.name)!);
      case "input":
        return inputs.get(expression.input)!;
      case "parameter":
        return parameters.get(expression.parameter)!;
      case "local":
        return lets.get(expression.binding)!;
      case "op":
        detaches ||= expression.op === "detach";
        return graph.apply(expression.op, expression.args.map(lowerExpression));
      case "reduction":
        return lowerReduction(expression.op, lowerExpression(expression.operand));
      case "block":
        bind(expression.lets);
        return lowerExpression(expression.result);
    }
  }

  bind(loss.lets);
  const root = lowerExpression(loss.result);
  return {
    name: loss.name,
    doc: loss.doc,
    graph,
    root,
    detaches,
    prediction: inputs.get(loss.prediction)!,
    target: loss.target === undefined ? undefined : inputs.get(loss.target),
    inputs: [...inputs.values()],
    parameters: [...parameters.values()],
    names,
  };
}
