/** A tree goes in; it comes out with one call replaced by a subtree from within it. */

import { placesOf, replaceAt } from "../../genotype/tree-parts.ts";
import { tableOf } from "../../space/table.ts";
import type { TreeMutation } from "../mutation.ts";

export const hoist: TreeMutation = (space, parent, random) => {
  const calls = placesOf(parent.root).filter(({ tree }) => tree.kind === "call");
  if (calls.length === 0) return undefined;
  const { tree, path } = calls[random.integer(calls.length)];
  const [, ...within] = placesOf(tree);
  const kept = within[random.integer(within.length)].tree;
  return { ...parent, root: replaceAt(tableOf(space), parent.root, path, kept) };
};
