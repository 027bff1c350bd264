/** A tree goes in; it comes out with the two arguments of one call swapped. */

import { placesOf, replaceAt, sameTree } from "../../genotype/tree-parts.ts";
import { tableOf } from "../../space/table.ts";
import type { TreeMutation } from "../mutation.ts";

/** Its own inverse. */
export const swapOperands: TreeMutation = (space, parent, random) => {
  const calls = placesOf(parent.root).flatMap(({ tree, path }) =>
    tree.kind === "call" && tree.args.length === 2 && !sameTree(tree.args[0], tree.args[1]) ? [{ tree, path }] : [],
  );
  if (calls.length === 0) return undefined;
  const { tree, path } = calls[random.integer(calls.length)];
  const swapped = { ...tree, args: tree.args.toReversed() };
  return { ...parent, root: replaceAt(tableOf(space), parent.root, path, swapped) };
};
