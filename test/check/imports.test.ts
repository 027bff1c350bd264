import { describe, expect, test } from "vitest";
import { check } from "../../src/check/check.ts";
import { joinPath, normalisePath } from "../../src/check/imports.ts";
import { parse } from "../../src/syntax/parse.ts";
import { checkText, show, soundLoss } from "./check-text.ts";

const LOSS = "loss l(y: value, p: value)";
const LIB = {
  "lib.loss": "fn double(x) = twice(x, 2)\nfn twice(x, k) = k * x\nloss other(y: value, p: value) = y - p\n",
};

describe("imports", () => {
  test("bring in functions, with what those need", () => {
    const loss = soundLoss(`import { double } from "./lib.loss"\n${LOSS} = double(y - p)`, LIB);
    expect(show(loss.result)).toBe("{x = sub(y, p); {x = x; k = 2; mul(k, x)}}");
  });

  test("of a function that reduces make value inputs per class, as its own functions do", () => {
    const files = {
      "a.loss": 'import { b } from "./b.loss"\nfn a(x) = b(x)',
      "b.loss": "fn b(x) = c(x)\nfn c(x) = sum(x)",
    };
    const { inputs } = soundLoss(`import { a } from "./a.loss"\n${LOSS} = a(y * p)`, files);
    expect(inputs.map(({ shape }) => shape)).toEqual(["per-class", "per-class"]);
  });

  test("bring in nothing else", () => {
    expect(checkText(`import { double } from "./lib.loss"\n${LOSS} = twice(y - p, 2)`, LIB).found).toEqual([
      "unknown-op @ twice",
    ]);
  });

  test.each([
    ["other", "only functions can be imported; declare it with `fn`"],
    ["duoble", "did you mean `double`?"],
    ["nothing", undefined],
    ["constructor", undefined],
  ])("of %s are refused", (name, hint) => {
    const { found, diagnostics } = checkText(`import { ${name} } from "./lib.loss"\n${LOSS} = ${name}(y - p)`, LIB);
    expect(found).toEqual([`import-unknown-name @ ${name}`]);
    expect(diagnostics[0].hint).toBe(hint);
  });

  test("are not handed on", () => {
    const files = { ...LIB, "mid.loss": 'import { double } from "./lib.loss"\nfn f(x) = double(x)' };
    expect(checkText(`import { f } from "./mid.loss"\n${LOSS} = f(y - p)`, files).found).toEqual([]);
    expect(checkText(`import { double } from "./mid.loss"\n${LOSS} = double(y - p)`, files).found).toEqual([
      "import-unknown-name @ double",
    ]);
  });

  test("declare their names in the file", () => {
    expect(checkText(`import { double } from "./lib.loss"\nfn double(x) = x`, LIB).found).toEqual([
      "duplicate-name @ double",
    ]);
    expect(checkText('import { double, double } from "./lib.loss"', LIB).found).toEqual(["duplicate-name @ double"]);
    expect(checkText('import { log } from "./lib.loss"', { "lib.loss": "" }).found).toContain("reserved-name @ log");
  });

  test.each([
    "/etc/passwd",
    "/lib.loss",
    "lib.loss",
    "https://example.com/lib.loss",
    "./lib.txt",
    "./lib",
    ".\\\\lib.loss",
    "./a\\\\lib.loss",
    "./lib.loss ",
    "file:lib.loss",
    "",
  ])("of the path %j are refused", (path) => {
    const { found } = checkText(`import { f } from "${path}"\n${LOSS} = f(y - p)`, { [path]: "fn f(x) = x" });
    expect(found).toEqual([`import-path @ "${path}"`]);
  });

  test("of a path with NUL are refused", () => {
    const { found } = checkText('import { f } from "./l\0.loss"', { "l\0.loss": "fn f(x) = x" });
    expect(found.every((code) => /^(import-path|unexpected-character) /.test(code)) && found.length > 0).toBe(true);
  });

  test("of a file that is not there are reported, and nothing follows", () => {
    expect(checkText(`import { f, g } from "./none.loss"\n${LOSS} = f(y - p) + g(1, 2)`).found).toEqual([
      'import-not-found @ "./none.loss"',
    ]);
  });

  test("of the file itself are cycles", () => {
    const { found, diagnostics } = checkText(`import { f } from "./main.loss"\n${LOSS} = f(y - p)`, {
      "main.loss": "",
    });
    expect(found).toEqual(['import-cycle @ "./main.loss"']);
    expect(diagnostics[0].labels[0].text).toBe("`main.loss` imports `main.loss`");
  });

  test("in a circle are reported once, with the whole circle", () => {
    const files = {
      "a.loss": 'import { b } from "./b.loss"\nfn a(x) = b(x)',
      "b.loss": 'import { a } from "./x/../a.loss"\nfn b(x) = a(x)',
    };
    const { found, diagnostics } = checkText(
      `import { a } from "./a.loss"\nimport { b } from "./b.loss"\n${LOSS} = a(y) - b(p)`,
      files,
    );
    expect(found).toEqual(['import-cycle @ "./x/../a.loss"']);
    expect(diagnostics[0].labels[0].text).toBe("`a.loss` imports `b.loss` imports `a.loss`");
    expect(diagnostics[0].labels[0].span.file.name).toBe("b.loss");
  });

  test("are resolved from the folder of the file they stand in", () => {
    const files = {
      "shared/f.loss": 'import { g } from "../deep/er/g.loss"\nfn f(x) = g(x)',
      "deep/er/g.loss": 'import { h } from "./h.loss"\nfn g(x) = h(x)',
      "deep/er/h.loss": "fn h(x) = x",
    };
    expect(
      checkText(`import { f } from "../shared/f.loss"\n${LOSS} = f(y - p)`, files, "losses/main.loss").found,
    ).toEqual([]);
  });

  test("of one file by several are read once, and its mistakes reported once", () => {
    const loads: string[] = [];
    const files = new Map([
      ["a.loss", 'import { f } from "./base.loss"\nfn a(x) = f(x)'],
      ["b.loss", 'import { f } from "./base.loss"\nfn b(x) = f(x)'],
      ["base.loss", "fn f(x) = nope + x\nfn g(x) = )"],
    ]);
    const text = `import { a } from "./a.loss"\nimport { b } from "./b.loss"\n${LOSS} = a(y) - b(p)`;
    const { diagnostics, losses } = check(parse({ name: "main.loss", text }).program, (name, from) => {
      loads.push(`${from} > ${name}`);
      const found = files.get(name);
      return found === undefined ? undefined : { name, text: found };
    });
    expect(loads).toEqual(["main.loss > a.loss", "a.loss > base.loss", "main.loss > b.loss"]);
    expect(losses).toEqual([]);
    expect(diagnostics.map(({ code, labels }) => `${code} ${labels[0].span.file.name}`)).toEqual([
      "unknown-name base.loss",
      "unexpected-token base.loss",
    ]);
  });

  test("of a file with a syntax error are not said to be missing from it", () => {
    const { found } = checkText(`import { f, g } from "./lib.loss"\n${LOSS} = f(y - p) + g(y)`, {
      "lib.loss": "fn (x) = x\nfn g(x) = x",
    });
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((code) => !code.startsWith("unexpected-token"))).toEqual([]);
  });

  test("in an endless chain of files end", () => {
    const text = 'import { f } from "./a.loss"';
    const { diagnostics } = check(parse({ name: "main.loss", text }).program, (name) => ({
      name,
      text: `import { f } from "./a/${name.length}.loss"`,
    }));
    expect(diagnostics.map(({ code }) => code)).toContain("program-too-large");
  });

  test("are unused without a warning, and a library of functions is a program", () => {
    expect(checkText('import { double } from "./lib.loss"', LIB).found).toEqual([]);
    expect(checkText("fn f(x) = x").losses).toEqual([]);
    expect(checkText("").found).toEqual([]);
  });
});

describe("paths", () => {
  test.each([
    ["a.loss", "./b.loss", "b.loss"],
    ["x/a.loss", "./b.loss", "x/b.loss"],
    ["x/a.loss", "../b.loss", "b.loss"],
    ["a.loss", "../../b.loss", "../../b.loss"],
    ["/x/a.loss", "../../../b.loss", "/b.loss"],
    ["/x/y/a.loss", ".//z/./b.loss", "/x/y/z/b.loss"],
    ["../x/a.loss", "../../b.loss", "../../b.loss"],
    ["-", "./b.loss", "b.loss"],
  ])("%s importing %s reads %s", (from, path, name) => {
    expect(joinPath(from, path)).toBe(name);
  });

  test("normalising twice changes nothing", () => {
    for (const path of ["a/../../b", "/../a", "./a//b/.", "..", "../../a/.."]) {
      expect(normalisePath(normalisePath(path))).toBe(normalisePath(path));
    }
  });
});
