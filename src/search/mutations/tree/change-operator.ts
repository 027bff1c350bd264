/** A tree goes in; it comes out with another operator, of as many arguments, at one call. */

import { callTree, placesOf, replaceAt } from "../../genotype/tree-parts.ts";
import { operatorOf, tableOf } from "../../space/table.ts";
import { drawOther } from "../../space/weighted.ts";
import type { TreeMutation } from "../mutation.ts";

export const changeOperator: TreeMutation = (space, parent, random) => {
  const table = tableOf(space);
  const choiceOf = (arity: number) => (arity === 1 ? table.unary : table.binary);
  const calls = placesOf(parent.root).flatMap(({ tree, path }) =>
    tree.kind === "call" && choiceOf(tree.args.length).items.length > 1 ? [{ tree, path }] : [],
  );
  if (calls.length === 0) return undefined;
  const { tree, path } = calls[random.integer(calls.length)];
  const other = drawOther(choiceOf(tree.args.length), operatorOf(table, tree.operator).index, random);
  if (other === undefined) return undefined;
  const changed = callTree(table, other.operator.name, tree.args);
  return { ...parent, root: replaceAt(table, parent.root, path, changed) };
};
