/** Many points at once: values as the interpreter has them, derivatives as lossc's own gradient and finite differences have them. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/pipeline/compile.ts";
import { createRandom } from "../../../src/random/index.ts";
import {
  activeExpression,
  type Genotype,
  programOf,
  randomGenotype,
  type Tree,
} from "../../../src/search/genotype/index.ts";
import { NLFS, type Space, TREE } from "../../../src/search/space/index.ts";
import { createEvaluator, type Points } from "../../../src/search/vector/evaluator.ts";
import { derivativeAt } from "../../support/finite-differences.ts";

const AT = [0.03, 0.17, 0.29, 0.43, 0.61, 0.83, 0.97];
const POINTS: Points = { wrong: AT, right: AT };
const LABELS = [...AT.map(() => 0), ...AT.map(() => 1)];

const leaf = (text: string): Tree => ({ kind: "leaf", text });
const call = (operator: string, ...args: Tree[]): Tree => ({ kind: "call", operator, args });

const SPACES: readonly (readonly [string, Space])[] = [
  ["nlfs", NLFS],
  ["tree", TREE],
];

/** Losses of a space by seed, those that compute something. */
const drawn = (space: Space) =>
  fc
    .integer({ min: 0, max: 1e6 })
    .map((seed) => ({ ...randomGenotype(space, createRandom(seed)), flip: false }) as Genotype)
    .filter((genotype) => !("problem" in activeExpression(space, genotype)));

/** The per-class values and derivatives of a loss by the compiler: each point is a class of one example. */
function compiled(space: Space, genotype: Genotype): { values: number[]; slopes: Float64Array } {
  const { losses, diagnostics } = compile(programOf(space, genotype));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [loss] = losses;
  const p = [...AT, ...AT];
  const values = p.map((x, i) => loss.lossAndGrad([LABELS[i]], [x]).loss);
  return { values, slopes: loss.lossAndGrad(LABELS, p).grad };
}

/** Simplification may give a number where the plain evaluation overflows; what is not finite is not compared. */
function agree(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): number {
  let compared = 0;
  for (let i = 0; i < actual.length; i++) {
    if (!Number.isFinite(actual[i]) || !Number.isFinite(expected[i])) continue;
    compared++;
    expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected[i])));
  }
  return compared;
}

describe.each(SPACES)("random losses of %s", (_name, space) => {
  test("float64 values and derivatives are the compiler's", () => {
    const evaluator = createEvaluator(space.operators, POINTS, "float64");
    let compared = 0;
    fc.assert(
      fc.property(drawn(space), (genotype) => {
        const tree = activeExpression(space, genotype) as Tree;
        const { values, slopes } = compiled(space, genotype);
        compared += agree(evaluator.value(tree), values, 1e-6);
        // A pole next to a point leaves no digits to compare; an infinite loss has no slope.
        const isMild = (slope: number, i: number): boolean => Math.abs(slope) < 1e5 && Number.isFinite(values[i]);
        const mild = Array.from(slopes, (slope, i) => (isMild(slope, i) ? slope : Number.NaN));
        compared += agree(evaluator.slope(tree), mild, 1e-5);
      }),
      { seed: 4, numRuns: 150 },
    );
    expect(compared).toBeGreaterThan(2000);
  });

  test("derivatives are what finite differences say", () => {
    fc.assert(
      fc.property(drawn(space), fc.constantFrom(0, 1), fc.constantFrom(...AT.slice(1, -1)), (genotype, y, x) => {
        const tree = activeExpression(space, genotype) as Tree;
        const valueAt = (at: number): number => {
          const wide = createEvaluator(space.operators, { wrong: [at, at], right: [at, at] }, "float64");
          return wide.value(tree)[2 * y];
        };
        const estimate = derivativeAt(valueAt, x, 1e-3);
        const evaluator = createEvaluator(space.operators, { wrong: [x, x], right: [x, x] }, "float64");
        const slope = evaluator.slope(tree)[2 * y];
        // Next to a pole or a kink of infinite slope there is nothing to compare.
        if (!Number.isFinite(estimate.value + slope) || Math.abs(estimate.value) > 1e4) return;
        expect(Math.abs(slope - estimate.value)).toBeLessThanOrEqual(
          1e-5 * (1 + Math.abs(estimate.value)) + 50 * estimate.error,
        );
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  test("what is kept from one loss to the next changes nothing", () => {
    const kept = createEvaluator(space.operators, POINTS, "float32");
    fc.assert(
      fc.property(drawn(space), (genotype) => {
        const tree = activeExpression(space, genotype) as Tree;
        const fresh = createEvaluator(space.operators, POINTS, "float32");
        expect(Array.from(kept.value(tree))).toEqual(Array.from(fresh.value(tree)));
        expect(Array.from(kept.slope(tree))).toEqual(Array.from(fresh.slope(tree)));
      }),
      { seed: 6, numRuns: 80 },
    );
  });
});

describe("float32", () => {
  test.each(NLFS.operators.map(({ name, params }) => [name, params.length] as const))(
    "%s rounds every step",
    (name, arity) => {
      const args = arity === 1 ? [leaf("yhat")] : [leaf("yhat"), leaf("y")];
      const [single, double] = (["float32", "float64"] as const).map((precision) =>
        createEvaluator(NLFS.operators, POINTS, precision).value(call(name, ...args)),
      );
      for (const [i, value] of single.entries()) {
        expect(value).toBe(Math.fround(value));
        // 16 units in the last place; quotients by eps and differences of near numbers lose some.
        expect(Math.abs(value - double[i])).toBeLessThanOrEqual(2e-6 * (1 + Math.abs(double[i])));
      }
    },
  );

  test("each operation rounds by itself: 0.1 + 0.2 - 0.2 is not 0.1", () => {
    const tree = call("sub", call("add", leaf("yhat"), leaf("1")), leaf("1"));
    const [value] = createEvaluator(NLFS.operators, { wrong: [0.1, 0.2], right: [0.3, 0.4] }, "float32").value(tree);
    expect(value).toBe(Math.fround(Math.fround(Math.fround(0.1) + 1) - 1));
    expect(value).not.toBe(Math.fround(0.1));
  });
});

test("a graph that uses its nodes exponentially often is evaluated node by node", () => {
  let tree: Tree = call("add", leaf("yhat"), leaf("y"));
  for (let i = 0; i < 60; i++) tree = call("max", tree, tree);
  const values = createEvaluator(NLFS.operators, POINTS, "float64").value(tree);
  expect(values[0]).toBeCloseTo(AT[0]);
});
