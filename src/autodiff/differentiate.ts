/** Reverse-mode differentiation on the DAG: from a per-example value to its exact derivative with respect to any nodes. */

import type { Builder } from "../ir/graph.ts";
import { isConstant, isReduce, type Node, type ReduceOp } from "../ir/node.ts";
import { instantiate, templateOf } from "../ir/template.ts";
import { topological } from "../ir/traverse.ts";
import { type ElementwiseName, opDef, REDUCTIONS } from "../ops/index.ts";

/** Thrown where lossc has no op for a derivative: beyond the second derivative of `digamma`. */
export class NotDifferentiable extends Error {
  readonly op: ElementwiseName;
  constructor(op: ElementwiseName) {
    super(`lossc has no derivative of \`${op}\``);
    this.op = op;
  }
}

const REDUCE_PARTIAL: Readonly<Record<ReduceOp, string>> = {
  reduce_sum: REDUCTIONS.sum.partials[0],
  reduce_max: REDUCTIONS.max.partials[0],
  reduce_min: REDUCTIONS.min.partials[0],
  reduce_logsumexp: REDUCTIONS.logsumexp.partials[0],
};

/** The derivative of the op's value by its operand `place`; `undefined` if it is zero everywhere. */
function partial(node: Node, place: number, builder: Builder): Node | undefined {
  if (node.op === "leaf") return undefined;
  if (isReduce(node.op)) {
    return instantiate(
      templateOf(REDUCE_PARTIAL[node.op]),
      new Map([
        ["x", node.args[0]],
        ["result", node],
      ]),
      builder,
    );
  }
  if (node.op === "at_label" || node.op.startsWith("others_"))
    throw new Error(`${node.op} arises only after differentiation`);
  const def = opDef(node.op as ElementwiseName);
  if (def.partials === undefined) throw new NotDifferentiable(node.op as ElementwiseName);
  const formula = def.partials[place];
  if (formula === "0") return undefined;
  const operands = new Map(def.params.map((name, i) => [name, node.args[i]]));
  operands.set("result", node);
  return instantiate(templateOf(formula), operands, builder);
}

/** A product; most adjoints and many partials are 1. */
function times(a: Node, b: Node, builder: Builder): Node {
  if (isConstant(a, 1)) return b;
  return isConstant(b, 1) ? a : builder.apply("mul", [a, b]);
}

/** Whether a derivative by one of `wanted` passes through a node. */
function dependents(order: readonly Node[], wanted: ReadonlySet<Node>): Set<Node> {
  const found = new Set<Node>();
  for (const node of order) if (wanted.has(node) || node.args.some((arg) => found.has(arg))) found.add(node);
  return found;
}

/**
 * The derivatives of `root` (per example or constant) with respect to each of `wrt`, in their shapes; that by a constant (a parameter)
 * is per example. Where a class-wide value enters an expression per class, its adjoints are summed over the classes.
 *
 * @throws NotDifferentiable
 */
export function differentiate(root: Node, wrt: readonly Node[], builder: Builder): Node[] {
  const order = topological([root]);
  const passing = dependents(order, new Set(wrt));
  const adjoints = new Map<Node, Node>([[root, builder.constant(1)]]);
  const zero = builder.constant(0);

  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i];
    const adjoint = adjoints.get(node);
    if (adjoint === undefined || !passing.has(node)) continue;
    node.args.forEach((arg, place) => {
      if (!passing.has(arg)) return;
      const derivative = partial(node, place, builder);
      if (derivative === undefined) return;
      let contribution = times(adjoint, derivative, builder);
      if (node.shape === "per-class" && arg.shape !== "per-class")
        contribution = builder.apply("reduce_sum", [contribution]);
      const before = adjoints.get(arg);
      adjoints.set(arg, before === undefined ? contribution : builder.apply("add", [before, contribution]));
    });
  }
  return wrt.map((node) => adjoints.get(node) ?? zero);
}
