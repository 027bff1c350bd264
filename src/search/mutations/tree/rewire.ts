/** A tree goes in; it comes out with another leaf in the place of one. */

import { randomLeaf } from "../../genotype/random.ts";
import { leafTree, placesOf, replaceAt, sameTree } from "../../genotype/tree-parts.ts";
import { tableOf } from "../../space/table.ts";
import { drawOther } from "../../space/weighted.ts";
import type { TreeMutation } from "../mutation.ts";

/** Its own inverse, but for constants, which are drawn anew. */
export const rewire: TreeMutation = (space, parent, random) => {
  const table = tableOf(space);
  const leaves = placesOf(parent.root).filter(({ tree }) => tree.kind !== "call");
  const { tree, path } = leaves[random.integer(leaves.length)];
  let leaf = randomLeaf(space, random);
  if (sameTree(leaf, tree)) {
    const index = tree.kind === "leaf" ? (table.leaves.get(tree.text)?.index ?? -1) : -1;
    const other = drawOther(table.leafChoice, index, random);
    leaf = (other && leafTree(table, other.leaf.text)) ?? leaf;
  }
  return { ...parent, root: replaceAt(table, parent.root, path, leaf) };
};
