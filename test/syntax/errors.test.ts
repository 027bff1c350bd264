import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { parse } from "../../src/syntax/parse.ts";
import { positionAt, type SourceFile } from "../../src/text/source-file.ts";

function shown(file: SourceFile, { code, labels, hint }: Diagnostic): string {
  const places = labels.map(({ span, text }) => {
    const { line, column } = positionAt(file, span.start);
    return `${line}:${column}+${span.end - span.start} ${text}`;
  });
  return `${code}: ${places.join(" | ")}${hint === undefined ? "" : ` (${hint})`}`;
}

function errors(text: string): string[] {
  const file = { name: "test.loss", text };
  return parse(file).diagnostics.map((diagnostic) => shown(file, diagnostic));
}

/** Each text with everything that is said about it. */
const GOLDEN: readonly (readonly [text: string, expected: readonly string[]])[] = [
  [
    "loss f(y: target, p: probs, gamma = 2) = y",
    ["unexpected-token: 1:27+1 expected `;` here (a `;` stands between the inputs and the parameters)"],
  ],
  [
    "loss f(gamma = 2) = 1",
    ["unexpected-token: 1:8+0 expected `;` here (parameters stand after a `;`, even where there are no inputs)"],
  ],
  [
    "loss f(y: target; g = 2 [0, 1]) = 1",
    ["unexpected-token: 1:25+0 expected `in` here (a range stands after `in`: `gamma = 2 in [0, 10]`)"],
  ],
  [
    "loss f(y: target p: probs) = y",
    ["unexpected-token: 1:18+1 expected `,` or `)`, found `p` (a comma stands between two names)"],
  ],
  [
    "loss f(y target) = y",
    [
      "unexpected-token: 1:10+6 expected `:`, found `target` (an input has a kind: `target`, `probs`, `logits`, `value`, `weight`)",
    ],
  ],
  [
    "loss f(y: labels) = y",
    [
      "unknown-kind: 1:11+6 `labels` is not a kind of input (the kinds are `target`, `probs`, `logits`, `value`, `weight`)",
    ],
  ],
  [
    "loss f(y: target; g: weight) = y",
    ["unexpected-token: 1:20+1 expected `=`, found `:` (inputs stand before the `;`, parameters after it)"],
  ],
  [
    "loss f(y: target; g = 1 in 0, 1) = y",
    [
      "unexpected-token: 1:28+1 expected `[` or `(`, found `0` (a range has its brackets: `[low, high]`, round where the end is left out)",
      "unexpected-token: 1:31+1 expected a name, found `1`",
    ],
  ],
  [
    "loss f(y: target) y",
    ["unexpected-token: 1:19+1 expected `=` or `{`, found `y` (a body is `= expression` or `{ … return expression }`)"],
  ],
  ["loss f(y: target) = -sum(y", ["unexpected-token: 1:27+0 expected `,` or `)`, found the end of the file"]],
  [
    "loss f(y: target) {\n  let x = 1;\n  return x;\n}",
    [
      "unexpected-token: 2:12+1 found `;` (a line end is enough: leave the `;` out)",
      "unexpected-token: 3:11+1 found `;` (a line end is enough: leave the `;` out)",
    ],
  ],
  [
    "loss f(y: target) {\n  const x = 1\n  x2 = x * 2\n  x2 + 1\n}",
    [
      "unexpected-token: 2:3+5 found `const` (write `let`)",
      "unexpected-token: 3:3+0 expected `let` here (write `let x2 = …`)",
      "unexpected-token: 4:3+0 expected `return` here (a block ends with `return` and an expression)",
    ],
  ],
  [
    "loss f(y: target) {\n  let x = y\n}",
    [
      "unexpected-token: 2:12+0 expected `return` here | 3:1+1 found `}` (a block ends with `return` and an expression)",
    ],
  ],
  [
    "fn f(x) { -x }",
    ["unexpected-token: 1:11+0 expected `return` here (a block ends with `return` and an expression)"],
  ],
  [
    "fn f(x) { return x let y = 2 }",
    ["unexpected-token: 1:20+3 expected `}`, found `let` (`return` is the last line of a block)"],
  ],
  [
    "fn f(x) { return x return x }",
    ["unexpected-token: 1:20+6 expected `}`, found `return` (a block has one `return`)"],
  ],
  ["fn f(x) { let x = 2 return x", ["unexpected-token: 1:29+0 expected `}`, found the end of the file"]],
  ["fn f(x) = x ** 2", ["unexpected-token: 1:13+2 `**` is not an operator here (write `^` for a power)"]],
  [
    "fn f(x) = if x < 1 && x > 0 || !x then 1 else 2",
    [
      "unexpected-token: 1:20+2 `&&` is not an operator here (nest the conditions: `if a then (if b then x else y) else y`)",
      "unexpected-token: 1:29+2 `||` is not an operator here (nest the conditions: `if a then x else if b then x else y`)",
      "unexpected-token: 1:32+1 `!` is not an operator here (turn the comparison round, or swap the branches of the `if`)",
    ],
  ],
  ["fn f(x) = if x = 1 then 2 else 3", ["unexpected-token: 1:16+1 found `=` (write `==` to compare)"]],
  ["fn f(x) = if x === 1 then 2 else 3", ["unexpected-token: 1:16+3 `===` is not an operator here (write `==`)"]],
  [
    "fn f(x) = if x ≤ 1 then 2 × x else 3 − x",
    [
      "unexpected-token: 1:16+1 `≤` is not an operator here (write `<=`)",
      "unexpected-token: 1:27+1 `×` is not an operator here (write `*`)",
      "unexpected-token: 1:38+1 `−` is not an operator here (write `-`, the minus sign of the keyboard)",
    ],
  ],
  [
    "fn f(x) = if x < 1 then 2",
    [
      "unexpected-token: 1:26+0 expected `else`, found the end of the file (every `if` has both branches: `if c then a else b`)",
    ],
  ],
  ["fn f(x) = x > 1 ? 2 : 3", ["unexpected-token: 1:17+1 `?` is not an operator here (write `if c then a else b`)"]],
  [
    "fn f(x) = x % 2",
    ["unexpected-token: 1:13+1 `%` is not an operator here (there is no remainder in this language)"],
  ],
  [
    "fn f(x) = 0 < x < 1",
    [
      "chained-comparison: 1:17+1 a second comparison | 1:11+5 the first comparison (nest the conditions: `if a < b then (if b < c then x else y) else y`)",
    ],
  ],
  [
    "fn f(x) = 1 + if x > 0 then 1 else 2",
    ["unexpected-token: 1:15+22 an `if` as an operand (put the `if` in brackets: `2 * (if c then a else b)`)"],
  ],
  [
    "fn f(x) = 2 x",
    [
      "unexpected-token: 1:13+1 expected an operator or the next declaration, found `x` (is an operator missing? a product is written `a * b`)",
    ],
  ],
  [
    "fn f(x) = 2x + 1_000 + 0x10 + 1.2.3 + 1e",
    [
      "invalid-number: 1:11+2 `2x` is not a number (a product is written `2 * x`)",
      "invalid-number: 1:16+5 `1_000` is not a number (write the digits without `_`)",
      "invalid-number: 1:24+4 `0x10` is not a number (numbers look like `2`, `0.5` or `1e-7`)",
      "invalid-number: 1:31+5 `1.2.3` is not a number (numbers look like `2`, `0.5` or `1e-7`)",
      "invalid-number: 1:39+2 `1e` is not a number (numbers look like `2`, `0.5` or `1e-7`)",
    ],
  ],
  ["fn f(x) = 1e999", ["number-too-large: 1:11+5 greater than 1.797e308, the greatest 64-bit number"]],
  ["fn f(x) = +x", ["unexpected-token: 1:11+1 expected an expression, found `+` (a number has no `+` sign)"]],
  [
    "fn f(x) = [x]",
    ["unexpected-token: 1:11+1 expected an expression, found `[` (group with round brackets: `(` and `)`)"],
  ],
  ["fn f(x) = x +\nfn g(x) = x", ["unexpected-token: 1:14+0 expected an expression here | 2:1+2 found `fn`"]],
  ["fn f(x) = f(1,,2)", ["unexpected-token: 1:15+1 expected an expression, found `,`"]],
  ["fn f(x) = x $$ 2", ["unexpected-character: 1:13+2 `$$` is not part of the language"]],
  [
    "fn f(α) = α",
    [
      "unexpected-character: 1:6+1 `α` is not part of the language (names use the letters a to z, digits and `_`)",
      "unexpected-character: 1:11+1 `α` is not part of the language (names use the letters a to z, digits and `_`)",
    ],
  ],
  [
    "/* comment\n */ fn f(x) = x /* b",
    [
      "unexpected-token: 1:1+14 found `/*` (a comment begins with `//` and ends with its line)",
      "unexpected-token: 2:17+4 found `/*` (a comment begins with `//` and ends with its line)",
    ],
  ],
  [
    "# comment\nfn f(x) = x",
    ["unexpected-character: 1:1+1 `#` is not part of the language (a comment begins with `//`)"],
  ],
  [
    "fn f(x) = 'x'",
    [
      "unexpected-character: 1:11+1 `'` is not part of the language (write strings with `\"`)",
      "unexpected-character: 1:13+1 `'` is not part of the language (write strings with `\"`)",
    ],
  ],
  [
    "fn f(x) = x + 1",
    ["unexpected-character: 1:12+1 ` ` is not part of the language (this is a no-break space; write a plain space)"],
  ],
  ["fn in(x) = x", ["reserved-name: 1:4+2 `in` is a word of the language (choose another name)"]],
  [
    "fn f(x) { let then = 1 return x }",
    ["reserved-name: 1:15+4 `then` is a word of the language (choose another name)"],
  ],
  ["fn (x) = x", ["unexpected-token: 1:4+1 expected a name, found `(`"]],
  [
    "fn f(x) = x }",
    [
      "unexpected-token: 1:13+1 expected `loss`, `fn` or `import`, found `}` (a file holds losses, helper functions and imports)",
    ],
  ],
  ["def f(x): return x", ["unexpected-token: 1:1+3 expected `loss`, `fn` or `import`, found `def` (write `fn`)"]],
  [
    "let x = 1",
    [
      "unexpected-token: 1:1+3 expected `loss`, `fn` or `import`, found `let` (a `let` stands inside the braces of a loss or a function)",
    ],
  ],
  ['import { a } from "./x', ['unterminated-string: 1:19+4 the line ends first (close it with `"`)']],
  [
    "import { a } from ./x",
    ["unexpected-character: 1:19+1 `.` is not part of the language (a path stands in double quotes)"],
  ],
  [
    'import { a b } from "./x"',
    ["unexpected-token: 1:12+1 expected `,` or `}`, found `b` (a comma stands between two names)"],
  ],
  ['import a from "./x"', ["unexpected-token: 1:8+1 expected `{`, found `a`"]],
  [
    `fn f(x) = ${"(".repeat(101)}x`,
    ["nested-too-deeply: 1:112+1 more than 100 levels (give the inner parts names with `let`)"],
  ],
  [
    `fn f(x) = ${"-".repeat(501)}x`,
    ["nested-too-deeply: 1:12+501 more than 500 operators inside each other (give the parts names with `let`)"],
  ],
];

