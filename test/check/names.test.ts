import { describe, expect, test } from "vitest";
import { CALLABLE_NAMES } from "../../src/ops/index.ts";
import { checkText, soundLoss } from "./check-text.ts";

const LOSS = "loss l(y: value, p: value)";

describe("names", () => {
  test("operators and constants are reserved in every place that declares a name", () => {
    for (const name of [...CALLABLE_NAMES, "pi", "e", "eps"]) {
      expect(checkText(`loss ${name}(y: value, p: value) = y - p`).found).toEqual([`reserved-name @ ${name}`]);
      expect(checkText(`fn ${name}(x) = x`).found).toEqual([`reserved-name @ ${name}`]);
      expect(checkText(`fn f(${name}) = ${name}`).found).toEqual([`reserved-name @ ${name}`]);
      expect(checkText(`loss l(${name}: value, p: value) = ${name} - p`).found).toEqual([`reserved-name @ ${name}`]);
      expect(checkText(`loss l(y: value, p: value; ${name} = 1) = (y - p) * ${name}`).found).toEqual([
        `reserved-name @ ${name}`,
      ]);
      expect(checkText(`${LOSS} {\n  let ${name} = y\n  return ${name} - p\n}`).found).toEqual([
        `reserved-name @ ${name}`,
      ]);
    }
  });

  test("operators that the language writes as symbols leave their names free", () => {
    expect(checkText(`fn add(a, b) = a + b\n${LOSS} {\n  let mul = add(y, p)\n  return mul\n}`).found).toEqual([]);
  });

  test.each([
    ["loss l(y: value, y: value) = y", 1],
    ["loss l(y: value, p: value; p = 1) = y - p", 1],
    ["loss l(y: value, p: value; a = 1, a = 2) = a * (y - p)", 1],
    [`${LOSS} {\n  let p = y\n  return p\n}`, 1],
    [`${LOSS} {\n  let q = y\n  let q = p\n  return q\n}`, 1],
    ["fn f(x, x) = x", 1],
    ["fn f(x) {\n  let x = 2\n  return x\n}", 1],
    [`fn f(x) = x\nfn f(x) = x`, 1],
    [`fn l(x) = x\n${LOSS} = y - p`, 1],
    [`${LOSS} = y - p\n${LOSS} = y + p`, 1],
  ])("a name is declared once: %s", (text) => {
    const { diagnostics } = checkText(text);
    expect(diagnostics.map(({ code }) => code)).toContain("duplicate-name");
    const [{ labels }] = diagnostics.filter(({ code }) => code === "duplicate-name");
    expect(labels[1].text).toBe("first declared here");
    expect(labels[1].span.start).toBeLessThan(labels[0].span.start);
  });

  test("of two losses of one name the first is kept", () => {
    const { losses } = checkText(`${LOSS} = y - p\n${LOSS} = y + p`);
    expect(losses.map(({ result }) => result.kind === "op" && result.op)).toEqual(["sub"]);
  });

  test("values and functions are told apart by how they are used", () => {
    expect(checkText(`fn d(x) = 2 * x\n${LOSS} {\n  let d = y - p\n  return d(d)\n}`).found).toEqual([]);
    expect(checkText(`fn f(x) = x\n${LOSS} = f - y - p`).found).toEqual(["not-a-value @ f"]);
    expect(checkText(`${LOSS} = log - y - p`).found).toEqual(["not-a-value @ log"]);
    expect(checkText(`${LOSS} = sum - y - p`).found).toEqual(["not-a-value @ sum"]);
    expect(checkText(`${LOSS} = l - y - p`).found).toEqual(["not-a-value @ l"]);
    expect(checkText(`${LOSS} = l(y, p)`).found).toEqual(["unknown-op @ l"]);
    expect(checkText(`${LOSS} = y(p)`).found).toEqual(["unknown-op @ y"]);
    expect(checkText(`${LOSS} = pi(y - p)`).found).toEqual(["unknown-op @ pi"]);
  });

  test("a let sees what stands before it, not itself nor what follows", () => {
    const early = checkText(`${LOSS} {\n  let a = b\n  let b = y - p\n  return a * b\n}`);
    expect(early.found).toEqual(["unknown-name @ b"]);
    expect(early.diagnostics[0].hint).toContain("line 3");
    expect(checkText(`${LOSS} {\n  let a = a + y - p\n  return a\n}`).found).toEqual(["unknown-name @ a"]);
  });

  test("the lets and inputs of one loss or function are unknown in others", () => {
    const text = `fn f(x) = x + y\n${LOSS} {\n  let q = y - p\n  return q + x\n}\nloss m(y: value, p: value) = y - p + q`;
    expect(checkText(text).found).toEqual(["unknown-name @ y", "unknown-name @ x", "unknown-name @ q"]);
  });

  test("an unknown name is reported once in a loss, and each of several", () => {
    expect(checkText(`${LOSS} = a * b + a + f(y) + f(p) + p`).found).toEqual([
      "unknown-name @ a",
      "unknown-name @ b",
      "unknown-op @ f",
    ]);
  });

  test.each([
    ["lgo(y - p)", "did you mean `log`?"],
    ["sigmod(y - p)", "did you mean `sigmoid`?"],
    ["Log(y - p)", "did you mean `log`?"],
    ["ln(y - p)", "did you mean `log`?"],
    ["avg(y - p)", "did you mean `mean`?"],
    ["select(y, p, 1)", "it is written `if`"],
    ["add(y, p)", "it is written `+`"],
    ["softclp(y - p)", "did you mean `softclip`?"],
    ["zzzzzz(y - p)", undefined],
    ["margn + p", "did you mean `margin`?"],
    ["esp + p", "did you mean `eps`?"],
    ["q + p", undefined],
  ])("%s: %s", (expression, hint) => {
    const text = `fn softclip(x) = x\n${LOSS} {\n  let margin = y - p\n  return margin * ${expression}\n}`;
    expect(checkText(text).diagnostics.map((diagnostic) => diagnostic.hint)).toEqual([hint]);
  });

  test("names that JavaScript gives a meaning are ordinary names", () => {
    for (const name of ["__proto__", "constructor", "hasOwnProperty", "toString", "valueOf", "prototype"]) {
      const loss = soundLoss(`fn f(${name}) = ${name}\nloss ${name}(y: value, p: value) = f(y - p)`);
      expect(loss.name).toBe(name);
      expect(soundLoss(`fn ${name}(x) = x\nloss l(y: value, p: value) = ${name}(y - p)`).result.kind).toBe("block");
      expect(soundLoss(`loss l(${name}: value, p: value) = ${name} - p`).inputs[0].name).toBe(name);
      expect(soundLoss(`loss l(y: value, p: value; ${name} = 1) = ${name} * (y - p)`).parameters[0].name).toBe(name);
      expect(soundLoss(`${LOSS} {\n  let ${name} = y - p\n  return ${name}\n}`).lets[0].name).toBe(name);
      expect(checkText(`${LOSS} = y - p + ${name}`).found).toEqual([`unknown-name @ ${name}`]);
      expect(checkText(`${LOSS} = ${name}(y - p)`).found).toEqual([`unknown-op @ ${name}`]);
      expect(checkText(`loss l(y: ${name}, p: value) = y - p`).found).toEqual([`unknown-kind @ ${name}`]);
    }
  });
});

describe("names that nothing uses", () => {
  test("are warned about, and the loss compiles", () => {
    const text = `loss l(y: value, p: value, w: weight; a = 1) {\n  let q = y\n  return y - p\n}\nfn f(x, z) {\n  let r = x\n  return x\n}`;
    const { losses, found, diagnostics } = checkText(text);
    expect(losses).toHaveLength(1);
    expect(found).toEqual([
      "unused-name @ w",
      "unused-name @ a",
      "unused-name @ q",
      "unused-name @ z",
      "unused-name @ r",
    ]);
    expect(new Set(diagnostics.map(({ severity }) => severity))).toEqual(new Set(["warning"]));
  });

  test("not where a leading underscore says it is meant", () => {
    expect(
      checkText("loss l(y: value, p: value, _w: weight; _a = 1) {\n  let _q = y\n  return y - p\n}\nfn f(_z) = 1")
        .found,
    ).toEqual([]);
  });

  test("not where a mistake may have hidden the use", () => {
    expect(checkText("loss l(y: value, p: value; gamma = 1) = (y - p) * gama").found).toEqual(["unknown-name @ gama"]);
  });
});
