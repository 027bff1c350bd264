/** What loops do with reductions that are no single accumulation: log-sum-exp as a maximum and a sum. */

import type { Builder } from "../../ir/graph.ts";
import type { LabelOp, Node, Op, ReduceOp } from "../../ir/node.ts";
import { instantiate, templateOf } from "../../ir/template.ts";

/** The shift of log-sum-exp: its largest operand, or 0 where that is infinite, as inf - inf is NaN. */
const SHIFT = templateOf("if abs(m) < inf then m else 0");
const EXPONENTIAL = templateOf("exp(x - m)");
const RESULT = templateOf("m + log(s)");

function logsumexp(
  max: ReduceOp | LabelOp,
  sum: ReduceOp | LabelOp,
): (args: readonly Node[], builder: Builder) => Node {
  return ([x], builder) => {
    const m = instantiate(SHIFT, new Map([["m", builder.apply(max, [x])]]), builder);
    const s = builder.apply(sum, [
      instantiate(
        EXPONENTIAL,
        new Map([
          ["x", x],
          ["m", m],
        ]),
        builder,
      ),
    ]);
    return instantiate(
      RESULT,
      new Map([
        ["m", m],
        ["s", s],
      ]),
      builder,
    );
  };
}

export const MODULE_OVERRIDES: ReadonlyMap<Op, (args: readonly Node[], builder: Builder) => Node> = new Map<
  Op,
  (args: readonly Node[], builder: Builder) => Node
>([
  ["reduce_logsumexp", logsumexp("reduce_max", "reduce_sum")],
  ["others_logsumexp", logsumexp("others_max", "others_sum")],
]);

/** Names for the parts of a log-sum-exp that has become `shift + log(sumExp)`. */
export function nameLogSumExp(result: Node, name: string, names: Map<Node, string>): void {
  if (!names.has(result)) names.set(result, name);
  for (const part of result.args) {
    if (part.op === "select") names.set(part, "shift");
    if (part.op === "log") names.set(part.args[0], "sumExp");
  }
}
