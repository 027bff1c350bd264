/** The reference interpreter: evaluates a DAG in float64, node by node over the whole batch; every target is held to it. */

import { type ElementwiseName, opDef, REDUCTIONS } from "../ops/index.ts";
import { isOverClasses, type LabelOp, type Node, type ReduceOp, type Shape } from "./node.ts";
import { topological } from "./traverse.ts";

/** What the leaves are worth: inputs row-major, in the length of their shape. */
export interface Environment {
  readonly batch: number;
  readonly classes: number;
  readonly inputs: ReadonlyMap<string, ArrayLike<number>>;
  readonly parameters: ReadonlyMap<string, number>;
  /** One class index per example, for the ops of label specialization. */
  readonly labels?: ArrayLike<number>;
}

function lengthOf(shape: Shape, environment: Environment): number {
  switch (shape) {
    case "constant":
      return 1;
    case "per-example":
      return environment.batch;
    case "per-class":
      return environment.batch * environment.classes;
  }
}

function leafValues(node: Node, environment: Environment): ArrayLike<number> {
  const leaf = node.leaf!;
  switch (leaf.kind) {
    case "constant":
      return [leaf.value];
    case "classes":
      return [environment.classes];
    case "parameter":
      return [environment.parameters.get(leaf.name) ?? leaf.defaultValue];
    case "input": {
      const values = environment.inputs.get(leaf.name);
      if (values === undefined) throw new Error(`input \`${leaf.name}\` has no values`);
      if (leaf.inputKind !== "class-weights") return values;
      return Float64Array.from(
        { length: lengthOf("per-class", environment) },
        (_, i) => values[i % environment.classes],
      );
    }
  }
}

/** Values of a narrower shape spread to a wider one. */
function broadcast(values: ArrayLike<number>, from: Shape, to: Shape, environment: Environment): ArrayLike<number> {
  if (from === to) return values;
  const spread = new Float64Array(lengthOf(to, environment));
  if (from === "constant") return spread.fill(values[0]);
  for (let i = 0; i < spread.length; i++) spread[i] = values[Math.floor(i / environment.classes)];
  return spread;
}

function elementwise(op: ElementwiseName, operands: readonly ArrayLike<number>[], length: number): Float64Array {
  const { evaluate } = opDef(op);
  const out = new Float64Array(length);
  const [a, b, c] = operands;
  if (operands.length === 1) for (let i = 0; i < length; i++) out[i] = evaluate(a[i]);
  else if (operands.length === 2) for (let i = 0; i < length; i++) out[i] = evaluate(a[i], b[i]);
  else for (let i = 0; i < length; i++) out[i] = evaluate(a[i], b[i], c[i]);
  return out;
}

const REDUCE = {
  sum: REDUCTIONS.sum.evaluate,
  max: REDUCTIONS.max.evaluate,
  min: REDUCTIONS.min.evaluate,
  logsumexp: REDUCTIONS.logsumexp.evaluate,
} as const;

function overClasses(op: ReduceOp | LabelOp, operand: ArrayLike<number>, environment: Environment): Float64Array {
  const { batch, classes, labels } = environment;
  const out = new Float64Array(batch);
  const name = op.slice(op.indexOf("_") + 1) as keyof typeof REDUCE;
  for (let i = 0; i < batch; i++) {
    const row = Array.from({ length: classes }, (_, j) => operand[i * classes + j]);
    if (op === "at_label") out[i] = row[labels![i]];
    else out[i] = REDUCE[name](op.startsWith("others_") ? row.filter((_, j) => j !== labels![i]) : row);
  }
  return out;
}

/** The values of each root, in the length of its own shape. */
export function interpret(roots: readonly Node[], environment: Environment): ArrayLike<number>[] {
  const values = new Map<Node, ArrayLike<number>>();
  for (const node of topological(roots)) {
    if (node.op === "leaf") {
      values.set(node, leafValues(node, environment));
    } else if (isOverClasses(node.op)) {
      const [operand] = node.args;
      values.set(
        node,
        overClasses(node.op, broadcast(values.get(operand)!, operand.shape, "per-class", environment), environment),
      );
    } else {
      const operands = node.args.map((arg) => broadcast(values.get(arg)!, arg.shape, node.shape, environment));
      values.set(node, elementwise(node.op, operands, lengthOf(node.shape, environment)));
    }
  }
  return roots.map((root) => values.get(root)!);
}
