/** Second derivatives through the public API, against finite differences of the gradient and against formulas. */

import { describe, expect, test } from "vitest";
import { compile, LossArgumentError } from "../../src/index.ts";

const lossOf = (text: string) => compile(text).losses[0];

/** Central differences with one step of Richardson extrapolation: the error is of fourth order. */
function alongDirection(
  gradient: (p: readonly number[]) => Float64Array,
  p: readonly number[],
  v: readonly number[],
): number[] {
  const central = (h: number): number[] => {
    const [up, down] = [h, -h].map((step) => gradient(p.map((x, i) => x + step * v[i])));
    return Array.from(up, (value, i) => (value - down[i]) / (2 * h));
  };
  const [coarse, fine] = [central(2e-4), central(1e-4)];
  return fine.map((value, i) => (4 * value - coarse[i]) / 3);
}

const P = [0.2, 0.5, 0.3, 0.6, 0.1, 0.3];
const Y = [0, 1, 0, 1, 0, 0];
const V = [0.3, -0.7, 0.4, 1.1, -0.2, 0.05];

describe("hessianVectorProduct", () => {
  test.each([
    ["cross-entropy", "loss l(y: target, p: probs) = -sum(y * log(p))"],
    ["focal", "loss l(y: target, p: probs) { let pt = sum(y * p) return -(1 - pt)^2 * log(pt) }"],
    ["from logits", "loss l(y: target, p: logits) = -sum(y * log_softmax(p))"],
    ["Bessel", "loss l(y: target, p: probs) = sum(bessel_i1e(p - y) + bessel_i0(p))"],
    ["lgamma", "loss l(y: target, p: probs) = sum(lgamma(p + y) + digamma(p))"],
    ["piecewise", "loss l(y: target, p: probs) = sum(if p > 0.25 then sin(p) * y else erf(p)) + max(p) * min(p)"],
  ])("of %s is how the gradient changes along the direction", (_, text) => {
    const loss = lossOf(text);
    for (const reduction of ["mean", "sum"] as const) {
      const options = { classes: 3, reduction };
      const expected = alongDirection((p) => loss.lossAndGrad(Y, p, options).grad, P, V);
      const actual = loss.hessianVectorProduct(Y, P, V, options);
      expected.forEach((value, i) => {
        expect(Math.abs(actual[i] - value), `[${i}] ${actual[i]} for ${value}`).toBeLessThan(
          1e-6 * Math.max(1, Math.abs(value)),
        );
      });
    }
  });

  test("of cross-entropy is y v / p^2, exactly", () => {
    const actual = lossOf("loss l(y: target, p: probs) = -sum(y * log(p))").hessianVectorProduct(Y, P, V, {
      classes: 3,
      reduction: "sum",
    });
    expect([...actual]).toEqual(Y.map((y, i) => (y === 0 ? 0 : expect.closeTo((y * V[i]) / P[i] ** 2, 13))));
  });

  test("of a regression loss works element by element", () => {
    const huber = lossOf(
      "loss l(y: value, p: value; delta = 1) { let r = abs(p - y) return if r <= delta then 0.5 * r^2 else delta * (r - 0.5 * delta) }",
    );
    expect([...huber.hessianVectorProduct([0, 0], [0.5, 3], [2, 2], { reduction: "sum" })]).toEqual([2, 0]);
  });

  test("names what is wrong", () => {
    const loss = lossOf("loss l(y: target, p: probs) = -sum(y * log(p))");
    expect(() => loss.hessianVectorProduct([0, 1], [0.5, 0.5], [1])).toThrow(LossArgumentError);
  });
});
