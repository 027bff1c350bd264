/** A graph goes in; it comes out with another operator, of as many arguments, at one active node. */

import { operatorOf, tableOf } from "../../space/table.ts";
import { drawOther } from "../../space/weighted.ts";
import type { GraphMutation } from "../mutation.ts";
import { drawActiveNode, nodeAt, withNode } from "./active-node.ts";

/** Its own inverse: the operator it took can be drawn again. */
export const changeOperator: GraphMutation = (space, parent, random) => {
  const table = tableOf(space);
  const choiceOf = (arity: number) => (arity === 1 ? table.unary : table.binary);
  const at = drawActiveNode(space, parent, random, ({ args }) => choiceOf(args.length).items.length > 1);
  if (at === undefined) return undefined;
  const { operator, args } = nodeAt(parent, at);
  const other = drawOther(choiceOf(args.length), operatorOf(table, operator).index, random);
  return other && withNode(parent, at, { operator: other.operator.name, args });
};
