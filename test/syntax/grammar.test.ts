import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CALLABLE_NAMES, CONSTANTS } from "../../src/ops/index.ts";
import { LossParser } from "../../src/syntax/parser.ts";
import { KEYWORDS } from "../../src/syntax/tokens.ts";
import { grammarFiles } from "../../tools/grammar-files.ts";

const root = new URL("../../", import.meta.url);

describe("files made from the parser and the registry", () => {
  test.each([...grammarFiles()])("%s is up to date (else run `npx tsx tools/grammar.ts`)", (path, text) => {
    expect(readFileSync(new URL(path, root), "utf8")).toBe(text);
  });

  test("the parser's own validation finds nothing wrong with the grammar", () => {
    expect(() => new LossParser({ validate: true })).not.toThrow();
  });
});

describe("TextMate grammar", () => {
  interface Pattern {
    readonly name?: string;
    readonly match: string;
  }
  const { patterns }: { patterns: readonly Pattern[] } = JSON.parse(
    readFileSync(new URL("grammar/lossc.tmLanguage.json", root), "utf8"),
  );
  /** The scope that an editor gives the text at the start of a line. */
  function scopeOf(text: string): string | undefined {
    const found = patterns.find(({ match }) => new RegExp(`^(?:${match})`).test(text));
    return found?.name ?? found?.match;
  }

  test("knows every function of the registry, and no other", () => {
    for (const name of CALLABLE_NAMES) expect(scopeOf(`${name}(x)`), name).toBe("support.function.lossc");
    for (const name of ["my_loss", "logx", "xlog"]) expect(scopeOf(`${name}(x)`)).toBe("variable.other.lossc");
  });

  test("knows every keyword and constant", () => {
    for (const { PATTERN } of KEYWORDS) expect(scopeOf(`${PATTERN} `)).toMatch(/^keyword\./);
    for (const name of CONSTANTS.keys()) expect(scopeOf(`${name} `)).toBe("constant.language.lossc");
  });

  test.each([
    ["/// doc", "comment.line.documentation.lossc"],
    ["//// not doc", "comment.line.double-slash.lossc"],
    ["1e-7", "constant.numeric.lossc"],
    [".5", "constant.numeric.lossc"],
    ["<= 2", "keyword.operator.lossc"],
    ['"./x.loss"', "string.quoted.double.lossc"],
  ])("%s is %s", (text, scope) => {
    expect(scopeOf(text)).toBe(scope);
  });
});
