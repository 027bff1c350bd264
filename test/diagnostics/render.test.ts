import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { error, quoted, warning } from "../../src/diagnostics/diagnostic.ts";
import { toJson } from "../../src/diagnostics/json.ts";
import { render, renderAll } from "../../src/diagnostics/render.ts";
import type { SourceFile, Span } from "../../src/text/source-file.ts";

const fileOf = (text: string, name = "focal.loss"): SourceFile => ({ name, text });

/** The span of the nth place where `part` stands. */
function at(file: SourceFile, part: string, nth = 1): Span {
  let start = -1;
  for (let i = 0; i < nth; i++) start = file.text.indexOf(part, start + 1);
  return { file, start, end: start + part.length };
}

const FOCAL = fileOf("/// Focal.\nloss focal(y: target, p: probs, w: weight) {\n\n  return lgo(p) * w\n}\n");

describe("one label", () => {
  test("is underlined and written under its line", () => {
    const diagnostic = error("unknown-op", at(FOCAL, "lgo"), "there is no operator called `lgo`", {
      hint: "did you mean `log`?",
    });
    expect(`${render(diagnostic)}\n`).toBe(`error[unknown-op]: Unknown operator
  ┌─ focal.loss:4:10
4 │   return lgo(p) * w
  │          ^^^ there is no operator called \`lgo\`
Hint: did you mean \`log\`?
`);
  });

  test("without a hint, at the end of a file without a line end", () => {
    const file = fileOf("loss a = ");
    expect(render(warning("unexpected-token", { file, start: 9, end: 9 }, "expected an expression"))).toBe(
      [
        "warning[unexpected-token]: Syntax error",
        "  ┌─ focal.loss:1:10",
        "1 │ loss a = ",
        "  │          ^ expected an expression",
      ].join("\n"),
    );
  });

  test("in an empty file", () => {
    const file = fileOf("");
    const text = render(error("unexpected-token", { file, start: 0, end: 0 }, "nothing here"));
    expect(text.split("\n").slice(1)).toEqual(["  ┌─ focal.loss:1:1", "1 │", "  │ ^ nothing here"]);
  });

  test("over several lines shows the first and the last", () => {
    const file = fileOf("loss a = f(\n  1,\n  2,\n  3)\n");
    const span = { file, start: file.text.indexOf("f("), end: file.text.indexOf(")") + 1 };
    expect(
      render(error("arity", span, "takes 2 arguments, not 3"))
        .split("\n")
        .slice(2),
    ).toEqual(["1 │ loss a = f(", "  │          ^^", "  ·", "4 │   3)", "  │   ^^ takes 2 arguments, not 3"]);
  });

  test("that ends with its line does not reach into the next", () => {
    const file = fileOf("abc\r\ndef");
    expect(
      render(error("unexpected-token", { file, start: 0, end: 5 }, "here"))
        .split("\n")
        .slice(2),
    ).toEqual(["1 │ abc", "  │ ^^^ here"]);
  });

  test("aligns after tabs, wide characters, combining marks and pictographs", () => {
    const under = (line: string) =>
      render(error("unknown-name", at(fileOf(line), "x"), "here"))
        .split("\n")
        .slice(2);
    expect(under("\t\tx")).toEqual(["1 │     x", "  │     ^ here"]);
    expect(under("// 損失 x")).toEqual(["1 │ // 損失 x", "  │         ^ here"]);
    expect(under("// e\u0301 x")).toEqual(["1 │ // e\u0301 x", "  │      ^ here"]);
    expect(under("// 🎯 x")).toEqual(["1 │ // 🎯 x", "  │       ^ here"]);
  });

  test("shows control characters and marks of direction instead of printing them", () => {
    const file = fileOf("a\u0000\u001b[31m\u202e x", "\u001b[2Jevil.loss");
    const text = render(error("unexpected-character", at(file, "x"), "not \u001b[0m here\u0007", { hint: "\u009b1m" }));
    expect(text.split("\n").slice(1)).toEqual([
      "  ┌─ ␛[2Jevil.loss:1:10",
      "1 │ a␀␛[31m<U+202E> x",
      "  │                 ^ not ␛[0m here␇",
      "Hint: <U+009B>1m",
    ]);
  });

  test("of a long line is shown in a window", () => {
    const file = fileOf(`${"a".repeat(5000)} here ${"b".repeat(5000)}`);
    const [source, underline] = render(error("unknown-name", at(file, "here"), "it is"), { columns: 40 })
      .split("\n")
      .slice(2);
    expect(source).toBe(`1 │ …${"a".repeat(12)} here ${"b".repeat(20)}…`);
    expect(underline).toBe(`  │ ${" ".repeat(14)}^^^^ it is`);
  });

  test("longer than the window is cut with it", () => {
    const file = fileOf(`x = ${"y".repeat(500)};`);
    const [source, underline] = render(error("unknown-name", at(file, "y".repeat(500)), "it is"), { columns: 40 })
      .split("\n")
      .slice(2);
    expect(source).toBe(`1 │ x = ${"y".repeat(34)}…`);
    expect(underline).toBe(`  │     ${"^".repeat(34)} it is`);
  });
});

