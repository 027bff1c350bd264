import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/random/index.ts";
import { textFingerprint } from "../../../src/search/constraints/fingerprint.ts";
import { createJudge } from "../../../src/search/constraints/index.ts";
import {
  activeExpression,
  type GraphGenotype,
  type GraphNode,
  genotypeFromLoss,
  genotypeOf,
  measure,
  programOf,
  randomGenotype,
  type Tree,
} from "../../../src/search/genotype/index.ts";
import { type GraphSpace, NLFS, type Space, TREE } from "../../../src/search/space/index.ts";

const LEAVES = NLFS.leaves.length;
const FIXED = { seed: 7, numRuns: 300 };

/** Follows every use of every node, as often as there are uses. */
function plainly({ nodes, root }: GraphGenotype): { inputs: Set<string>; size: number; depth: number } | "cycle" {
  const inputs = new Set<string>();
  const visit = (
    args: readonly number[],
    above: readonly number[],
  ): readonly [size: number, depth: number] | "cycle" => {
    let [size, depth] = [1, 0];
    for (const arg of args) {
      const at = arg - LEAVES;
      if (above.includes(at)) return "cycle";
      if (at < 0) inputs.add(NLFS.leaves[arg].text);
      const inner = at < 0 ? ([1, 1] as const) : visit(nodes[at].args, [...above, at]);
      if (inner === "cycle") return "cycle";
      size += inner[0];
      depth = Math.max(depth, inner[1]);
    }
    return [size, depth + 1];
  };
  const measures = visit(root.args, []);
  return measures === "cycle" ? "cycle" : { inputs, size: measures[0], depth: measures[1] };
}

describe("the active part of a graph", () => {
  test("is what following every use of every node says", () => {
    const found = { cycle: 0, "missing-input": 0, expression: 0 };
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 7 }), (seed, hiddenNodes) => {
        const space: GraphSpace = { ...NLFS, hiddenNodes };
        const random = createRandom(seed);
        for (let i = 0; i < 10; i++) {
          const genotype = randomGenotype(space, random) as GraphGenotype;
          const expected = plainly(genotype);
          const active = activeExpression(space, genotype);
          if (expected === "cycle") expect(active).toEqual({ problem: "cycle" });
          else if (!expected.inputs.has("y") || !expected.inputs.has("yhat")) {
            expect(active).toEqual({ problem: "missing-input" });
          } else {
            const { size, depth } = expected;
            expect(measure(active as Tree)).toEqual({ size, depth, y: true, yhat: true });
          }
          found["problem" in active ? active.problem : "expression"]++;
        }
      }),
      FIXED,
    );
    for (const count of Object.values(found)) expect(count).toBeGreaterThan(100);
  });

  // Following every use of these would take years.
  test("takes one look at a node, however often it is used", () => {
    const space: GraphSpace = { ...NLFS, hiddenNodes: 40 };
    const binary = NLFS.operators.filter(({ params }) => params.length === 2).map(({ name }) => name);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...binary), { minLength: 40, maxLength: 40 }),
        fc.constantFrom(1, 2),
        (operators, back) => {
          const sizes = [3];
          const nodes = operators.map((operator, i): GraphNode => {
            if (i === 0) return { operator, args: [0, 1] };
            const [first, second] = [i - 1, Math.max(0, i - back)];
            sizes.push(1 + sizes[first] + sizes[second]);
            return { operator, args: [LEAVES + first, LEAVES + second] };
          });
          const root: GraphNode = { operator: "neg", args: [LEAVES + 39] };
          const genotype: GraphGenotype = { kind: "graph", nodes, root, flip: false };
          const active = activeExpression(space, genotype);
          expect(measure(active as Tree)).toEqual({ size: 1 + sizes[39], depth: 42, y: true, yhat: true });
          expect(genotypeOf(space, programOf(space, genotype))).toEqual(genotype);
          for (const mode of ["nlfs", "default"] as const) {
            const judgement = createJudge(space, { mode }).judge(genotype);
            if ("accepted" in judgement) expect(judgement.accepted.complexity).toBeGreaterThan(0);
            else expect(judgement.rejected.reason).not.toBe("structure");
          }
          const blind: GraphGenotype = { ...genotype, nodes: [{ ...nodes[0], args: [0, 2] }, ...nodes.slice(1)] };
          expect(activeExpression(space, blind)).toEqual({ problem: "missing-input" });
          const looped: GraphGenotype = {
            ...genotype,
            nodes: [{ ...nodes[0], args: [0, LEAVES + 39] }, ...nodes.slice(1)],
          };
          expect(activeExpression(space, looped)).toEqual({ problem: "cycle" });
        },
      ),
      { seed: 7, numRuns: 12 },
    );
  });
});

test("a file whose lets double at every step is refused in words", () => {
  const lets = Array.from({ length: 40 }, (_, i) => `  let h${i + 1} = ${i === 0 ? "y * yhat" : `h${i} + h${i}`}`);
  const source = `loss l(y: target, yhat: probs) {\n${lets.join("\n")}\n  return -sum(h40)\n}\n`;
  expect(genotypeFromLoss(TREE, source)).toEqual({ reason: "it has more than 10000 operations" });
});

// A run's journal says which numbers were drawn: what they stand for must stay.
test.each<readonly [Space, string, number]>([
  [NLFS, "42a05538e221aa1f", 0.5975065579602913],
  [TREE, "414d3d630a8bb0de", 0.9207515670251338],
])("random genotypes are the same in every version", (space, expected, next) => {
  const random = createRandom("pinned");
  const genotypes = Array.from({ length: 500 }, () => randomGenotype(space, random));
  expect(textFingerprint(JSON.stringify(genotypes))).toBe(expected);
  expect(random.next()).toBe(next);
});
