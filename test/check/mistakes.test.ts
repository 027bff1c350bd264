import { describe, expect, test } from "vitest";
import { checkText } from "./check-text.ts";

const HEAD = "loss l(y: value, p: value";
const l = (expression: string) => checkText(`${HEAD}) = ${expression}`).found;

describe("arguments and conditions", () => {
  test.each([
    ["log() + y - p", ["arity @ log()"]],
    ["log(y, p)", ["arity @ log(y, p)"]],
    ["clamp(y, p)", ["arity @ clamp(y, p)"]],
    ["pow(y)", ["arity @ pow(y)"]],
    ["pow(y, p)", []],
    ["max(y, p, 1)", ["arity @ max(y, p, 1)"]],
    ["max() + y + p", ["arity @ max()"]],
    ["sum(y, p)", ["arity @ sum(y, p)"]],
    ["f(y)", ["arity @ f(y)"]],
    ["f(y, p, 1)", ["arity @ f(y, p, 1)"]],
    ["one() + y - p", []],
    ["one(y) - p", ["arity @ one(y)"]],
  ])("%s: %j", (expression, found) => {
    expect(checkText(`fn f(a, b) = a + b\nfn one() = 1\n${HEAD}) = ${expression}`).found).toEqual(found);
  });

  test("conditions are comparisons, and comparisons conditions", () => {
    expect(l("if y < p then 1 else 0")).toEqual([]);
    expect(l("if y then p else 0")).toEqual(["condition-expected @ y"]);
    expect(l("if (if y < p then 1 else 0) then p else 0")).toEqual(["condition-expected @ if y < p then 1 else 0"]);
    expect(l("(y < p) + 1")).toEqual(["comparison-as-number @ y < p"]);
    expect(l("y < p")).toEqual(["comparison-as-number @ y < p"]);
    expect(l("abs(y < p)")).toEqual(["comparison-as-number @ y < p"]);
    expect(l("if (y < p) == 1 then 1 else 0")).toContain("comparison-as-number @ y < p");
    expect(checkText(`${HEAD}) {\n  let c = y < p\n  return if c > 0 then c else 1\n}`).found).toEqual([
      "comparison-as-number @ y < p",
    ]);
    expect(checkText("fn f(x) = x < 1").found).toEqual(["comparison-as-number @ x < 1"]);
  });
});

describe("parameters", () => {
  const parameter = (declared: string) => checkText(`${HEAD}; a = ${declared}) = a * (y - p)`).found;
  test.each([
    ["2", []],
    ["-2^2 + pi * sqrt(eps)", []],
    ["max(1, 2)", []],
    ["if 1 < 2 then 3 else 4", []],
    ["1 / 0", ["default-not-constant @ 1 / 0"]],
    ["0^-1", ["default-not-constant @ 0^-1"]],
    ["log(-1)", ["default-not-constant @ log(-1)"]],
    ["exp(1000)", ["default-not-constant @ exp(1000)"]],
    ["y", ["default-not-constant @ y"]],
    ["2 * a", ["default-not-constant @ a"]],
    ["sum(1)", ["default-not-constant @ sum(1)"]],
    ["half(1)", ["default-not-constant @ half(1)"]],
    ["b + 1", ["unknown-name @ b"]],
    ["1 < 2", ["comparison-as-number @ 1 < 2"]],
    ["1 in [0, 2]", []],
    ["1 in [1, 1]", []],
    ["0 in [0, 2)", []],
    ["0 in (0, 2)", ["default-out-of-range @ 0"]],
    ["2 in [0, 2)", ["default-out-of-range @ 2"]],
    ["3 in [0, 2]", ["default-out-of-range @ 3"]],
    ["-1 in [0, 2]", ["default-out-of-range @ -1"]],
    ["1 in [2, 0]", ["invalid-range @ [2, 0]"]],
    ["1 in [1, 1)", ["invalid-range @ [1, 1)"]],
    ["1 in (1, 1]", ["invalid-range @ (1, 1]"]],
    ["1 in [0, 1 / 0]", ["invalid-range @ 1 / 0"]],
    ["1 in [0^-1, 1]", ["invalid-range @ 0^-1"]],
    ["1 in [0, p]", ["invalid-range @ p"]],
    ["1 in [-pi, 2 * pi]", []],
  ])("%s: %j", (declared, found) => {
    const { found: actual } = checkText(`fn half(x) = x / 2\n${HEAD}; a = ${declared}) = a * half(y - p)`);
    expect(actual).toEqual(found);
  });

  test("another parameter is no constant either, before or after", () => {
    expect(parameter("b, b = 1")).toContain("default-not-constant @ b");
    expect(parameter("1, b = a")).toContain("default-not-constant @ a");
  });
});

