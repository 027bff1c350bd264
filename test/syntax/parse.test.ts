import { describe, expect, test } from "vitest";
import type { Expression } from "../../src/syntax/ast.ts";
import { parse, parseExpression } from "../../src/syntax/parse.ts";
import { type SourceFile, textOf } from "../../src/text/source-file.ts";
import { withoutSpans } from "../support/arbitrary-program.ts";

/** With every bracket written out, so that precedence can be read off. */
function bracketed(e: Expression): string {
  switch (e.kind) {
    case "number":
      return e.text;
    case "name":
      return e.name;
    case "missing":
      return "?";
    case "negation":
      return `(-${bracketed(e.operand)})`;
    case "binary":
      return `(${bracketed(e.left)}${e.operator}${bracketed(e.right)})`;
    case "call":
      return `${e.callee.name}(${e.args.map(bracketed).join(",")})`;
    case "if":
      return `(if ${bracketed(e.condition)} then ${bracketed(e.consequent)} else ${bracketed(e.alternative)})`;
  }
}

describe("precedence", () => {
  test.each([
    ["-x^2", "(-(x^2))"],
    ["2^-x", "(2^(-x))"],
    ["2^-x^3*4", "((2^(-(x^3)))*4)"],
    ["a^b^c", "(a^(b^c))"],
    ["--x", "(-(-x))"],
    ["-a*b", "((-a)*b)"],
    ["a*-b*c", "((a*(-b))*c)"],
    ["a-b-c", "((a-b)-c)"],
    ["a/b*c", "((a/b)*c)"],
    ["a+b*c^d", "(a+(b*(c^d)))"],
    ["a*b+c", "((a*b)+c)"],
    ["a - -b", "(a-(-b))"],
    ["a+b<c*d", "((a+b)<(c*d))"],
    ["(a<b)==c", "((a<b)==c)"],
    ["if a<b then c+1 else d+2", "(if (a<b) then (c+1) else (d+2))"],
    ["if a<b then 1 else if c>=d then 2 else 3", "(if (a<b) then 1 else (if (c>=d) then 2 else 3))"],
    ["if a!=b then if c<=d then 1 else 2 else 3", "(if (a!=b) then (if (c<=d) then 1 else 2) else 3)"],
    ["f(a,-b,g(),)", "f(a,(-b),g())"],
    [".5+1.+1e-7", "((.5+1.)+1e-7)"],
  ])("%s is %s", (text, expected) => {
    expect(bracketed(parseExpression(text))).toBe(expected);
  });
});

describe("parse", () => {
  const focal: SourceFile = {
    name: "focal.loss",
    text: `\uFEFF// licence
/// Focal loss.
///   Indented, then an empty line.
///
loss focal(y: target, p: probs; gamma = 2 in [0, 10], alpha = (0.25) in (0, 1]) {
  let pt = (sum(y * p)) // true class
  return -alpha * (1 - pt)^gamma * log(pt)
}
fn one() = 1 /// not documentation
import { one, two } from "./lib.loss"`,
  };

  test("builds the whole tree, and every span covers its text", () => {
    const { program, comments, diagnostics } = parse(focal);
    expect(diagnostics).toEqual([]);
    const [loss, fn, from] = program.declarations;
    if (loss.kind !== "loss" || fn.kind !== "fn" || from.kind !== "import") throw new Error("wrong kinds");
    expect(loss.doc).toBe("Focal loss.\n  Indented, then an empty line.\n");
    expect(loss.inputs.map((input) => [textOf(input.span), input.inputKind])).toEqual([
      ["y: target", "target"],
      ["p: probs", "probs"],
    ]);
    expect(loss.parameters.map((one) => textOf(one.span))).toEqual([
      "gamma = 2 in [0, 10]",
      "alpha = (0.25) in (0, 1]",
    ]);
    expect(loss.parameters[1].range).toMatchObject({ lowOpen: true, highOpen: false });
    expect(textOf(loss.body.lets[0].span)).toBe("let pt = (sum(y * p))");
    expect(textOf(loss.body.lets[0].value.span)).toBe("sum(y * p)");
    const { result } = loss.body;
    expect(textOf(result.span)).toBe("-alpha * (1 - pt)^gamma * log(pt)");
    if (result.kind !== "binary" || result.left.kind !== "binary") throw new Error("not a product");
    expect(textOf(result.left.right.span)).toBe("(1 - pt)^gamma");
    expect(textOf(loss.body.span).startsWith("{\n")).toBe(true);
    expect(textOf(loss.span).endsWith("log(pt)\n}")).toBe(true);
    expect(fn.doc).toBe("");
    expect(textOf(fn.span)).toBe("fn one() = 1");
    expect(from).toMatchObject({ path: "./lib.loss", names: [{ name: "one" }, { name: "two" }] });
    expect(textOf(from.pathSpan)).toBe('"./lib.loss"');
    expect(comments.map((comment) => comment.text)).toContain("// true class");
    expect(comments).toHaveLength(6);
  });

  test("line ends and blanks mean nothing", () => {
    const oneLine = "loss f(y: target, p: probs) { let a = sum(y * p) let b = -a return b }";
    const parsed = withoutSpans(parse({ name: "a", text: oneLine }).program);
    for (const separator of ["\n", "\r", "\r\n", "\t", " \n\n "]) {
      const text = oneLine.replaceAll(" ", separator);
      expect(withoutSpans(parse({ name: "b", text }).program)).toEqual(parsed);
    }
  });

  test("lists may end in a comma", () => {
    const text = `import { a, b, } from "x" loss f(y: target, p: probs,; g = 2 in [0, 1], h = f(1,),) = 1 fn k(x, y,) = x`;
    expect(parse({ name: "commas", text }).diagnostics).toEqual([]);
  });

  test("names of object properties are ordinary names", () => {
    const text =
      "fn __proto__(constructor, toString) { let hasOwnProperty = constructor return hasOwnProperty(toString) }";
    const { program, diagnostics } = parse({ name: "names", text });
    expect(diagnostics).toEqual([]);
    expect(program.declarations[0]).toMatchObject({ name: { name: "__proto__" } });
  });
});

describe("parseExpression", () => {
  test("takes the compiler's own formulas", () => {
    expect(bracketed(parseExpression("result * (1 - result) / inf"))).toBe("((result*(1-result))/inf)");
    expect(bracketed(parseExpression("select(lt(x, 0), -x, x)"))).toBe("select(lt(x,0),(-x),x)");
  });

  test.each(["", "1 +", "a b", "a $", "f(", "1e", "a < b < c", "x;", "loss f() = 1"])("refuses %j", (text) => {
    expect(() => parseExpression(text)).toThrow(/^bad formula/);
  });
});
