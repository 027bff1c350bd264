/** Random programs that are right by the grammar, though seldom by the checker: any name, any operator, any nesting. */

import fc from "fast-check";
import {
  ARITHMETIC_OPERATORS,
  type Body,
  COMPARISON_OPERATORS,
  type Declaration,
  type Expression,
  type Identifier,
  INPUT_KINDS,
  type Program,
} from "../../src/syntax/ast.ts";
import type { Span } from "../../src/text/source-file.ts";

const nowhere: Span = { file: { name: "arbitrary", text: "" }, start: 0, end: 0 };

const KEYWORDS = new Set(["loss", "fn", "import", "from", "let", "return", "if", "then", "else", "in"]);

/** The names that trip up programs that keep user text in plain objects are among them. */
export const arbitraryName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("x", "y", "p", "pt", "gamma", "target", "probs", "sum", "log", "const", "var", "and", "_", "E9"),
  fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "lets", "iff", "inner", "from_", "e"),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((name) => !KEYWORDS.has(name)),
);

const identifier: fc.Arbitrary<Identifier> = arbitraryName.map((name) => ({ name, span: nowhere }));

const numberText = fc.oneof(
  fc.constantFrom("0", "1", "2", "0.5", ".5", "1.", "1e-7", "1E+3", "2.5e10", "007", "1e308", "5e-324", "0.1e1"),
  fc.nat().map(String),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => String(Math.abs(value))),
);

export const arbitraryExpression: fc.Arbitrary<Expression> = fc.letrec<{ expression: Expression }>((tie) => {
  const inner = tie("expression");
  return {
    expression: fc.oneof(
      { maxDepth: 6, depthSize: "small", withCrossShrink: true },
      numberText.map((text): Expression => ({ kind: "number", value: Number(text), text, span: nowhere })),
      arbitraryName.map((name): Expression => ({ kind: "name", name, span: nowhere })),
      inner.map((operand): Expression => ({ kind: "negation", operand, span: nowhere })),
      fc
        .tuple(fc.constantFrom(...ARITHMETIC_OPERATORS, ...ARITHMETIC_OPERATORS, ...COMPARISON_OPERATORS), inner, inner)
        .map(([operator, left, right]): Expression => ({ kind: "binary", operator, left, right, span: nowhere })),
      fc
        .tuple(identifier, fc.array(inner, { maxLength: 3 }))
        .map(([callee, args]): Expression => ({ kind: "call", callee, args, span: nowhere })),
      fc.tuple(inner, inner, inner).map(
        ([condition, consequent, alternative]): Expression => ({
          kind: "if",
          condition,
          consequent,
          alternative,
          span: nowhere,
        }),
      ),
    ),
  };
}).expression;

const arbitraryLet = fc.tuple(identifier, arbitraryExpression).map(([name, value]) => ({ name, value, span: nowhere }));

const arbitraryBody: fc.Arbitrary<Body> = fc.oneof(
  arbitraryExpression.map((result): Body => ({ form: "equation", lets: [], result, span: nowhere })),
  fc
    .tuple(fc.array(arbitraryLet, { maxLength: 4 }), arbitraryExpression)
    .map(([lets, result]): Body => ({ form: "block", lets, result, span: nowhere })),
);

const docLine = fc.oneof(
  fc.constantFrom("", "Focal loss.", "// not code", "/", "a  b", "é 😀 `x`", "  indented"),
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n\u2028\u2029]/g, "").trimEnd()),
);
/** A doc of one empty line is no doc. */
const doc = fc
  .array(docLine, { maxLength: 3 })
  .map((lines) => lines.join("\n"))
  .map((text) => (text.trim() === "" ? "" : text));

const arbitraryRange = fc
  .tuple(arbitraryExpression, arbitraryExpression, fc.boolean(), fc.boolean())
  .map(([low, high, lowOpen, highOpen]) => ({ low, high, lowOpen, highOpen, span: nowhere }));

const arbitraryLoss: fc.Arbitrary<Declaration> = fc
  .record({
    name: identifier,
    doc,
    inputs: fc.array(
      fc
        .tuple(identifier, fc.constantFrom(...INPUT_KINDS))
        .map(([name, inputKind]) => ({ name, inputKind, span: nowhere })),
      { maxLength: 3 },
    ),
    parameters: fc.array(
      fc
        .tuple(identifier, arbitraryExpression, fc.option(arbitraryRange, { nil: undefined }))
        .map(([name, defaultValue, range]) => ({ name, defaultValue, range, span: nowhere })),
      { maxLength: 3 },
    ),
    body: arbitraryBody,
  })
  .map((parts) => ({ kind: "loss", ...parts, span: nowhere }));

const arbitraryFunction: fc.Arbitrary<Declaration> = fc
  .record({ name: identifier, doc, parameters: fc.array(identifier, { maxLength: 3 }), body: arbitraryBody })
  .map((parts) => ({ kind: "fn", ...parts, span: nowhere }));

const arbitraryImport: fc.Arbitrary<Declaration> = fc
  .tuple(fc.array(identifier, { maxLength: 3 }), fc.constantFrom("./lib.loss", "../a b/c.loss", "", "./é😀//x.loss"))
  .map(([names, path]) => ({ kind: "import", names, path, pathSpan: nowhere, span: nowhere }));

export const arbitraryProgram: fc.Arbitrary<Program> = fc
  .array(fc.oneof(arbitraryLoss, arbitraryFunction, arbitraryImport), { maxLength: 4 })
  .map((declarations) => ({ declarations, span: nowhere }));

/** A tree without its places, for comparison: two texts mean the same when their trees are equal but for these. */
export function withoutSpans(tree: unknown): unknown {
  if (Array.isArray(tree)) return tree.map(withoutSpans);
  if (typeof tree !== "object" || tree === null) return tree;
  const entries = Object.entries(tree).filter(([key]) => key !== "span" && key !== "pathSpan");
  return entries.map(([key, value]) => [key, withoutSpans(value)]);
}
