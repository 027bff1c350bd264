/** The loop nest in words, and what it says that it costs. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loopNests } from "../../src/codegen/loop-nest.ts";
import { scheduleText } from "../../src/codegen/schedule-text.ts";
import type { Features } from "../../src/pipeline/options.ts";
import { arbitraryLoss } from "../support/arbitrary-loss.ts";
import { CROSS_ENTROPY, deriveText, HUBER, LOGITS } from "../support/derive-text.ts";

const nestsOf = (text: string, features: Features = {}) => loopNests(deriveText(text, features));
const example = (name: string): string => readFileSync(new URL(`../../examples/${name}.loss`, import.meta.url), "utf8");

test.each([
  ["cross_entropy", { fromLogits: true }],
  ["focal", {}],
  ["bi_tempered", {}],
] as const)("of %s is what it was", async (name, features) => {
  const nests = nestsOf(example(name), features);
  await expect(`${scheduleText(nests, { explain: true })}\n`).toMatchFileSnapshot(`golden/${name}.schedule.txt`);
  const bare = scheduleText(nests, { explain: false });
  expect(scheduleText(nests, { explain: true }).replace(/\n {6}cost .*|\n {2}in total, for each(\n {4}.*)+/g, "")).toBe(
    bare,
  );
});

describe("the cost", () => {
  const NOTHING = { cheap: 0, divisions: 0, functions: {} };

  test("of cross-entropy from probabilities: what is absent costs a comparison", () => {
    const [{ cost }] = nestsOf(CROSS_ENTROPY);
    expect(cost.perElement).toEqual({
      passes: 1,
      bytes: 12,
      bytesOfMemory: 12,
      // Two choices by one comparison.
      operations: { cheap: 3, divisions: 0, functions: {} },
      // The sum, y * log(p) and -scale * y / p.
      gated: { cheap: 3, divisions: 1, functions: { log: 1 } },
      kept: 0,
      recomputed: 0,
    });
  });

  test("of cross-entropy for integer labels: one element an example, and a gradient to clear", () => {
    const [, { cost, spared }] = nestsOf(CROSS_ENTROPY);
    expect(spared).toEqual({ rowsOf: "y", passes: 1, reductions: 1, elementsAtLabel: 1, isCleared: true });
    expect(cost.perElement).toMatchObject({ passes: 0, bytes: 4, bytesOfMemory: 4, operations: NOTHING });
    // Label, probability and gradient.
    expect(cost.perExample).toEqual({
      bytesOfMemory: 12,
      operations: { cheap: 1, divisions: 1, functions: { log: 1 } },
    });
  });

  test("of softmax: one exponential, kept for the gradient, in the cache", () => {
    const [{ cost, scratchRows, rows }] = nestsOf(LOGITS);
    expect([scratchRows, Object.values(rows)]).toEqual([1, [0]]);
    expect(cost.passes.map(({ bytesRead, bytesWritten }) => [bytesRead, bytesWritten])).toEqual([
      [8, 0],
      [4, 4],
      [12, 4],
    ]);
    expect(cost.perElement).toMatchObject({ bytes: 32, bytesOfMemory: 12, kept: 1, recomputed: 0 });
    expect(cost.perElement.operations.functions).toEqual({ exp: 1 });
  });

  test("of a loss without classes: per example alone", () => {
    const nests = nestsOf(HUBER);
    expect(nests).toHaveLength(1);
    expect(nests[0].labels).toBe("none");
    expect(nests[0].cost.perElement).toMatchObject({ passes: 0, bytes: 0, bytesOfMemory: 0 });
    expect(nests[0].cost.perExample.bytesOfMemory).toBe(12);
  });

  test("class weights are a row for the whole batch: they come from memory once", () => {
    const bytes = (features: Features) => nestsOf(CROSS_ENTROPY, features)[0].cost.perElement;
    expect(bytes({ classWeights: true }).bytesOfMemory).toBe(bytes({}).bytesOfMemory);
    expect(bytes({ classWeights: true }).bytes).toBeGreaterThan(bytes({}).bytes);
  });
});

describe("what is shared and spared", () => {
  const TEMPERED = `loss tempered(y: target, p: probs) {
    let surprise = y * (tempered_log(y) - tempered_log(p))
    return sum(surprise - (y^1.2 - p^1.2) / 1.2)
  }
  fn tempered_log(x) = (x^0.2 - 1) / 0.2`;

  test("powers of the labels are 0 for absent classes, and x^1.2 and x^-0.8 are made from x^0.2", () => {
    const { operations, gated } = nestsOf(TEMPERED)[0].cost.perElement;
    expect(operations.functions).toEqual({ pow: 1 });
    expect(gated.functions).toEqual({ pow: 1 });
  });

  test("from logits p^1.2 is the softmax times p^0.2", () => {
    const { operations } = nestsOf(TEMPERED, { fromLogits: true })[0].cost.perElement;
    expect(operations.functions).toEqual({ exp: 2, expm1: 1 });
  });

  test("a weighted sum of a softmax is taken as its exponentials are summed", () => {
    expect(nestsOf(example("focal"), { fromLogits: true })[0].cost.perElement.passes).toBe(3);
  });

  test("a term beside others is gated if nothing else needs its function", () => {
    const [{ cost }] = nestsOf("loss l(y: target, p: probs) = sum(y * erf(p) - p^2)");
    expect(cost.perElement.operations.functions).toEqual({});
    expect(cost.perElement.gated.functions).toEqual({ erf: 1, exp: 1 });
    const [shared] = nestsOf("loss l(y: target, p: probs) = sum(y * erf(p) - erf(p))");
    expect(shared.cost.perElement.operations.functions).toMatchObject({ erf: 1 });
  });
});

test("random losses: names are defined before they are read, and no more is moved from memory than by the passes", () => {
  const property = fc.property(arbitraryLoss(), ({ text }) => {
    const nests = nestsOf(text);
    for (const { perExample, passes, once, cost } of nests) {
      const defined = new Set(once.map(({ name }) => name));
      const define = (name: string): void => {
        expect(name).toMatch(/^[A-Za-z_][\w[\]]*$/);
        defined.add(name);
      };
      const kept = new Set<string>();
      perExample.forEach((values, i) => {
        for (const { name } of values) define(name);
        const pass = passes[i];
        if (pass === undefined) return;
        for (const name of pass.reads) expect(kept).toContain(name);
        for (const { name, isAgain } of pass.computes) {
          expect(kept).not.toContain(name);
          expect(isAgain).toBe(defined.has(name));
        }
        for (const { name } of [...pass.computes, ...pass.reduces]) define(name);
        for (const name of pass.keeps) kept.add(name);
      });
      expect(cost.perElement.bytesOfMemory).toBeLessThanOrEqual(cost.perElement.bytes);
      expect(cost.perElement.kept).toBe(kept.size);
    }
    expect(scheduleText(nests, { explain: true })).not.toMatch(/undefined|NaN|#/);
  });
  fc.assert(property, { seed: 9, numRuns: 150 });
});
