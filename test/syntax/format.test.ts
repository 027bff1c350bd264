import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format } from "../../src/syntax/format.ts";
import { parse } from "../../src/syntax/parse.ts";
import { print } from "../../src/syntax/print.ts";
import { endOf, tokenize } from "../../src/syntax/tokens.ts";
import { arbitraryProgram, withoutSpans } from "../support/arbitrary-program.ts";

function formatted(text: string): string {
  const result = format({ name: "test.loss", text });
  if (!("text" in result)) throw new Error(JSON.stringify(result.diagnostics.map((one) => one.labels[0].text)));
  return result.text;
}

function commentTexts(text: string): string[] {
  return parse({ name: "test.loss", text })
    .comments.map((comment) => comment.text)
    .sort();
}

const comment = fc.tuple(fc.constantFrom("//", "///", "////", "// x "), fc.nat(999)).map((parts) => parts.join(""));
const gap = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom(" ", "\n", "\r\n", "\t", "\r", "\n\n\n") },
  { weight: 1, arbitrary: comment.map((text) => ` ${text} \n`) },
  { weight: 1, arbitrary: comment.map((text) => `\n  ${text}\n`) },
  { weight: 1, arbitrary: fc.tuple(comment, comment).map(([a, b]) => ` ${a}\r\n\r\n\n${b}\r`) },
);

/** A program's text with odd blanks and comments between its tokens. */
const commentedText = fc
  .tuple(arbitraryProgram, fc.array(gap, { minLength: 40, maxLength: 40 }))
  .map(([program, gaps]) => {
    const text = print({ ...program, declarations: program.declarations });
    const { tokens } = tokenize(text);
    let result = "";
    let end = 0;
    tokens.forEach((token, i) => {
      result += gaps[i % gaps.length] ?? text.slice(end, token.startOffset);
      // Two words must stay apart even where the gap is gone.
      if (/\w$/.test(result) && !/[\r\n].*$/.test(result)) result += " ";
      end = endOf(token);
      result += token.image;
    });
    return result + (gaps[tokens.length % gaps.length] ?? "");
  });

describe("format", () => {
  test("keeps the meaning and every comment, and is idempotent, wherever the comments stand", () => {
    fc.assert(
      fc.property(commentedText, (text) => {
        const once = formatted(text);
        expect(withoutSpans(parse({ name: "b", text: once }).program)).toEqual(
          withoutSpans(parse({ name: "a", text }).program),
        );
        expect(commentTexts(once)).toEqual(commentTexts(text));
        expect(formatted(once)).toBe(once);
        expect(once).not.toMatch(/[ \t]\n|\n\n\n|\r|^\n|\n\n$/);
      }),
      { seed: 99, numRuns: 1000 },
    );
  });

  test("what print makes is already formatted", () => {
    fc.assert(
      fc.property(arbitraryProgram, (program) => {
        const text = print(program);
        expect(formatted(text)).toBe(text);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  test("keeps comments near what they are about", () => {
    const text = `\uFEFF// licence
// more

/// Focal loss.
loss   focal(y:target,p:probs // predictions
  ;
  // the exponent
  gamma=2 in [0,10], alpha = 0.25 in (0,1]) { // open


  let pt = sum(y*p)                    // probability of the true class



  // own line
  let q = ( // amid
   pt + 1 )*2
  return -alpha*(1-pt)^gamma * // amid the result
    log(pt) // behind it
  // last
} // after
// about the import
import { a, // amid names
 b } from "./q"
import { c } from "./r"
loss g(y: target, p: probs) // before the equals sign
  = -sum( /// not documentation
   y*log(p)) /// nor this
// end`;
    expect(formatted(text)).toMatchInlineSnapshot(`
      "// licence
      // more

      /// Focal loss.
      loss focal(
        y: target,
        p: probs; // predictions
        // the exponent
        gamma = 2 in [0, 10],
        alpha = 0.25 in (0, 1],
      ) { // open
        let pt = sum(y * p) // probability of the true class

        // own line
        // amid
        let q = (pt + 1) * 2
        // amid the result
        return -alpha * (1 - pt)^gamma * log(pt) // behind it
        // last
      } // after

      // about the import
      // amid names
      import { a, b } from "./q"
      import { c } from "./r"

      loss g(y: target, p: probs) =
        // before the equals sign
        /// not documentation
        -sum(y * log(p)) /// nor this
      // end
      "
    `);
  });

  test("a file with errors is left alone, and the errors are given", () => {
    const result = format({ name: "bad.loss", text: "loss f(y: target) = 1 +" });
    expect("diagnostics" in result && result.diagnostics.map((one) => one.code)).toEqual(["unexpected-token"]);
  });

  test.each([
    ["", ""],
    ["\uFEFF", ""],
    ["\n\n", ""],
    ["// only a comment", "// only a comment\n"],
    ["\n\n// a\n\n\n// b   \n\n", "// a\n\n// b\n"],
  ])("a file without declarations: %j", (text, expected) => {
    expect(formatted(text)).toBe(expected);
  });
});
