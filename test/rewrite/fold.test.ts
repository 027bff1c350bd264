/** Constants fold to exact values: rational arithmetic leaves no rounding behind. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGraph } from "../../src/ir/graph.ts";
import { constantValue } from "../../src/ir/node.ts";
import { formula } from "../../src/ir/print.ts";
import { instantiate, templateOf } from "../../src/ir/template.ts";
import { createSimplifier } from "../../src/rewrite/simplifier.ts";

function folded(text: string): string {
  const graph = createGraph();
  const x = graph.input({ kind: "input", name: "x", inputKind: "logits" }, "per-class");
  const y = graph.input({ kind: "input", name: "y", inputKind: "target" }, "per-class");
  const operands = new Map([
    ["x", x],
    ["y", y],
  ]);
  return formula(instantiate(templateOf(text), operands, createSimplifier(graph)));
}

describe("exactly", () => {
  test.each([
    ["0.1 + 0.2", "0.3"],
    ["0.1 + 0.2 - 0.3", "0"],
    ["1 / 3 * 3", "1"],
    ["1 / 3 + 1 / 3 + 1 / 3", "1"],
    ["1 / 3", "1 / 3"],
    ["0.7 / 0.1", "7"],
    ["1.1^2", "1.21"],
    ["2^-2", "0.25"],
    ["-2^2", "-4"],
    ["(-2)^3", "-8"],
    ["max(0.1 + 0.2, 0.3) - min(0.1 + 0.2, 0.3)", "0"],
    ["abs(-0.1)", "0.1"],
    ["1e-7 * 1e7", "1"],
    ["0.1 * x + 0.2 * x", "0.3 * x"],
    ["x / 3 + x / 3 + x / 3", "x"],
    ["(x + 0.1) + 0.2", "0.3 + x"],
    ["if 0.1 + 0.2 == 0.3 then x else -x", "x"],
    ["if 1 > 2 then x else 3", "3"],
  ])("%s = %s", (text, expected) => expect(folded(text)).toBe(expected));
});

describe("as float64 has it", () => {
  test.each([
    ["1 / 0", "inf"],
    ["-1 / 0", "-inf"],
    ["0 / 0", "NaN"],
    ["log(0)", "-inf"],
    ["0^0", "1"],
    ["(-8)^(1 / 3)", "NaN"],
    ["exp(0)", "1"],
    ["clamp(0, 1, -1)", "-1"],
    ["sqrt(2)", String(Math.SQRT2)],
  ])("%s = %s", (text, expected) => expect(folded(text)).toBe(expected));
});

describe("not what infinities would make NaN", () => {
  test.each([
    // NaN at 0, as before.
    ["1 / x - 1 / x", "0 / x"],
    ["0 * (1 / x)", "0 / x"],
    ["log(x) - log(x)", "log(x) - log(x)"],
    ["3 * log(x) - log(x)", "3 * log(x) - log(x)"],
    ["(1 - log(y)) / (1 - log(y))", "(1 - log(y)) / (1 - log(y))"],
    ["x - x", "0"],
    ["x / exp(x) * exp(x)", "x"],
  ])("%s stays %s", (text, expected) => expect(folded(text)).toBe(expected));
});

/** Numerators and denominators, beside the text. */
const fraction = fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 1, max: 999 }));

test("sums, products and quotients of fractions are the nearest float64 of the exact value", () => {
  fc.assert(
    fc.property(fraction, fraction, fc.constantFrom("+", "-", "*", "/"), ([a, b], [c, d], symbol) => {
      if (symbol === "/" && c === 0) return;
      const graph = createGraph();
      const node = instantiate(templateOf(`(${a} / ${b}) ${symbol} (${c} / ${d})`), new Map(), createSimplifier(graph));
      const terms = {
        "+": [a * d + c * b, b * d],
        "-": [a * d - c * b, b * d],
        "*": [a * c, b * d],
        "/": [a * d, b * c],
      };
      // Both are exact in float64, so one division rounds once.
      const [numerator, denominator] = terms[symbol as keyof typeof terms];
      expect((constantValue(node) ?? Number.NaN) + 0).toBe(numerator / denominator + 0);
    }),
    { seed: 31, numRuns: 1000 },
  );
});
