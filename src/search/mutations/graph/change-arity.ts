/** A graph goes in; it comes out with one active node that takes an argument more, or one less, and an operator to suit. */

import { argumentRange, drawArgument, hasArguments } from "../../genotype/random.ts";
import { tableOf } from "../../space/table.ts";
import { draw } from "../../space/weighted.ts";
import type { GraphMutation } from "../mutation.ts";
import { drawActiveNode, nodeAt, withNode } from "./active-node.ts";

/** Its own inverse: the argument gained can be dropped, and the one dropped gained, on the side where it was. */
export const changeArity: GraphMutation = (space, parent, random) => {
  const { unary, binary } = tableOf(space);
  const at = drawActiveNode(space, parent, random, ({ args }, node) =>
    args.length === 2 ? unary.items.length > 0 : binary.items.length > 0 && hasArguments(argumentRange(space, node), 2),
  );
  if (at === undefined) return undefined;
  const { args } = nodeAt(parent, at);
  const [first, second] = args;
  if (second !== undefined) {
    const kept = random.integer(2) === 0 ? first : second;
    return withNode(parent, at, { operator: draw(unary, random).operator.name, args: [kept] });
  }
  const gained = drawArgument(space, argumentRange(space, at), first, -1, random);
  if (gained === undefined) return undefined;
  const both = random.integer(2) === 0 ? [gained, first] : [first, gained];
  return withNode(parent, at, { operator: draw(binary, random).operator.name, args: both });
};