describe("functions", () => {
  test("direct and mutual recursion is reported once a cycle, and nothing follows from it", () => {
    expect(checkText(`fn f(x) = f(x)\n${HEAD}) = f(y - p)`).found).toEqual(["recursive-function @ f"]);
    expect(checkText(`fn f(x) = g(x)\nfn g(x) = h(x)\nfn h(x) = f(x)\n${HEAD}) = g(y - p)`).found).toEqual([
      "recursive-function @ f",
    ]);
    expect(checkText("fn f(x) = f(x)\nfn g(x) = h(x)\nfn h(x) = g(x)\nfn k(x) = f(x) + g(x)").found).toEqual([
      "recursive-function @ f",
      "recursive-function @ g",
    ]);
  });

  test("recursion is found in a function with another mistake", () => {
    expect(checkText("fn f(x) = f(x) + nope").found).toEqual(["recursive-function @ f", "unknown-name @ nope"]);
  });

  test("a function may be called before it is declared, and many times", () => {
    expect(checkText(`fn f(x) = g(x) + g(x + 1)\n${HEAD}) = f(y - p)\nfn g(x) = x * x`).found).toEqual([]);
  });

  test("a chain of calls deeper than the stack is no recursion", () => {
    const chain = Array.from({ length: 5000 }, (_, i) => `fn f${i}(x) = f${i + 1}(x)\n`).join("");
    expect(checkText(`${chain}fn f5000(x) = x\n`).found).toEqual([]);
    expect(checkText(`${chain}fn f5000(x) = x\n${HEAD}) = f0(y - p)`).found).toEqual(["nested-too-deeply @ l"]);
    expect(checkText(`${chain}fn f5000(x) = f0(x)\n`).found).toEqual(["recursive-function @ f0"]);
  });

  test("inlining that doubles at every step is stopped", () => {
    const doubling = Array.from({ length: 60 }, (_, i) => `fn f${i + 1}(x) = f${i}(x) + f${i}(x)\n`).join("");
    const { found, losses } = checkText(
      `fn f0(x) = x\n${doubling}${HEAD}) = f60(y - p)\nloss m(y: value, p: value) = f3(y - p)`,
    );
    expect(found).toEqual(["program-too-large @ l"]);
    expect(losses.map(({ name }) => name)).toEqual(["m"]);
  });

  test("doubling that comes to nothing is stopped too", () => {
    const doubling = Array.from({ length: 60 }, (_, i) => `fn f${i + 1}(x) = f${i}(x) + f${i}(x)\n`).join("");
    expect(checkText(`fn f0(x) = sum(x)\n${doubling}loss l(w: weight) = f60(w)`).found).toContain(
      "program-too-large @ l",
    );
  });

  test("the losses of a program share a limit", () => {
    const doubling = Array.from({ length: 10 }, (_, i) => `fn f${i + 1}(x) = f${i}(x) + f${i}(x)\n`).join("");
    const losses = Array.from({ length: 1000 }, (_, i) => `loss l${i}(y: value, p: value) = f10(y - p)\n`).join("");
    const checked = checkText(`fn f0(x) = x\n${doubling}${losses}`);
    expect(checked.found).toHaveLength(1);
    expect(checked.diagnostics[0].code).toBe("program-too-large");
    expect(checked.losses.length).toBeGreaterThan(100);
    expect(checked.losses.length).toBeLessThan(1000);
  });

  test("sums longer than any stack are refused, not crashed on", () => {
    const terms = Array.from({ length: 9000 }, () => "y").join(" + ");
    expect(l(`${terms} - p`).every((found) => found.startsWith("nested-too-deeply"))).toBe(true);
  });
});

describe("several mistakes", () => {
  test("are all reported when they are independent", () => {
    const text = [
      "fn f(x) = x + nope",
      "loss a(y: target, p: probs; g = 1 / 0, h = 3 in [0, 1]) {",
      "  let q = lgo(p)",
      "  let r = q + unknown",
      "  return y * log(p, 2) + f(r)",
      "}",
      "loss b(y: target) = sum(y)",
      "loss c(y: target, p: probs) = p",
      "loss d(y: target, p: probs) = sum(y * p)",
    ].join("\n");
    const { found, losses } = checkText(text);
    expect(found).toEqual([
      "unknown-name @ nope",
      "default-not-constant @ 1 / 0",
      "default-out-of-range @ 3",
      "unknown-op @ lgo",
      "unknown-name @ unknown",
      "arity @ log(p, 2)",
      "missing-prediction @ b",
      "per-class-result @ p",
    ]);
    expect(losses.map(({ name }) => name)).toEqual(["d"]);
  });

  test("nothing follows from an expression, name or kind that is already wrong", () => {
    expect(checkText("loss l(y: targets, p: probs) = y").found).toEqual(
      ["unknown-kind @ targets", "unused-name @ p"].slice(0, 1),
    );
    expect(checkText("loss l(y: values, p: valeu) = sum(y * p)").found).toEqual([
      "unknown-kind @ values",
      "unknown-kind @ valeu",
    ]);
    expect(checkText("fn f(x) = nope\nloss l(y: target, p: probs) = f(y * p)").found).toEqual(
      ["unused-name @ x", "unknown-name @ nope"].slice(1),
    );
    expect(
      checkText("loss l(y: target, p: probs) {\n  let q = \n  return q * p\n}").found.every((code) =>
        code.startsWith("unexpected-token"),
      ),
    ).toBe(true);
  });

  test("a broken declaration leaves those of others to be found", () => {
    const { found } = checkText(
      "loss a(y: target, p: probs) = sum(y * \nloss b(y: target, p: probs) = p\nloss c(y: target, p: probs) = sum(z)",
    );
    expect(found.filter((code) => !code.startsWith("unexpected-token"))).toEqual([
      "per-class-result @ p",
      "unknown-name @ z",
    ]);
  });
});
