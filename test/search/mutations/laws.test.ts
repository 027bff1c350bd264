import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/index.ts";
import { createRandom } from "../../../src/random/index.ts";
import {
  canonicalGenotype,
  depthOf,
  type Genotype,
  genotypeOf,
  programOf,
  randomGenotype,
  sizeOf,
} from "../../../src/search/genotype/index.ts";
import { MUTATIONS, mutate } from "../../../src/search/mutations/index.ts";
import { GRAPH_MUTATIONS, type Space, TREE_MUTATIONS } from "../../../src/search/space/index.ts";
import { deepFreeze, isValid, SPACES, validGenotypes } from "./individuals.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const FIXED = { seed: 20_240_313, numRuns: 60 } as const;

function childOf(space: Space, name: string, parent: Genotype, seed: number): Genotype | undefined {
  const random = createRandom(seed);
  if (space.kind === "graph" && parent.kind === "graph") return MUTATIONS.graph[name](space, parent, random);
  if (space.kind === "tree" && parent.kind === "tree") return MUTATIONS.tree[name](space, parent, random);
  throw new Error("the parent is of another kind of space");
}

/** The form of a genotype alone: known operators with as many arguments as they take, arguments in range, limits kept. */
function expectWellFormed(space: Space, genotype: Genotype): void {
  const arities = new Map(space.operators.map(({ name, params }) => [name, params.length]));
  if (genotype.kind === "tree" && space.kind === "tree") {
    expect(sizeOf(genotype.root)).toBeLessThanOrEqual(space.limits.size);
    expect(depthOf(genotype.root)).toBeLessThanOrEqual(space.limits.depth);
    return;
  }
  if (genotype.kind !== "graph" || space.kind !== "graph") throw new Error("kinds differ");
  const leaves = space.leaves.length;
  expect(genotype.nodes).toHaveLength(space.hiddenNodes);
  for (const [i, { operator, args }] of [...genotype.nodes, genotype.root].entries()) {
    const isRoot = i === space.hiddenNodes;
    expect(args).toHaveLength(arities.get(operator) ?? -1);
    expect(new Set(args).size).toBe(args.length);
    for (const arg of args) {
      expect(arg).toBeGreaterThanOrEqual(isRoot ? leaves : 0);
      expect(arg).toBeLessThan(leaves + space.hiddenNodes);
      expect(arg).not.toBe(leaves + i);
    }
  }
}

const cases = SPACES.flatMap((space) =>
  Object.keys(MUTATIONS[space.kind]).map((name) => [space.name, name, space] as const),
);

describe.each(cases)("in %s, %s", (_, name, space) => {
  const parents = validGenotypes(space, 7, 40);
  const parent = fc.constantFrom(...parents);

  test("gives children of the right form, whose program reads back as them and compiles if they are valid", () => {
    fc.assert(
      fc.property(parent, seeds, (from, seed) => {
        const child = childOf(space, name, from, seed);
        if (child === undefined) return;
        expectWellFormed(space, child);
        const program = programOf(space, child);
        expect(genotypeOf(space, program)).toEqual(canonicalGenotype(space, child));
        if (!isValid(space, child)) return;
        const { losses, diagnostics } = compile(program);
        expect(diagnostics.filter(({ code }) => code !== "unused-name")).toEqual([]);
        expect(losses).toHaveLength(1);
      }),
      FIXED,
    );
  });

  test("leaves its parent as it was", () => {
    fc.assert(
      fc.property(parent, seeds, (from, seed) => {
        const before = structuredClone(from);
        childOf(space, name, deepFreeze(from), seed);
        expect(from).toEqual(before);
      }),
      FIXED,
    );
  });

  test("gives the same child for the same seed", () => {
    fc.assert(
      fc.property(parent, seeds, (from, seed) => {
        expect(childOf(space, name, from, seed)).toEqual(childOf(space, name, structuredClone(from), seed));
      }),
      FIXED,
    );
  });
});

describe.each(SPACES.map((space) => [space.name, space] as const))("mutate in %s", (_, space) => {
  test("gives a child that differs from its parent and names the mutation", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = createRandom(seed);
        const parent = deepFreeze(randomGenotype(space, random));
        const mutant = mutate(space, parent, random);
        expect(mutant).toBeDefined();
        expect(mutant?.genotype).not.toEqual(parent);
        expect(Object.keys(space.mutations)).toContain(mutant?.mutation);
      }),
      FIXED,
    );
  });

  test("walks the same way twice from one seed", () => {
    const walk = (): string[] => {
      const random = createRandom("walk");
      let genotype = randomGenotype(space, random);
      return Array.from({ length: 200 }, () => {
        genotype = mutate(space, genotype, random)?.genotype ?? genotype;
        return programOf(space, genotype);
      });
    };
    expect(walk()).toEqual(walk());
  });
});

test("every mutation that a space may weigh exists, and no other", () => {
  expect(Object.keys(MUTATIONS.graph)).toEqual([...GRAPH_MUTATIONS]);
  expect(Object.keys(MUTATIONS.tree)).toEqual([...TREE_MUTATIONS]);
});
