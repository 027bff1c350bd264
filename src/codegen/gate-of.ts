/** From a node to the gate that it is, if it is one: `select(f == 0, 0, x)`, which is 0 (or another constant) and need not compute x where f is 0. */

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
