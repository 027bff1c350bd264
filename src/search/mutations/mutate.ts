/** A space, a parent and a random generator go in; a child that differs, and the mutation that made it, come out, or nothing. */

import type { Random } from "../../random/index.ts";
import type { Genotype } from "../genotype/genotype.ts";
import { sameTree } from "../genotype/tree-parts.ts";
import type { GraphMutationName, Space, TreeMutationName } from "../space/space.ts";
import { tableOf } from "../space/table.ts";
import { draw, weighted } from "../space/weighted.ts";
import { changeArity } from "./graph/change-arity.ts";
import { changeOperator as changeGraphOperator } from "./graph/change-operator.ts";
import { rewire as rewireGraph } from "./graph/rewire.ts";
import type { GraphMutation, TreeMutation } from "./mutation.ts";
import { changeOperator as changeTreeOperator } from "./tree/change-operator.ts";
import { hoist } from "./tree/hoist.ts";
import { insert } from "./tree/insert.ts";
import { jitterConstant } from "./tree/jitter-constant.ts";
import { replaceSubtree } from "./tree/replace-subtree.ts";
import { rewire as rewireTree } from "./tree/rewire.ts";
import { swapOperands } from "./tree/swap-operands.ts";

const GRAPH = {
  "change-operator": changeGraphOperator,
  rewire: rewireGraph,
  "change-arity": changeArity,
} as const satisfies Record<GraphMutationName, GraphMutation>;

const TREE = {
  "replace-subtree": replaceSubtree,
  insert,
  hoist,
  rewire: rewireTree,
  "swap-operands": swapOperands,
  "jitter-constant": jitterConstant,
  "change-operator": changeTreeOperator,
} as const satisfies Record<TreeMutationName, TreeMutation>;

/** By kind of space and by the names that a space's weights use. */
export const MUTATIONS: {
  readonly graph: Readonly<Record<string, GraphMutation>>;
  readonly tree: Readonly<Record<string, TreeMutation>>;
} = { graph: GRAPH, tree: TREE };

export interface Mutant {
  readonly genotype: Genotype;
  /** The name of what made it. */
  readonly mutation: string;
}

/** The mutation is drawn by the space's weights; where it gives nothing, another one is drawn. */
export function mutate(space: Space, parent: Genotype, random: Random): Mutant | undefined {
  let choice = tableOf(space).mutations;
  while (choice.items.length > 0) {
    const mutation = draw(choice, random);
    const genotype = apply(space, parent, mutation, random);
    if (genotype !== undefined) return { genotype, mutation };
    const left = choice.items.filter((name) => name !== mutation);
    choice = weighted(left, (name) => space.mutations[name]);
  }
  return undefined;
}

function apply(space: Space, parent: Genotype, mutation: string, random: Random): Genotype | undefined {
  if (space.kind === "graph" && parent.kind === "graph") return MUTATIONS.graph[mutation](space, parent, random);
  if (space.kind !== "tree" || parent.kind !== "tree") throw new Error(`not a genotype of space \`${space.name}\``);
  const child = MUTATIONS.tree[mutation](space, parent, random);
  return child === undefined || sameTree(child.root, parent.root) ? undefined : child;
}
