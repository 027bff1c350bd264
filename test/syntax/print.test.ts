import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, parseExpression } from "../../src/syntax/parse.ts";
import { print, printExpression } from "../../src/syntax/print.ts";
import { arbitraryExpression, arbitraryProgram, withoutSpans } from "../support/arbitrary-program.ts";

describe("print", () => {
  test("what is printed parses back to the same program", () => {
    fc.assert(
      fc.property(arbitraryProgram, (program) => {
        const { program: again, diagnostics } = parse({ name: "printed.loss", text: print(program) });
        expect(diagnostics).toEqual([]);
        expect(withoutSpans(again)).toEqual(withoutSpans(program));
      }),
      { seed: 20240501, numRuns: 1500 },
    );
  });

  test("an expression on one line parses back to itself", () => {
    fc.assert(
      fc.property(arbitraryExpression, (expression) => {
        expect(withoutSpans(parseExpression(printExpression(expression)))).toEqual(withoutSpans(expression));
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  test.each([
    ["(((x)))", "x"],
    ["-(x^2)", "-x^2"],
    ["(-x)^2", "(-x)^2"],
    ["2^(-x)", "2^-x"],
    ["(a^b)^c", "(a^b)^c"],
    ["a^(b^c)", "a^b^c"],
    ["(a*b)/c", "a * b / c"],
    ["a*(b/c)", "a * (b / c)"],
    ["a-(b-c)", "a - (b - c)"],
    ["a-(b+c)", "a - (b + c)"],
    ["(a-b)-c", "a - b - c"],
    ["-(-x)", "--x"],
    ["-(a*b)", "-(a * b)"],
    ["(-a)*b", "-a * b"],
    ["a*(-b)", "a * -b"],
    ["(a<b)==c", "(a < b) == c"],
    ["2*(if a<b then 1 else 2)", "2 * (if a < b then 1 else 2)"],
    ["if a<b then (if c<d then 1 else 2) else if e<f then 3 else 4", undefined],
    ["f( a,b ,)", "f(a, b)"],
    ["1.50e-07", "1.50e-07"],
  ])("%s prints with the fewest brackets", (text, expected) => {
    const printed = printExpression(parseExpression(text));
    expect(printed.replaceAll(" ", "")).toBe((expected ?? text).replaceAll(" ", ""));
    if (expected !== undefined) expect(printed).toBe(expected);
  });

  test("lines are folded at 100 columns, at the outermost operator, argument or branch", () => {
    const long = (letter: string) => letter.repeat(40);
    const sum = `${long("a")} * 2 + ${long("b")} - ${long("c")}`;
    const text = `loss f(y: target, p: probs; ${long("g")} = 2 in [0, 10], ${long("h")} = 3) {
      let x = f(${long("a")}, ${sum}, ${long("d")}) let z = ${long("a")} * ${long("b")}
      return if ${long("a")} < 1 then ${long("b")} else if y < 2 then ${sum} else 3 }`;
    expect(print(parse({ name: "f", text }).program)).toMatchInlineSnapshot(`
      "loss f(
        y: target,
        p: probs;
        gggggggggggggggggggggggggggggggggggggggg = 2 in [0, 10],
        hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh = 3,
      ) {
        let x = f(
          aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,
          aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa * 2
            + bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
            - cccccccccccccccccccccccccccccccccccccccc,
          dddddddddddddddddddddddddddddddddddddddd
        )
        let z = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa * bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
        return if aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa < 1 then bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
          else if y < 2 then aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa * 2
              + bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
              - cccccccccccccccccccccccccccccccccccccccc
          else 3
      }
      "
    `);
  });
});