describe("syntax errors", () => {
  test.each(GOLDEN)("%j", (text, expected) => {
    expect(errors(text)).toEqual(expected);
  });

  test("a broken declaration hides nothing of the next ones", () => {
    const broken = ["loss a(y target) = 1", "loss b(y: target = y", "fn c(x) = x *", "fn d(x) { let y = ( return y }"];
    for (const first of broken) {
      for (const second of broken) {
        const text = `${first}\n${second}\nfn fine(x) = x`;
        const { program, diagnostics } = parse({ name: "t", text });
        const lines = new Set(
          diagnostics.map(({ labels }) => positionAt(labels[0].span.file, labels[0].span.start).line),
        );
        expect([...lines], text).toEqual([1, 2]);
        expect(program.declarations).toHaveLength(3);
        expect(program.declarations[2]).toMatchObject({ kind: "fn", name: { name: "fine" } });
      }
    }
  });

  test("what recovery leaves is whole where the text was", () => {
    const { program } = parse({
      name: "t",
      text: "loss f(y: target, p: probs) { let a = y * \n let b = p return a + b }",
    });
    const [loss] = program.declarations;
    if (loss.kind !== "loss") throw new Error("not a loss");
    expect(loss.inputs.map((input) => input.name.name)).toEqual(["y", "p"]);
    expect(loss.body.lets.map((one) => one.name.name)).toEqual(["a", "b"]);
    expect(loss.body.lets[0].value).toMatchObject({ kind: "binary", right: { kind: "missing" } });
    expect(loss.body.result).toMatchObject({ kind: "binary", operator: "+" });
  });
});
