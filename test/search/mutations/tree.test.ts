import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { genotypeOf, programOf, type TreeGenotype } from "../../../src/search/genotype/index.ts";
import { MUTATIONS, mutate } from "../../../src/search/mutations/index.ts";
import { TREE, type TreeSpace } from "../../../src/search/space/index.ts";
import { misfit, tally, uniform } from "./chi-squared.ts";
import { SMALL_TREE, validGenotypes } from "./individuals.ts";

function tree(expression: string, space: TreeSpace = TREE): TreeGenotype {
  const program = `loss candidate(y: target, yhat: probs) {\n  return sum(${expression})\n}\n`;
  const genotype = genotypeOf(space, program);
  if (genotype?.kind !== "tree") throw new Error(`not in the space: ${expression}`);
  return genotype;
}

function expressionOf(genotype: TreeGenotype | undefined, space: TreeSpace = TREE): string | undefined {
  return genotype && /return sum\((.*)\)\n}\n$/s.exec(programOf(space, genotype))?.[1];
}

/** What a mutation makes of an expression, over many seeds. */
function outcomes(name: string, expression: string, space: TreeSpace = TREE): ReadonlySet<string | undefined> {
  const random = createRandom(name);
  const parent = tree(expression, space);
  return new Set(Array.from({ length: 400 }, () => expressionOf(MUTATIONS.tree[name](space, parent, random), space)));
}

describe("what each mutation can make", () => {
  test("hoist: any subtree of any call in its place", () => {
    expect(outcomes("hoist", "exp(y * yhat)")).toEqual(new Set(["y * yhat", "y", "yhat", "exp(y)", "exp(yhat)"]));
  });

  test("swap-operands: the operands of each call of two", () => {
    expect(outcomes("swap-operands", "y - yhat / 3")).toEqual(new Set(["yhat / 3 - y", "y - 3 / yhat"]));
  });

  test("rewire: other leaves", () => {
    const plain: TreeSpace = { ...SMALL_TREE };
    expect(outcomes("rewire", "y - yhat", plain)).toEqual(new Set(["yhat - yhat", "y - y"]));
  });

  test("change-operator: others of the arity", () => {
    expect(outcomes("change-operator", "exp(y) - yhat", SMALL_TREE)).toEqual(new Set(["exp(y) + yhat"]));
  });

  test("insert: every operator at every place", () => {
    const made = outcomes("insert", "y - yhat", SMALL_TREE);
    for (const one of ["exp(y - yhat)", "exp(y) - yhat", "y - exp(yhat)", "y - yhat + y", "yhat - (y - yhat)"]) {
      expect(made).toContain(one);
    }
  });

  test("replace-subtree: any leaf, any operator, the whole", () => {
    const made = outcomes("replace-subtree", "y - yhat", SMALL_TREE);
    for (const one of ["y", "yhat", "y - y", "exp(y) - yhat", "y - exp(y)"]) expect(made).toContain(one);
  });

  test("jitter-constant: numbers near by, of the first size and sign mostly", () => {
    const made = [...outcomes("jitter-constant", "y * yhat * 50")].map((text) => Number(text?.split(" * ")[2]));
    expect(made.length).toBeGreaterThan(300);
    for (const value of made) expect(Math.abs(value - 50)).toBeLessThan(75);
    const above = made.filter((value) => value > 50).length;
    expect(misfit([above, made.length - above], uniform(2))).toBeLessThan(1);
  });
});

describe("where nothing applies there is no child", () => {
  const none = (name: string, expression: string, space: TreeSpace = TREE) =>
    expect(outcomes(name, expression, space)).toEqual(new Set([undefined]));

  test("hoist from a leaf", () => none("hoist", "y"));
  test("swap-operands without two that differ", () => none("swap-operands", "exp(y + y)"));
  test("jitter-constant without a number", () => none("jitter-constant", "y * yhat"));
  test("jitter-constant in a space without constants", () => {
    const space: TreeSpace = { ...SMALL_TREE, leaves: [...SMALL_TREE.leaves, { text: "2", weight: 1 }] };
    none("jitter-constant", "y + 2", space);
  });
  test("insert at the limit of the size", () =>
    none("insert", "y + yhat", { ...SMALL_TREE, limits: { size: 3, depth: 9 } }));
  test("insert at the limit of the depth", () => {
    none("insert", "y + yhat", { ...SMALL_TREE, limits: { size: 99, depth: 2 } });
  });
  test("change-operator with no other of the arity", () => none("change-operator", "exp(y)", SMALL_TREE));
  test("mutate with mutations that do not apply", () => {
    const space: TreeSpace = { ...SMALL_TREE, mutations: { "jitter-constant": 1, "swap-operands": 3 } };
    expect(mutate(space, tree("exp(y)", space), createRandom(1))).toBeUndefined();
  });
});

test("mutate draws in proportion to the weights, and again where a mutation gives nothing", () => {
  const space: TreeSpace = {
    ...SMALL_TREE,
    mutations: { insert: 1, "swap-operands": 2, hoist: 5, "jitter-constant": 4 },
  };
  const random = createRandom("weights");
  const parent = tree("y - yhat", space);
  const names = ["insert", "swap-operands", "hoist"];
  const counts = tally(names, 10_000, () => mutate(space, parent, random)?.mutation ?? "none");
  expect(misfit(counts, [1 / 8, 2 / 8, 5 / 8])).toBeLessThan(1);
});

test("insert is undone by hoist, and swap-operands, rewire and change-operator by themselves", () => {
  const inverse = {
    insert: "hoist",
    "swap-operands": "swap-operands",
    rewire: "rewire",
    "change-operator": "change-operator",
  };
  const random = createRandom("inverse");
  for (const parent of validGenotypes<TreeGenotype>(SMALL_TREE, 9, 30)) {
    for (const [name, back] of Object.entries(inverse)) {
      const child = MUTATIONS.tree[name](SMALL_TREE, parent, random);
      if (child === undefined) continue;
      const returns = Array.from({ length: 500 }, () =>
        JSON.stringify(MUTATIONS.tree[back](SMALL_TREE, child, random)),
      );
      expect(returns).toContain(JSON.stringify(parent));
    }
  }
});
