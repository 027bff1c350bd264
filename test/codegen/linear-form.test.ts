/** Sums of products with one gate: the same numbers as before, in fewer operations. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasLaneRow } from "../../src/codegen/kernel/rows.ts";
import { kernelSpecs } from "../../src/codegen/kernel/spec.ts";
import { linearForm, sharedNodes } from "../../src/codegen/linear-form.ts";
import { loopForm } from "../../src/codegen/loop-form.ts";
import { createGraph } from "../../src/ir/graph.ts";
import type { Node } from "../../src/ir/node.ts";
import { formulas } from "../../src/ir/print.ts";
import { instantiate, templateOf } from "../../src/ir/template.ts";
import { arbitraryLoss } from "../support/arbitrary-loss.ts";
import { deriveText } from "../support/derive-text.ts";
import { interpretFloat32 } from "../support/float32-error.ts";

const graph = createGraph();
const perClass = (name: string): Node => graph.input({ kind: "input", name, inputKind: "value" }, "per-class");
const perExample = (name: string): Node => graph.input({ kind: "input", name, inputKind: "weight" }, "per-example");
const number = (name: string): Node => graph.parameter({ kind: "parameter", name, defaultValue: 1, range: undefined });

const LEAVES = new Map<string, Node>([
  ...["x", "z", "y"].map((name) => [name, perClass(name)] as const),
  ...["a", "b"].map((name) => [name, perExample(name)] as const),
  ["k", number("k")],
]);
const node = (formula: string): Node => instantiate(templateOf(formula), LEAVES, graph);
const text = (root: Node): string => formulas([root], new Map()).get(root)!;

describe("what is alike for all classes is one factor", () => {
  test.each([
    ["k * (x * a)", "x * (a * k)"],
    ["a * (b * x - k * z)", "x * (a * b) - z * (a * k)"],
    ["-(a * x) * b", "-(a * b) * x"],
    // One product more would be no gain.
    ["a * (x - z)", "a * (x - z)"],
    ["a * (x - b * z)", "a * x - z * (a * b)"],
    ["(a * x) * (b * z)", "x * z * (a * b)"],
    ["a * exp(x)", "a * exp(x)"],
    ["a + x", "a + x"],
    ["k * (x - a)", "k * (x - a)"],
  ])("%s", (formula, expected) => {
    const form = linearForm(node(formula), { graph, isShared: () => false });
    expect(text(form)).toBe(text(node(expected)));
  });
});

describe("what absent classes do not need stands behind one gate", () => {
  test.each([
    ["a * ((if y == 0 then 0 else y * x) + z)", "a * z + (if y == 0 then 0 else a * (y * x))"],
    [
      "x + (if y == 0 then 0 else a * (if y == 0 then 0 else y * z) + x)",
      "x + (if y == 0 then 0 else a * (y * z) + x)",
    ],
    ["k * (a * x - y * z)", "x * (a * k) + (if y == 0 then 0 else -k * (y * z))"],
    // It may be exact.
    ["k * (x - y)", "k * (x - y)"],
    ["y / x - z", "-z + (if y == 0 then 0 else y / x)"],
    ["x * (if y == 0 then 0 else a)", "if y == 0 then 0 else a * x"],
    ["(if y == 0 then 0 else a) * (if y == 0 then 0 else b)", "if y == 0 then 0 else a * b"],
    // Other gates stay apart, and that of the label is the last summand.
    [
      "(if y == 0 then 0 else y * x) + ((if z == 0 then 0 else x) + exp(x))",
      "(exp(x) + (if z == 0 then 0 else x)) + (if y == 0 then 0 else y * x)",
    ],
    ["x * (if z == 0 then 0 else a) * y", "if y == 0 then 0 else x * (if z == 0 then 0 else a) * y"],
    ["(if z == 0 then 0 else y * x) + x", "x + (if z == 0 then 0 else y * x)"],
  ])("%s", (formula, expected) => {
    const form = linearForm(node(formula), { graph, isShared: () => false, gatedBy: LEAVES.get("y") });
    expect(text(form)).toBe(text(node(expected)));
  });
});

test("what something else needs as well is left as it is", () => {
  const difference = node("x - a * z");
  const root = graph.apply("mul", [LEAVES.get("b")!, difference]);
  const sum = graph.apply("reduce_sum", [graph.apply("exp", [difference])]);
  const shared = sharedNodes([root, sum]);
  expect(linearForm(root, { graph, isShared: (one) => shared.has(one) })).toBe(root);
});

test("random losses are the same, gated or not", () => {
  let compared = 0;
  fc.assert(
    fc.property(arbitraryLoss({ kinds: ["probs", "logits"] }), ({ text: source, environment }) => {
      const derived = deriveText(source);
      const dense = loopForm(derived, "dense", hasLaneRow)!;
      const spec = kernelSpecs(derived, "dense", { ignores: false })[1]!;
      const inner = { ...environment, parameters: new Map([...environment.parameters, ["#scale", 0.5]]) };
      const plain = interpretFloat32([dense.loss, dense.gradient], inner);
      const sparse = interpretFloat32([spec.loss, spec.gradient!], inner);
      plain.forEach(({ values, errors }, i) => {
        Array.from(values).forEach((value, j) => {
          const [error, other] = [errors[j]!, sparse[i]!.values[j]!];
          if (!Number.isFinite(value) || !Number.isFinite(error)) return;
          expect(Math.abs(other - value), `${value}, gated ${other}`).toBeLessThanOrEqual(error);
          compared++;
        });
      });
    }),
    { seed: 3, numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(1_000);
});
