import { describe, expect, test } from "vitest";
import { checkText, show, soundLoss } from "./check-text.ts";

/** Inputs, an expression of them, and its shape. */
const TABLE = [
  ["y: target, p: probs", "1", "constant"],
  ["y: target, p: probs", "pi * eps", "constant"],
  ["y: target, p: probs; a = 1", "a + 1", "constant"],
  ["y: target, p: probs", "y", "per-class"],
  ["y: target, p: probs", "p", "per-class"],
  ["y: target, z: logits", "z", "per-class"],
  ["y: target, p: probs, w: weight", "w", "per-example"],
  ["y: target, p: probs, w: weight", "w * p", "per-class"],
  ["y: target, p: probs, w: weight", "w + 1", "per-example"],
  ["y: target, p: probs, v: value", "v", "per-example"],
  ["y: target, p: probs", "sum(p)", "per-example"],
  ["y: target, p: probs", "mean(p)", "per-example"],
  ["y: target, p: probs", "max(p)", "per-example"],
  ["y: target, p: probs", "min(p)", "per-example"],
  ["y: target, p: probs", "logsumexp(p)", "per-example"],
  ["y: target, p: probs", "softmax(p)", "per-class"],
  ["y: target, p: probs", "log_softmax(p)", "per-class"],
  ["y: target, p: probs", "sum(1)", "per-example"],
  ["y: target, p: probs, w: weight", "sum(w)", "per-example"],
  ["y: target, p: probs", "softmax(2)", "per-class"],
  ["y: target, p: probs", "max(p, y)", "per-class"],
  ["y: target, p: probs", "max(sum(p), 0)", "per-example"],
  ["y: target, p: probs", "clamp(p, 0, 1)", "per-class"],
  ["y: target, p: probs", "sum(p) + y", "per-class"],
  ["y: target, p: probs", "if sum(p) > 0 then 1 else 0", "per-example"],
  ["y: target, p: probs", "if p > 0 then 1 else 0", "per-class"],
  ["y: target, p: probs", "if 1 > 0 then sum(p) else y", "per-class"],
  ["y: value, p: value", "y - p", "per-example"],
  ["y: value, p: value, w: weight", "w * (y - p)", "per-example"],
  ["y: value, p: value", "sum(y * p)", "per-example"],
  ["y: value, p: value", "y + sum(y * p)", "per-class"],
  ["y: value, p: value", "y + double(p)", "per-example"],
  ["y: value, p: value", "y + total(p)", "per-class"],
  ["y: value, p: value", "max(y, p)", "per-example"],
  ["y: value, p: value", "y + max(p)", "per-class"],
] as const;

const LIBRARY = "fn double(x) = 2 * x\nfn total(x) = inner(x)\nfn inner(x) = sum(x)\n";

describe("the shape of an expression", () => {
  test.each(TABLE)("(%s): `%s` is %s", (inputs, expression, shape) => {
    // Around it `sum` would give value inputs an axis of their own, so the expression is a let beside a result that is always right.
    const { lets } = soundLoss(`${LIBRARY}loss l(${inputs}) {\n  let q = ${expression}\n  return 0\n}`);
    expect(lets[0].value.shape).toBe(shape);
  });

  test("value inputs are per class in a loss without classes that reduces, and only there", () => {
    const shapes = (text: string) => soundLoss(LIBRARY + text).inputs.map(({ shape }) => shape);
    expect(shapes("loss l(y: value, p: value) = (y - p)^2")).toEqual(["per-example", "per-example"]);
    expect(shapes("loss l(y: value, p: value) = -sum(y * p)")).toEqual(["per-class", "per-class"]);
    expect(shapes("loss l(y: value, p: value) = total(y * p)")).toEqual(["per-class", "per-class"]);
    expect(shapes("loss l(y: value, p: value, w: weight) = w * sum(y * p)")).toEqual([
      "per-class",
      "per-class",
      "per-example",
    ]);
    expect(shapes("loss l(v: value, p: probs) = v * sum(p)")).toEqual(["per-example", "per-class"]);
  });

  test("a per-class result is refused, with the place of the result", () => {
    expect(checkText("loss l(y: target, p: probs) = y * log(p)").found).toEqual(["per-class-result @ y * log(p)"]);
    expect(checkText("loss l(y: value, p: value) = y * sum(p)").found).toEqual(["per-class-result @ y * sum(p)"]);
    expect(checkText("loss l(y: target, p: probs) = sum(y * p)").found).toEqual([]);
  });

  test("reductions without an axis are refused, at the call that leads to them", () => {
    expect(checkText("loss l(w: weight) = mean(w)").found).toEqual([
      "missing-prediction @ l",
      "no-class-axis @ mean(w)",
    ]);
    const inlined = checkText(`${LIBRARY}loss l(w: weight) = total(w)`);
    expect(inlined.found).toEqual(["missing-prediction @ l", "no-class-axis @ total(w)"]);
    expect(inlined.diagnostics[1].labels.map(({ text }) => text)).toEqual([
      "inside `total`, called here",
      "inside `inner`, called here",
      "`sum` runs over classes, and no input here has any",
    ]);
  });
});

