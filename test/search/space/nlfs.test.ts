import { describe, expect, test } from "vitest";
import { compile } from "../../../src/index.ts";
import { NLFS, parseSpace, TREE } from "../../../src/search/space/index.ts";

const EPS = 1e-7;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The paper's list, in its order; `undefined` where there is no closed form, which the compiler's own tests cover. */
const UNARY: readonly (readonly [name: string, f: ((x: number) => number) | undefined])[] = [
  ["neg", (x) => -x],
  ["ln", (x) => Math.log(Math.abs(x) + EPS)],
  ["lg", (x) => Math.log(Math.abs(x) + EPS) / Math.log(10)],
  ["exp", Math.exp],
  ["abs", Math.abs],
  ["sigmoid", sigmoid],
  ["reciprocal_abs", (x) => 1 / (1 + Math.abs(x))],
  ["log_exp", (x) => Math.log(Math.abs(1 + Math.exp(x)) + EPS)],
  ["erf", undefined],
  ["erfc", undefined],
  ["sin", Math.sin],
  ["sinh", Math.sinh],
  ["asinh", Math.asinh],
  ["tanh", Math.tanh],
  ["atan", Math.atan],
  ["reciprocal", (x) => 1 / (x + EPS)],
  ["bessel_i0", undefined],
  ["bessel_i0e", undefined],
  ["bessel_i1", undefined],
  ["bessel_i1e", undefined],
  ["relu", (x) => Math.max(x, 0)],
  ["negative_part", (x) => Math.min(x, 0)],
  ["square", (x) => x * x],
  ["sqrt_abs", (x) => Math.sqrt(Math.abs(x))],
  ["softsign", (x) => x / (1 + Math.abs(x))],
  ["tanh_slope", (x) => 1 - Math.tanh(x) ** 2],
  ["sigmoid_slope", (x) => sigmoid(x) * (1 - sigmoid(x))],
];

const BINARY: readonly (readonly [name: string, f: (a: number, b: number) => number])[] = [
  ["add", (a, b) => a + b],
  ["sub", (a, b) => a - b],
  ["mul", (a, b) => a * b],
  ["max", Math.max],
  ["min", Math.min],
  ["divide", (a, b) => a / (b + EPS)],
  ["analytic_quotient", (a, b) => a / Math.sqrt(1 + b * b)],
];

function formulaOf(name: string): string {
  return NLFS.operators.find((operator) => operator.name === name)?.formula ?? "";
}

/** Inputs of any sign: of probabilities the compiler knows that they are positive. */
function evaluate(inputs: string, result: string, y: number, p: number): number {
  const { losses, diagnostics } = compile(`loss f(${inputs}) = ${result}`);
  expect(diagnostics).toEqual([]);
  return losses[0].lossAndGrad([y], [p]).loss;
}

describe("nlfs", () => {
  test("has the paper's operators in its order, all of one weight", () => {
    expect(NLFS.operators.map(({ name }) => name)).toEqual([...UNARY, ...BINARY].map(([name]) => name));
    expect(new Set(NLFS.operators.map(({ weight }) => weight))).toEqual(new Set([1]));
    expect(NLFS.leaves.map(({ text }) => text)).toEqual(["y", "yhat", "1", "-1"]);
  });

  test.each(UNARY.filter(([, f]) => f !== undefined))("%s is the paper's function", (name, f) => {
    for (const x of [-3.7, -1, -0.2, 0.05, 1, 2.9]) {
      expect(evaluate("x: logits", `sum(${formulaOf(name)})`, 0, x)).toBeCloseTo(f?.(x) ?? Number.NaN, 10);
    }
  });

  test.each(UNARY.filter(([, f]) => f === undefined))("%s is the built-in function of its name", (name) => {
    expect(formulaOf(name)).toBe(`${name}(x)`);
  });

  test.each(BINARY)("%s is the paper's function", (name, f) => {
    for (const [a, b] of [
      [0.3, -1.2],
      [-2, 0.4],
      [1, 1],
    ]) {
      expect(evaluate("a: value, b: value", formulaOf(name), a, b)).toBeCloseTo(f(a, b), 10);
    }
  });
});

test.each([
  ["nlfs", NLFS],
  ["tree", TREE],
])("%s as a file would be accepted, as it is", (_, space) => {
  const leaves = space.leaves.map(({ text, weight }) => ({ leaf: text, weight }));
  const operators = space.operators.map(({ name, formula, weight }) => ({ name, formula, weight }));
  const parsed = parseSpace(JSON.stringify({ ...space, leaves, operators }), "space.json");
  expect(parsed).toEqual({ space, diagnostics: [] });
});
