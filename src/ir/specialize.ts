/**
 * Label specialization: from expressions over one-hot labels to expressions over an integer label, by f(y, p) = f(1, p) at the true
 * class and f(0, p) elsewhere. What vanishes elsewhere is never computed.
 */

import type { Builder } from "./graph.ts";
import { isConstant, type LabelOp, type Node, type ReduceOp } from "./node.ts";
import { topological } from "./traverse.ts";

/** A per-class expression as its value at the label (per example) and at every other class (per class, or narrower). */
export interface AtLabelAndElsewhere {
  readonly atLabel: Node;
  readonly elsewhere: Node;
}

const OTHERS: Readonly<Record<ReduceOp, LabelOp>> = {
  reduce_sum: "others_sum",
  reduce_max: "others_max",
  reduce_min: "others_min",
  reduce_logsumexp: "others_logsumexp",
};

function reduceSplit(op: ReduceOp, { atLabel, elsewhere }: AtLabelAndElsewhere, builder: Builder): Node {
  const apply = builder.apply;
  switch (op) {
    case "reduce_sum":
      return apply("add", [atLabel, apply(OTHERS[op], [elsewhere])]);
    case "reduce_max":
      return apply("max", [atLabel, apply(OTHERS[op], [elsewhere])]);
    case "reduce_min":
      return apply("min", [atLabel, apply(OTHERS[op], [elsewhere])]);
    case "reduce_logsumexp": {
      if (isConstant(elsewhere, Number.NEGATIVE_INFINITY)) return atLabel;
      // log(exp(a) + exp(b)) = a + softplus(b - a)
      const others = apply(OTHERS[op], [elsewhere]);
      return apply("add", [atLabel, apply("softplus", [apply("sub", [others, atLabel])])]);
    }
  }
}

/** Specializes each root to integer labels of `target`; per-example roots have the same node twice. */
export function specialize(roots: readonly Node[], target: Node, builder: Builder): AtLabelAndElsewhere[] {
  const one = builder.constant(1);
  const zero = builder.constant(0);
  const parts = new Map<Node, AtLabelAndElsewhere>();
  const readsTarget = new Set<Node>([target]);
  /** Decided by the target and what is alike for all examples. */
  const targetOnly = new Set<Node>([target]);
  /** Products with a factor that only the target decides and that is 0 there: 0 whatever the rest is, as 0 log 0 is. */
  const absent = { atLabel: new Set<Node>(), elsewhere: new Set<Node>([target]) };
  const isAbsentProduct = ({ op, args }: Node, side: keyof AtLabelAndElsewhere): boolean =>
    op === "mul"
      ? args.some((arg) => absent[side].has(arg))
      : (op === "neg" || op === "div") && absent[side].has(args[0]);

  for (const node of topological(roots)) {
    if (node.args.some((arg) => readsTarget.has(arg))) readsTarget.add(node);
    if (node === target) {
      parts.set(node, { atLabel: one, elsewhere: zero });
    } else if (node.op === "leaf") {
      parts.set(node, {
        atLabel: node.shape === "per-class" ? builder.apply("at_label", [node]) : node,
        elsewhere: node,
      });
    } else if (node.op.startsWith("reduce_")) {
      const operand = parts.get(node.args[0])!;
      // Alike for every class, the label's included: one plain reduction.
      const whole = readsTarget.has(node.args[0])
        ? reduceSplit(node.op as ReduceOp, operand, builder)
        : builder.apply(node.op as ReduceOp, [operand.elsewhere]);
      parts.set(node, { atLabel: whole, elsewhere: whole });
    } else {
      const operands = node.args.map((arg) => parts.get(arg)!);
      const isTargetOnly =
        readsTarget.has(node) && node.args.every((arg) => targetOnly.has(arg) || arg.shape === "constant");
      if (isTargetOnly) targetOnly.add(node);
      const op = node.op as Exclude<Node["op"], "leaf">;
      const elsewhere = builder.apply(
        op,
        operands.map((part) => part.elsewhere),
      );
      const atLabel =
        node.shape === "per-class"
          ? builder.apply(
              op,
              operands.map((part) => part.atLabel),
            )
          : elsewhere;
      const sides = { atLabel, elsewhere };
      for (const side of ["atLabel", "elsewhere"] as const) {
        if (isAbsentProduct(node, side)) sides[side] = zero;
        else if (!isTargetOnly || !isConstant(sides[side], 0)) continue;
        absent[side].add(node);
      }
      parts.set(node, sides);
    }
  }
  return roots.map((root) => parts.get(root)!);
}
