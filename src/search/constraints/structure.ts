/** The cheapest test: a genotype goes in; the expression that it computes comes out, or why it computes none. */

import type { Genotype, Tree } from "../genotype/genotype.ts";
import { activeExpression, measure } from "../genotype/index.ts";
import type { Rejection } from "../individual.ts";
import type { Space, TreeSpace } from "../space/space.ts";

export const CYCLE: Rejection = { reason: "structure", detail: "a node depends on itself" };
export const MISSING_INPUT: Rejection = { reason: "structure", detail: "y or yhat is not reached" };

function overLimit(tree: Tree, { limits }: TreeSpace): Rejection | undefined {
  const { size, depth } = measure(tree);
  if (size > limits.size) return { reason: "structure", detail: `${size} parts, where ${limits.size} are allowed` };
  if (depth > limits.depth) return { reason: "structure", detail: `${depth} deep, where ${limits.depth} is allowed` };
  return undefined;
}

/** The active expression, or a rejection. */
export function expressionOf(space: Space, genotype: Genotype): Tree | Rejection {
  const active = activeExpression(space, genotype);
  if ("problem" in active) return active.problem === "cycle" ? CYCLE : MISSING_INPUT;
  return (space.kind === "tree" ? overLimit(active, space) : undefined) ?? active;
}
