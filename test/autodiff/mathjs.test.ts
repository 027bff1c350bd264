/** Gradients of scalar losses against the symbolic derivatives of mathjs, an independent implementation of the rules of calculus. */

import fc from "fast-check";
import { derivative, parse } from "mathjs";
import { expect, test } from "vitest";
import { interpret } from "../../src/ir/interpret.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { lowerText } from "../support/arbitrary-loss.ts";
import { isClose } from "../support/closeness.ts";
import { isTame } from "../support/tame.ts";

const KNOWN_TO_BOTH =
  "abs sqrt exp expm1 log log1p log2 log10 sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh".split(" ");

const scalar: fc.Arbitrary<string> = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  return {
    expression: fc.oneof(
      { maxDepth: 5, depthSize: "small", withCrossShrink: true },
      fc.constantFrom("p", "p", "p", "y", "0.5", "2", "1.3"),
      fc.tuple(fc.constantFrom(...KNOWN_TO_BOTH), inner).map(([f, x]) => `${f}(${x})`),
      fc.tuple(inner, fc.constantFrom("+", "-", "*", "/"), inner).map(([a, symbol, b]) => `(${a} ${symbol} ${b})`),
      fc.tuple(inner, fc.constantFrom("2", "3", "-1", "0.5", "1.7")).map(([a, k]) => `(${a})^${k}`),
      fc.tuple(inner, inner).map(([a, b]) => `(0.2 + abs(${a}))^(${b})`),
      inner.map((x) => `-${x}`),
    ),
  };
}).expression;

/** The value and derivative by mathjs; `undefined` where it has no rule or leaves the reals. */
function byMathjs(text: string, scope: Record<string, number>): readonly [number, number] | undefined {
  const expression = parse(text);
  let slope: ReturnType<typeof derivative>;
  try {
    slope = derivative(expression, "p", { simplify: false });
  } catch {
    return undefined;
  }
  const [value, gradient]: unknown[] = [expression.evaluate(scope), slope.evaluate(scope)];
  return typeof value === "number" && typeof gradient === "number" ? [value, gradient] : undefined;
}

test("agree wherever mathjs can differentiate", () => {
  let compared = 0;
  fc.assert(
    fc.property(scalar, fc.integer({ min: -2500, max: 2500 }), fc.integer({ min: -2500, max: 2500 }), (text, y, p) => {
      const scope = { y: y / 1000, p: p / 1000 };
      const loss = lowerText(`loss scalar(y: value, p: value) = ${text}`);
      const inputs = new Map([
        ["y", [scope.y]],
        ["p", [scope.p]],
      ]);
      const environment = { batch: 1, classes: 1, inputs, parameters: new Map() };
      if (!isTame([loss.root], environment)) return;
      const expected = byMathjs(text, scope);
      if (expected === undefined || !expected.every(Number.isFinite)) return;
      const { root, gradient } = derive(loss);
      const [[value], [slope]] = interpret([root, gradient], environment).map((values) => Array.from(values));
      compared++;
      expect([value, isClose(value, expected[0], { relative: 1e-9, absolute: 1e-10 })]).toEqual([value, true]);
      expect([slope, isClose(slope, expected[1], { relative: 1e-8, absolute: 1e-9 })], `${expected[1]}`).toEqual([
        slope,
        true,
      ]);
    }),
    { seed: 51, numRuns: 1500 },
  );
  expect(compared).toBeGreaterThan(400);
});
