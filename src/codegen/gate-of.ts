/** Gates, `select(f == 0, 0, x)`: 0 (or another constant) where f is 0, and x need not be computed there. */

import type { Builder } from "../ir/graph.ts";
import { isConstant, type Node } from "../ir/node.ts";

export interface Gate {
  /** What must not be 0 for the inside to count. */
  readonly condition: Node;
  readonly inner: Node;
}

/** `otherwise` is what a shut gate gives. */
export function gateOf(node: Node, otherwise = 0): Gate | undefined {
  if (node.op !== "select") return undefined;
  const [condition, whenZero, inner] = node.args;
  return condition.op === "equal" && isConstant(condition.args[0], 0) && isConstant(whenZero, otherwise)
    ? { condition: condition.args[1], inner }
    : undefined;
}

export const unlessZero = (condition: Node, otherwise: number, inner: Node, builder: Builder): Node =>
  builder.apply("select", [
    builder.apply("equal", [builder.constant(0), condition]),
    builder.constant(otherwise),
    inner,
  ]);
