/** A tree goes in; it comes out with a new random subtree in the place of any one, within the limits. */

import { randomTree } from "../../genotype/random.ts";
import { placesOf, replaceAt, sizeOf } from "../../genotype/tree-parts.ts";
import { tableOf } from "../../space/table.ts";
import type { TreeMutation } from "../mutation.ts";

/** Larger ones would make every child a new individual. */
const LARGEST_NEW = 7;

export const replaceSubtree: TreeMutation = (space, parent, random) => {
  const { limits } = space;
  const places = placesOf(parent.root);
  const { tree, path } = places[random.integer(places.length)];
  const room = limits.size - places.length + sizeOf(tree);
  const subtree = randomTree(space, random, {
    size: Math.max(1, Math.min(room, LARGEST_NEW)),
    depth: limits.depth - path.length,
  });
  return { ...parent, root: replaceAt(tableOf(space), parent.root, path, subtree) };
};
