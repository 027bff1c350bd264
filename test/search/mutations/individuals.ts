/** Spaces and individuals for the tests of mutations. */

import { createRandom } from "../../../src/random/index.ts";
import { activeExpression, type Genotype, randomGenotype } from "../../../src/search/genotype/index.ts";
import {
  type GraphSpace,
  NLFS,
  type Operator,
  type Space,
  TREE,
  type TreeSpace,
} from "../../../src/search/space/index.ts";

const operator = (params: Operator["params"], name: string, formula: string): Operator => ({
  name,
  params,
  formula,
  weight: 1,
});

export const NEG = operator(["x"], "neg", "-x");
export const EXP = operator(["x"], "exp", "exp(x)");
export const ADD = operator(["a", "b"], "add", "a + b");
export const SUB = operator(["a", "b"], "sub", "a - b");

const LEAVES = [
  { text: "y", weight: 1 },
  { text: "yhat", weight: 1 },
];

/** Small enough to list every individual. */
export const SMALL_GRAPH: GraphSpace = {
  ...NLFS,
  name: "small-graph",
  leaves: LEAVES,
  operators: [NEG, EXP, ADD, SUB],
  hiddenNodes: 2,
};

export const SMALL_TREE: TreeSpace = {
  kind: "tree",
  name: "small-tree",
  doc: "",
  leaves: LEAVES,
  operators: [EXP, ADD, SUB],
  limits: { size: 5, depth: 3 },
  mutations: TREE.mutations,
};

/** Where numbers, literals in operators and infix forms could be confounded. */
export const TRICKY: TreeSpace = {
  ...TREE,
  name: "tricky",
  leaves: [...LEAVES, { text: "2", weight: 1 }, { text: "-1", weight: 1 }, { text: "0", weight: 1 }],
  operators: [
    NEG,
    ADD,
    SUB,
    operator(["x"], "square", "x^2"),
    operator(["x"], "exp2", "2^x"),
    operator(["x"], "inverse", "x^-1"),
    operator(["x"], "shifted", "x - 1"),
    operator(["x"], "flipped", "1 - x"),
    operator(["x"], "positive", "max(x, 0)"),
    operator(["a", "b"], "power", "pow(a, b)"),
    operator(["a", "b"], "backwards", "b - a"),
    operator(["a", "b"], "either", "if a > b then a else -b"),
  ],
};

export const TRICKY_GRAPH: GraphSpace = {
  ...NLFS,
  name: "tricky-graph",
  leaves: TRICKY.leaves,
  operators: TRICKY.operators,
  hiddenNodes: 5,
};

export const SPACES: readonly Space[] = [NLFS, TREE, SMALL_GRAPH, SMALL_TREE, TRICKY, TRICKY_GRAPH];

export function isValid(space: Space, genotype: Genotype): boolean {
  return !("problem" in activeExpression(space, genotype));
}

export function validGenotypes<G extends Genotype>(
  space: Space & { kind: G["kind"] },
  seed: number,
  count: number,
): G[] {
  const random = createRandom(seed);
  const found: G[] = [];
  while (found.length < count) {
    const genotype = randomGenotype(space, random);
    if (genotype.kind === space.kind && isValid(space, genotype)) found.push(genotype as G);
  }
  return found;
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