describe("several labels", () => {
  const file = fileOf("loss a(\n  x: value,\n  x: value) =\n  1\n\n\n\n\n\n  x * x");

  test("stand in the order of the lines, the main one with `^`", () => {
    const also = [{ span: at(file, "x", 1), text: "first declared here" }];
    expect(
      render(error("duplicate-name", at(file, "x", 2), "again", { also }))
        .split("\n")
        .slice(1),
    ).toEqual([
      "  ┌─ focal.loss:3:3",
      "2 │   x: value,",
      "  │   - first declared here",
      "3 │   x: value) =",
      "  │   ^ again",
    ]);
  });

  test("on one line share it; lines apart have a mark between; numbers are aligned", () => {
    const also = [
      { span: at(file, "x", 4), text: "there" },
      { span: at(file, "x", 1), text: "first" },
    ];
    expect(
      render(error("duplicate-name", at(file, "x", 3), "here", { also }))
        .split("\n")
        .slice(1),
    ).toEqual([
      "   ┌─ focal.loss:10:3",
      " 2 │   x: value,",
      "   │   - first",
      "   ·",
      "10 │   x * x",
      "   │   ^ here",
      "   │       - there",
    ]);
  });

  test("in another file stand under its name", () => {
    const other = fileOf("fn f(x) = x", "lib.loss");
    const also = [{ span: at(other, "f", 2), text: "declared here" }];
    expect(
      render(error("arity", at(file, "x * x"), "too few", { also }))
        .split("\n")
        .slice(1),
    ).toEqual(
      [
        "   ┌─ focal.loss:10:3",
        "10 │   x * x",
        "   │   ^^^^^ too few",
        "   ┌─ lib.loss:1:4",
        " 1 │ fn f(x) = x",
        "   │    - declared here",
      ].map((line) => line),
    );
  });
});

describe("colour", () => {
  const diagnostic = error("unknown-op", at(FOCAL, "lgo"), "no", { hint: "log" });

  test("is off unless asked for", () => {
    expect(render(diagnostic)).not.toContain("\u001b");
  });

  test("changes nothing but the colours", () => {
    const coloured = render(diagnostic, { colour: true });
    expect(coloured).toContain("\u001b[1;31m");
    const pieces = coloured.split("\u001b[").map((piece, i) => (i === 0 ? piece : piece.slice(piece.indexOf("m") + 1)));
    expect(pieces.join("")).toBe(render(diagnostic));
    expect(render(warning("unused-name", at(FOCAL, "w"), "no"), { colour: true })).toContain("\u001b[1;33m");
  });
});

test("several diagnostics have a blank line between each two", () => {
  const one = error("unknown-op", at(FOCAL, "lgo"), "no");
  expect(renderAll([one, one])).toBe(`${render(one)}\n\n${render(one)}`);
  expect(renderAll([])).toBe("");
});

test("any span of any text renders, without control characters", () => {
  const texts = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(
      texts,
      texts,
      fc.nat(300),
      fc.nat(300),
      fc.integer({ min: 4, max: 120 }),
      (text, message, a, b, columns) => {
        const file = fileOf(text);
        const [start, end] = [Math.min(a, b, text.length), Math.min(Math.max(a, b), text.length)];
        const rendered = render(
          error("unknown-name", { file, start, end }, message, {
            also: [{ span: { file, start: 0, end: 0 }, text: message }],
          }),
          { columns },
        );
        expect(rendered.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
        expect(rendered).toContain("^");
      },
    ),
    { seed: 20240311, numRuns: 2000 },
  );
});

describe("JSON", () => {
  test("says all that the text says, in numbers", () => {
    const also = [{ span: at(FOCAL, "w", 2), text: "beside this" }];
    expect(toJson(error("unknown-op", at(FOCAL, "lgo"), "no such", { also, hint: "log" }))).toEqual({
      code: "unknown-op",
      severity: "error",
      title: "Unknown operator",
      message: "no such",
      file: "focal.loss",
      line: 4,
      column: 10,
      endLine: 4,
      endColumn: 13,
      start: 66,
      end: 69,
      labels: [
        {
          message: "beside this",
          ...{ file: "focal.loss", line: 2, column: 36, endLine: 2, endColumn: 37, start: 46, end: 47 },
        },
      ],
      hint: "log",
    });
  });

  test("leaves out a hint that is not there", () => {
    expect(Object.keys(toJson(error("arity", at(FOCAL, "lgo"), "no")))).not.toContain("hint");
  });
});

test("names are quoted, and cut where they are long", () => {
  expect(quoted("log")).toBe("`log`");
  expect(quoted("x".repeat(60))).toBe(`\`${"x".repeat(60)}\``);
  expect(quoted("x".repeat(61))).toBe(`\`${"x".repeat(59)}…\``);
  expect(quoted("🎯".repeat(100))).toBe(`\`${"🎯".repeat(59)}…\``);
});
