/** A tree goes in; it comes out with an operator put above one subtree; the other argument, if it has one, is a random leaf. */

import type { Tree } from "../../genotype/genotype.ts";
import { randomLeaf } from "../../genotype/random.ts";
import { callTree, type Measures, measure, placesOf, replaceAt } from "../../genotype/tree-parts.ts";
import { tableOf } from "../../space/table.ts";
import { draw } from "../../space/weighted.ts";
import type { TreeMutation } from "../mutation.ts";

/** Hoisting the subtree undoes it. */
export const insert: TreeMutation = (space, parent, random) => {
  const table = tableOf(space);
  const all = placesOf(parent.root);
  const room = space.limits.size - all.length;
  const choice = room >= 2 ? table.all : table.unary;
  const known = new Map<Tree, Measures>();
  const places = all.filter(({ tree, path }) => path.length + 1 + measure(tree, known).depth <= space.limits.depth);
  if (room < 1 || choice.items.length === 0 || places.length === 0) return undefined;
  const { tree, path } = places[random.integer(places.length)];
  const { operator, arity } = draw(choice, random);
  const args = arity === 1 ? [tree] : [tree, randomLeaf(space, random)];
  if (arity === 2 && random.integer(2) === 0) args.reverse();
  return { ...parent, root: replaceAt(table, parent.root, path, callTree(table, operator.name, args)) };
};
