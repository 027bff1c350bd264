/** Reductions over classes of an operand that is alike for every class: no loop is needed. */

import type { Builder } from "../ir/graph.ts";
import type { LabelOp, Node, ReduceOp } from "../ir/node.ts";

/** The reduction's value where its operand is per example or constant, else `undefined`. */
export function reduceBroadcast(op: ReduceOp | LabelOp, operand: Node, builder: Builder): Node | undefined {
  if (operand.shape === "per-class") return undefined;
  const others = (): Node => builder.apply("sub", [builder.classes(), builder.constant(1)]);
  switch (op) {
    case "at_label":
    case "reduce_max":
    case "reduce_min":
      return operand;
    case "reduce_sum":
      return builder.apply("mul", [operand, builder.classes()]);
    case "reduce_logsumexp":
      return builder.apply("add", [operand, builder.apply("log", [builder.classes()])]);
    case "others_sum":
      return builder.apply("mul", [operand, others()]);
    case "others_logsumexp":
      return builder.apply("add", [operand, builder.apply("log", [others()])]);
    case "others_max":
    case "others_min":
      // With a single class there are no others: left to the reduction, which knows.
      return undefined;
  }
}