describe("target and prediction", () => {
  test.each([
    ["y: target, p: probs", "y", "p"],
    ["p: probs, y: target", "y", "p"],
    ["y: target, v: value, z: logits", "y", "z"],
    ["y: target, v: value", "y", "v"],
    ["a: value, b: value", "a", "b"],
    ["v: value, p: probs", "v", "p"],
    ["p: probs, q: probs", undefined, "p"],
    ["w: weight, a: value, b: value", "a", "b"],
  ])("(%s): target %s, prediction %s", (inputs, target, prediction) => {
    const loss = soundLoss(`loss l(${inputs}) = 0`);
    expect(loss.target?.name).toBe(target);
    expect(loss.prediction.name).toBe(prediction);
  });

  test.each(["y: target", "v: value", "w: weight", "y: target, w: weight"])("(%s) has no prediction", (inputs) => {
    expect(checkText(`loss l(${inputs}) = 0`).found).toContain("missing-prediction @ l");
  });
});

describe("what checking builds", () => {
  test("operators, reductions, choices and constants", () => {
    const text = "loss l(y: target, p: probs; a = 2) = if a <= 1 then -sum(y) else max(p) ^ max(e, 2) / mean(p)";
    expect(show(soundLoss(text).result)).toBe(
      "select(less_equal(a, 1), neg(sum[y]), div(pow(max[p], max(e, 2)), mean[p]))",
    );
  });

  test("a function is a block that binds its arguments and lets", () => {
    const text = "fn f(x) {\n  let t = x + 1\n  return t * x\n}\nloss l(y: value, p: value) = f(f(y) - p)";
    const inner = "{x = y; t = add(x, 1); mul(t, x)}";
    expect(show(soundLoss(text).result)).toBe(`{x = sub(${inner}, p); t = add(x, 1); mul(t, x)}`);
  });

  test("two lets of one name stay apart: references point at their own", () => {
    const { lets, result } = soundLoss(
      "fn f(t) = t * t\nloss l(y: value, t: value) {\n  let u = f(y)\n  return f(u) + t\n}",
    );
    if (result.kind !== "op" || result.args[0].kind !== "block" || lets[0].value.kind !== "block")
      throw new Error("unexpected form");
    const [first, second] = [lets[0].value, result.args[0]].map(({ lets: [binding], result: product }) => {
      if (product.kind !== "op") throw new Error("unexpected form");
      expect(product.args.every((arg) => arg.kind === "local" && arg.binding === binding)).toBe(true);
      return binding;
    });
    expect(first).not.toBe(second);
  });

  test("documentation, parameters and their ranges are kept", () => {
    const loss = soundLoss("/// Scaled.\nloss l(y: value, p: value; a = 2 * pi in [0, 2^5), b = -1) = a * b * (y - p)");
    expect(loss.doc).toBe("Scaled.");
    expect(loss.parameters.map(({ defaultValue, range }) => ({ defaultValue, range }))).toEqual([
      { defaultValue: 2 * Math.PI, range: { low: 0, high: 32, lowOpen: false, highOpen: true } },
      { defaultValue: -1, range: undefined },
    ]);
  });
});
