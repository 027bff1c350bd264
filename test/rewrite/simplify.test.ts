/** The simplifier on random losses: the same value, no dearer, settled after one run, and a DAG in order after every pass. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interpret } from "../../src/ir/interpret.ts";
import { formula } from "../../src/ir/print.ts";
import { rebuild } from "../../src/ir/traverse.ts";
import { verify } from "../../src/ir/verify.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { createSimplifier, simplify } from "../../src/rewrite/simplifier.ts";
import { arbitraryLoss, lowerText } from "../support/arbitrary-loss.ts";
import { differences } from "../support/closeness.ts";
import { isTame } from "../support/tame.ts";

const SEED = { seed: 20240607, numRuns: 1500 } as const;
const TOLERANCE = { relative: 1e-9, absolute: 1e-11 };

describe.each(["ieee", "real"] as const)("at level %s", (level) => {
  test("the value stays", () => {
    let compared = 0;
    fc.assert(
      fc.property(arbitraryLoss({ detach: true }), ({ text, environment }) => {
        const { graph, root } = lowerText(text);
        if (level === "real" && !isTame([root], environment)) return;
        const [simplified] = simplify([root], graph, { level });
        const [before, after] = interpret([root, simplified], environment);
        compared++;
        expect(
          differences(
            Array.from(before, (_, i) => after[i] ?? after[0]),
            before,
            TOLERANCE,
          ),
        ).toEqual([]);
      }),
      SEED,
    );
    expect(compared).toBeGreaterThan(500);
  });

  test("the cost never rises, and a second run changes nothing", () => {
    fc.assert(
      fc.property(arbitraryLoss({ detach: true }), ({ text }) => {
        const { graph, root } = lowerText(text);
        const [once] = simplify([root], graph, { level });
        const [twice] = simplify([once], graph, { level });
        expect(formula(twice)).toBe(formula(once));
        expect(twice).toBe(once);
        expect(once.cost).toBeLessThanOrEqual(root.cost + 1e-9);
      }),
      SEED,
    );
  });
});

test("a few rounds reach the fixpoint", () => {
  fc.assert(
    fc.property(arbitraryLoss(), ({ text }) => {
      const { graph, root } = lowerText(text);
      const simplifier = createSimplifier(graph);
      let current = root;
      let rounds = 0;
      for (let next = rebuild([current], simplifier)[0]; next !== current; next = rebuild([current], simplifier)[0]) {
        current = next;
        rounds++;
      }
      expect(rounds).toBeLessThanOrEqual(4);
    }),
    SEED,
  );
});

test("every pass leaves the DAG in order", () => {
  fc.assert(
    fc.property(arbitraryLoss({ detach: true }), fc.boolean(), ({ text, kind }, fromLogits) => {
      derive(lowerText(text), { fromLogits: fromLogits && kind === "probs" }, (pass, roots) => {
        expect(verify(roots).map((problem) => `${pass}: ${problem}`)).toEqual([]);
      });
    }),
    SEED,
  );
});
