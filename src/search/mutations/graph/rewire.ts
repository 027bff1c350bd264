/** A graph goes in; it comes out with one active node's arguments swapped or one of them replaced. */

import { argumentRange, drawArgument, hasArguments } from "../../genotype/random.ts";
import type { GraphMutation } from "../mutation.ts";
import { drawActiveNode, nodeAt, withNode } from "./active-node.ts";

/** How often a node of two arguments swaps them rather than replace one. */
export const SWAP_PROBABILITY = 0.2;

/** Its own inverse: the argument it took can be drawn again. */
export const rewire: GraphMutation = (space, parent, random) => {
  const at = drawActiveNode(space, parent, random, (_, node) => hasArguments(argumentRange(space, node), 2));
  if (at === undefined) return undefined;
  const { operator, args } = nodeAt(parent, at);
  const [first, second] = args;
  const range = argumentRange(space, at);
  if (second === undefined) {
    const other = drawArgument(space, range, first, -1, random);
    return other === undefined ? undefined : withNode(parent, at, { operator, args: [other] });
  }
  const swapped = { operator, args: [second, first] };
  if (random.next() < SWAP_PROBABILITY) return withNode(parent, at, swapped);
  const replacesFirst = random.integer(2) === 0;
  const other = drawArgument(space, range, first, second, random);
  // Two hidden nodes leave the root no third to take.
  if (other === undefined) return withNode(parent, at, swapped);
  return withNode(parent, at, { operator, args: replacesFirst ? [other, second] : [first, other] });
};
