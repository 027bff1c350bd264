/** A tree goes in; it comes out with one of its numbers moved a little. */

import { roundConstant } from "../../genotype/random.ts";
import { numberTree, placesOf, replaceAt } from "../../genotype/tree-parts.ts";
import { tableOf } from "../../space/table.ts";
import type { TreeMutation } from "../mutation.ts";

/** Of the number's own size. */
const RELATIVE_STEP = 0.3;
/** The least size that counts, in deviations of the space's constants, so that numbers near 0 can leave it. */
const LEAST_SIZE = 0.1;
const LARGEST = 1e9;

export const jitterConstant: TreeMutation = (space, parent, random) => {
  const { constants } = space;
  if (constants === undefined) return undefined;
  const numbers = placesOf(parent.root).flatMap(({ tree, path }) => {
    if (tree.kind === "call") return [];
    const value = tree.kind === "constant" ? tree.value : Number(tree.text);
    return Number.isNaN(value) ? [] : [{ value, path }];
  });
  if (numbers.length === 0) return undefined;
  const { value, path } = numbers[random.integer(numbers.length)];
  const step = RELATIVE_STEP * Math.max(Math.abs(value), LEAST_SIZE * constants.deviation);
  const moved = Math.max(-LARGEST, Math.min(LARGEST, roundConstant(value + step * random.normal())));
  const table = tableOf(space);
  const number = numberTree(table, moved);
  return number && { ...parent, root: replaceAt(table, parent.root, path, number) };
};
