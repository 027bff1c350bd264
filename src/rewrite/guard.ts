/** Guards: from a rule's `when` to a test that the facts prove it for given operands. */

import type { Builder } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { instantiate, type Template, templateOf } from "../ir/template.ts";
import type { ElementwiseName } from "../ops/index.ts";
import { parseExpression } from "../syntax/parse.ts";
import type { Facts } from "./facts.ts";
import { isAbove, isFiniteRange, isNonZero } from "./interval.ts";

export type Guard = (operands: ReadonlyMap<string, Node>, facts: Facts, builder: Builder) => boolean;

const PREDICATES: ReadonlyMap<string, (node: Node, facts: Facts) => boolean> = new Map([
  ["finite", (node, facts) => isFiniteRange(facts.rangeOf(node))],
  ["per_example", (node) => node.shape !== "per-class"],
  ["per_class", (node) => node.shape === "per-class"],
  ["may_be_positive", (node, facts) => !(facts.rangeOf(node).high <= 0)],
]);

function isProved(op: ElementwiseName, left: Node, right: Node, facts: Facts): boolean {
  const a = facts.rangeOf(left);
  const b = facts.rangeOf(right);
  switch (op) {
    case "greater":
      return isAbove(a, b, true);
    case "greater_equal":
      return isAbove(a, b, false);
    case "less":
      return isAbove(b, a, true);
    case "less_equal":
      return isAbove(b, a, false);
    case "not_equal":
      return isAbove(a, b, true) || isAbove(b, a, true) || (b.low === 0 && b.high === 0 && isNonZero(a));
    default:
      return false;
  }
}

export function guardOf(text: string): Guard {
  const expression = parseExpression(text);
  if (expression.kind === "call") {
    const predicate = PREDICATES.get(expression.callee.name);
    const [argument] = expression.args;
    if (predicate === undefined || argument?.kind !== "name") throw new Error(`unknown guard \`${text}\``);
    return (operands, facts) => predicate(operands.get(argument.name)!, facts);
  }
  const template: Template = templateOf(text);
  if (template.kind !== "op" || template.args.length !== 2) throw new Error(`unknown guard \`${text}\``);
  const [left, right] = template.args;
  const op = template.op as ElementwiseName;
  return (operands, facts, builder) =>
    isProved(op, instantiate(left, operands, builder), instantiate(right, operands, builder), facts);
}
