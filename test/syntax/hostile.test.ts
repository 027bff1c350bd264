import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format } from "../../src/syntax/format.ts";
import { MAX_DIAGNOSTICS, parse } from "../../src/syntax/parse.ts";
import { print } from "../../src/syntax/print.ts";
import { arbitraryProgram } from "../support/arbitrary-program.ts";

function codes(text: string): string[] {
  return parse({ name: "hostile.loss", text }).diagnostics.map((one) => one.code);
}

/** Never throws; says at most so much; every place lies in the file. */
function checkSurvives(text: string): void {
  const { program, diagnostics } = parse({ name: "hostile.loss", text });
  expect(diagnostics.length).toBeLessThanOrEqual(MAX_DIAGNOSTICS);
  for (const { labels, title } of diagnostics) {
    expect(title).not.toBe("");
    for (const { span } of labels) {
      if (!(0 <= span.start && span.start <= span.end && span.end <= text.length)) {
        throw new Error(`place ${span.start} to ${span.end} outside of ${JSON.stringify(text)}`);
      }
    }
  }
  for (const { span } of program.declarations) expect(span.start <= span.end && span.end <= text.length).toBe(true);
}

const body = (expression: string) => `fn f(x) = ${expression}`;

describe("hostile input", () => {
  test.each([
    ["brackets", body(`${"(".repeat(101)}x${")".repeat(101)}`), ["nested-too-deeply"]],
    ["open brackets", body("(".repeat(150_000)), ["nested-too-deeply"]],
    ["calls", body("f(".repeat(90_000)), ["nested-too-deeply"]],
    ["ifs in conditions", body("if ".repeat(150_000)), ["nested-too-deeply"]],
    ["ifs behind operators", body("if a then b else 1 + ".repeat(20_000)), ["nested-too-deeply"]],
    ["signs", body(`${"-".repeat(501)}x`), ["nested-too-deeply"]],
    ["very many signs", body(`${"-".repeat(190_000)}x`), ["nested-too-deeply"]],
    ["powers", body(`${"x^".repeat(90_000)}x`), ["nested-too-deeply"]],
    ["sums", body(`${"x+".repeat(90_000)}x`), ["nested-too-deeply"]],
    ["else if", body(`${"if a < b then 1 else ".repeat(20_000)}2`), ["nested-too-deeply"]],
    ["tokens", "x ".repeat(200_001), ["program-too-large"]],
    ["characters", `//${" ".repeat(1_048_576)}`, ["program-too-large"]],
    ["a great number", body("1e999"), ["number-too-large"]],
    ["a million digits", body("9".repeat(1_000_000)), ["number-too-large"]],
    ["a million digits that mean little", body(`0.${"0".repeat(1_000_000)}1`), ["number-too-large"]],
    ["NUL", body("x\0\0 + 1"), ["unexpected-character"]],
    ["half a character", body("x \ud83d + 1"), ["unexpected-character"]],
    ["characters beyond 16 bits", body("x 😀😀 + 1"), ["unexpected-character"]],
    ["a byte order mark amid the text", body("x \uFEFF + 1"), ["unexpected-character"]],
  ])("%s", (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test.each([
    ["100 brackets", body(`${"(".repeat(100)}x${")".repeat(100)}`)],
    ["499 signs", body(`${"-".repeat(499)}x`)],
    ["500 terms", body(`${"x+".repeat(499)}x`)],
    ["499 times else if", body(`${"if a < b then 1 else ".repeat(498)}2`)],
    ["a lone carriage return", "fn f(x) = // comment\rx"],
    ["3,000 losses", "loss f(y: target, p: probs) = -sum(y * log(p))\n".repeat(3000)],
  ])("%s is not too much", (_, text) => {
    expect(codes(text)).toEqual([]);
    expect("text" in format({ name: "f", text })).toBe(true);
  });

  test.each([
    ["errors everywhere", "loss f(y: target) = * ".repeat(20_000)],
    ["closing brackets", ")".repeat(190_000)],
    ["open braces", "{".repeat(190_000)],
    ["unknown characters", "x $ ".repeat(200_000)],
    ["one run of unknown characters", "$".repeat(1_000_000)],
    ["semicolons", ";".repeat(190_000)],
    ["open strings", 'import {} from "x\n'.repeat(30_000)],
    ["foreign operators", "fn f(x) = x && !x ** 2 ".repeat(20_000)],
    ["unclosed blocks", "fn f(x) { let y = x ".repeat(20_000)],
    ["statements without return", `fn f(x) {\n${"x\n".repeat(90_000)}`],
    ["comments", "//\n".repeat(300_000)],
    ["commas", `fn f(x) = f(${",".repeat(190_000)}`],
  ])("%s: survives, with a bounded number of diagnostics", (_, text) => {
    checkSurvives(text);
  });

  const FRAGMENTS = [
    ..."()[]{},;:=+-*/^<>!&|\"'#$%@?.\\\0\r\n\t 09eé😀\uFEFF",
    ...[
      "loss ",
      "fn ",
      "import ",
      "from ",
      "let ",
      "return ",
      "if ",
      "then ",
      "else ",
      "in ",
      "x",
      "target",
      "__proto__",
    ],
    ...["==", "!=", "<=", "**", "&&", "1e", "1.2.3", "1e999", "//", "///", "const ", "\u00a0", "\ud800"],
  ];

  test("20,000 random and mutated texts: none throws, all places lie in the file", () => {
    const programs = fc
      .sample(arbitraryProgram.map(print), { seed: 1, numRuns: 500 })
      .map((text) => text.slice(0, 600));
    const random = numbers(20_250_101);
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)];
    for (let run = 0; run < 20_000; run++) {
      let text = run % 4 === 0 ? "" : pick(programs);
      for (let edits = 1 + Math.floor(random() * (run % 4 === 0 ? 40 : 5)); edits > 0; edits--) {
        const at = Math.floor(random() * (text.length + 1));
        const length = random() < 0.5 ? 0 : Math.floor(random() * 8);
        const inserted = random() < 0.1 ? text.slice(at, at + 30) : pick(FRAGMENTS);
        text = text.slice(0, at) + inserted + text.slice(at + length);
      }
      checkSurvives(text);
    }
  }, 60_000);
});

/** Park and Miller's generator: the same texts in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
