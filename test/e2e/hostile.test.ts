/** Input that is meant to break the compiler: it says what is wrong or compiles, it does not throw, and it does not run away. */

import { transformSync } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { type CompiledLoss, compile, prepareTarget, type SourceFile } from "../../src/index.ts";
import { createRandom } from "../../src/random/index.ts";
import { loadGenerated } from "../support/load-generated.ts";
import { corpusOf, hostileText } from "./hostile-texts.ts";
import { survives, useLoss } from "./survives.ts";

beforeAll(() => prepareTarget("wasm"));

/** What runs away does not end within this; nothing here is meant to take more than a second or two. */
const RUNAWAY_MS = 30_000;

const repeat = (count: number, part: (i: number) => string, joint: string): string =>
  Array.from({ length: count }, (_, i) => part(i)).join(joint);

const tower = (op: string, height: number, inner: string): string =>
  `${`${op}(`.repeat(height)}${inner}${")".repeat(height)}`;

const regression = (expression: string): string => `loss f(y: value, p: value) = ${expression}`;
const classification = (expression: string): string => `loss f(y: target, p: probs) = ${expression}`;

function only(text: string): CompiledLoss {
  const { losses, diagnostics } = compile(text);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(losses).toHaveLength(1);
  return losses[0];
}

test("random and mutated programs: none throws, all places lie in the file", () => {
  const random = createRandom(20_251_203);
  const corpus = corpusOf(7, 300);
  const fates = { sound: 0, faulty: 0 };
  // Code is emitted for one in sixteen here; tools/fuzz.ts does it for all.
  for (let run = 0; run < 10_000; run++) {
    const text = hostileText(corpus, random);
    try {
      fates[survives(text, run % 16 === 0)]++;
    } catch (error) {
      throw new Error(`text ${run}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  // The texts reach both sides.
  expect(fates.sound).toBeGreaterThan(1000);
  expect(fates.faulty).toBeGreaterThan(4000);
}, 300_000);

describe("too much of something is a diagnostic", () => {
  test.each([
    ["10,000 brackets", classification(`${"(".repeat(10_000)}p${")".repeat(10_000)}`), "nested-too-deeply"],
    ["10,000 minus signs", classification(`${"-".repeat(10_000)}p`), "nested-too-deeply"],
    ["a power tower of 10,000", regression(repeat(10_000, () => "p", "^")), "nested-too-deeply"],
    ["a million digits", classification("9".repeat(1_000_000)), "number-too-large"],
    ["1e999", classification("sum(p * y * 1e999)"), "number-too-large"],
    ["a line of 1 MB", classification(repeat(180_000, () => "p", " + ")), "program-too-large"],
    ["more than 1 MB", `// ${"x".repeat(1_048_576)}`, "program-too-large"],
    [
      "1 MB of losses",
      repeat(12_000, (i) => `loss l${i}(y: target, p: probs) = -sum(y * log(p + ${i}))`, "\n"),
      "program-too-large",
    ],
    [
      "a loss of too many operations",
      regression(repeat(4, () => repeat(100, () => `(${repeat(99, () => "p", "+")})`, "*"), "+")),
      "program-too-large",
    ],
    [
      "functions that double what they are given",
      `${repeat(60, (i) => `fn d${i + 1}(x) = ${i === 0 ? "x + x" : `d${i}(d${i}(x))`}`, "\n")}\n${regression("d60(p) - y")}`,
      "program-too-large",
    ],
  ])(
    "%s",
    (_, text, code) => {
      expect(survives(text, false)).toBe("faulty");
      const { losses, diagnostics } = compile(text);
      expect(losses).toEqual([]);
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    },
    RUNAWAY_MS,
  );

  test(
    "1 MB of noise",
    () => {
      const random = createRandom(3);
      const noise = String.fromCharCode(
        ...Array.from({ length: 1_000_000 }, () => (random.integer(4) === 0 ? 10 : 32 + random.integer(95))).slice(
          0,
          100_000,
        ),
      );
      for (const text of [noise.repeat(10), noise.repeat(10).replaceAll("\n", "")])
        expect(survives(text, false)).toBe("faulty");
    },
    RUNAWAY_MS,
  );
});

describe("much of something compiles", () => {
  test.each([
    ["a tower of 90 exp", classification(`-sum(y * ${tower("exp", 90, "p")})`)],
    ["a tower of 90 log", classification(`-sum(y * ${tower("log", 90, "p")})`)],
    ["a tower of 90 tanh", regression(`y * ${tower("tanh", 90, "p")}`)],
    ["a tower of 90 bessel_i0e", regression(`y * ${tower("bessel_i0e", 90, "p")}`)],
    ["a tower of 40 digamma", regression(`y * ${tower("digamma", 40, "p")}`)],
    ["a tower of 90 softmax", classification(`-sum(y * ${tower("softmax", 90, "p")})`)],
    ["a power tower of 240", regression(`y + ${repeat(240, () => "p", "^")}`)],
    ["240 terms", regression(`y + ${repeat(240, (i) => `sin(${i} * p)`, " + ")}`)],
    ["240 powers", regression(`y + ${repeat(240, (i) => `p^${i}`, " + ")}`)],
    ["240 factors", regression(`y + ${repeat(240, (i) => `(p + ${i})`, " * ")}`)],
    [
      "500 inputs",
      `loss f(y: value, p: value, ${repeat(500, (i) => `v${i}: value`, ", ")}) = (${repeat(5, (k) => `(${repeat(100, (i) => `v${100 * k + i}`, " + ")})`, " + ")}) * (y - p)^2`,
    ],
    ["a document of 900 kB", `// ${"x".repeat(900_000)}\n${classification("-sum(y * log(p))")}`],
    [
      "zeros and infinities",
      classification("sum(y * p * 1e308 * 1e308) + 0^0 - 1 / 0 + (1 / 0 - 1 / 0) + (0 - 1)^0.5"),
    ],
  ])(
    "%s",
    (_, text) => {
      useLoss(only(text), true);
    },
    RUNAWAY_MS,
  );

  test(
    "1,000 parameters",
    () => {
      const parameters = repeat(1000, (i) => `a${i} = ${i}`, ", ");
      const sums = repeat(5, (k) => `(${repeat(200, (i) => `a${200 * k + i}`, " + ")})`, " + ");
      const loss = only(`loss f(y: value, p: value; ${parameters}) = (${sums}) * (y - p)^2`);
      const { loss: value, paramGrads } = loss.lossAndGrad([1], [3]);
      expect(value).toBe(4 * ((1000 * 999) / 2));
      expect(Object.keys(paramGrads)).toHaveLength(1000);
      expect(paramGrads.a999).toBe(4);
      transformSync(loss.emit("module"), { loader: "ts" });
    },
    RUNAWAY_MS,
  );

  test(
    "5,000 losses in a file",
    () => {
      const { losses, diagnostics } = compile(
        repeat(5000, (i) => `loss l${i}(y: target, p: probs) = -sum(y * log(p + ${i}))`, "\n"),
      );
      expect(diagnostics).toEqual([]);
      expect(losses).toHaveLength(5000);
      expect(losses[4999].formula).toBe("-sum(y * log(4999 + p))");
    },
    RUNAWAY_MS,
  );
});

/** Each let uses the one before it twice: written out in full there would be 2^n parts. */
const doubling = (lets: number, next: (last: string) => string): string => {
  const lines = repeat(lets, (i) => `  let a${i + 1} = ${next(`a${i}`)}`, "\n");
  return `loss f(y: value, p: value) {\n  let a0 = sin(p - y)\n${lines}\n  return a${lets}\n}`;
};

describe("what would double with every let does not", () => {
  test.each([
    ["a sum", 200, (a: string) => `${a} + ${a}`],
    ["a product", 200, (a: string) => `${a} * ${a}`],
    ["a product and a sum", 200, (a: string) => `${a} + ${a} * p`],
    ["a choice", 200, (a: string) => `if ${a} > 0 then 2 * ${a} else ${a} / 3 + p`],
    ["a maximum", 200, (a: string) => `max(${a}, ${a} * ${a})`],
    ["a power", 60, (a: string) => `${a} ^ ${a}`],
    ["two functions", 200, (a: string) => `sin(${a}) + cos(${a})`],
    ["a quotient", 200, (a: string) => `${a} / (1 + ${a})`],
    ["two factors", 200, (a: string) => `(${a} + y) * (${a} + p)`],
  ])(
    "%s",
    (_, lets, next) => {
      const loss = only(doubling(lets, next));
      useLoss(loss, true);
      for (const text of [loss.formula, loss.gradientFormula, loss.emit("module"), loss.emit("tfjs")])
        expect(text.length).toBeLessThan(500_000);
    },
    RUNAWAY_MS,
  );

  test("a formula that would be too long is a body of lets, and means the same", () => {
    const loss = only(doubling(30, (a) => `sin(${a}) + cos(${a})`));
    expect(loss.formula).toMatch(/^\{\n {2}let t1 = /);
    const again = only(`loss f(y: value, p: value) ${loss.formula}`);
    for (const p of [-1.5, 0, 0.3, 2]) {
      const [one, other] = [loss, again].map((each) => each.lossAndGrad([0.7], [p]));
      expect(other.loss).toBeCloseTo(one.loss, 12);
      expect(other.grad[0]).toBeCloseTo(one.grad[0], 9);
    }
    const gradient = only(`loss g(y: value, p: value) ${loss.gradientFormula}`);
    expect(gradient.lossAndGrad([0.7], [0.3]).loss).toBeCloseTo(loss.lossAndGrad([0.7], [0.3]).grad[0], 9);
  });

  test("a formula that would fill the documentation of the code is left out of it", () => {
    const code = only(doubling(200, (a) => `sin(${a}) + cos(${a})`)).emit("module");
    expect(code).toMatch(/^ \* Its formulas take \d+ lines: `lossc show` prints them\.$/m);
    expect(only(doubling(1, (a) => `sin(${a}) + cos(${a})`)).emit("module")).not.toContain("Its formulas take");
  });
});

describe("names that every object has, and names that mean something in generated code", () => {
  const NAMES = [
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "arguments",
    "eval",
    "undefined",
    "await",
    "tf",
    "Math",
    "t1",
    "label",
    "classes",
    "out",
    "batch",
  ];

  const PLACES: readonly ((name: string) => string)[] = [
    (name) => `loss ${name}(y: target, p: probs) = -sum(y * log(p))`,
    (name) => `loss f(${name}: target, p: probs) = -sum(${name} * log(p))`,
    (name) => `loss f(y: target, ${name}: probs) = -sum(y * log(${name}))`,
    (name) => `loss f(y: target, p: probs, ${name}: weight) = -${name} * sum(y * log(p))`,
    (name) => `loss f(y: target, p: probs; ${name} = 2) = -${name} * sum(y * log(p))`,
    (name) =>
      `loss f(y: target, p: probs) {\n  let ${name} = y * log(p)\n  return -sum(${name}) + max(${name}) - max(${name})\n}`,
    (name) => `fn ${name}(x) = log(x)\nloss f(y: target, p: probs) = -sum(y * ${name}(p))`,
    (name) => `fn g(${name}) = log(${name})\nloss f(y: target, p: probs) = -sum(y * g(p))`,
    (name) =>
      `loss ${name}(y: target, p: probs, ${name}_: weight; ${name}2 = 2) = -${name}_ * ${name}2 / 2 * sum(y * log(p))`,
  ];

  test.each(NAMES)("%s in every place means what it says", (name) => {
    for (const place of PLACES) {
      const loss = only(place(name));
      useLoss(loss, true);
      const weight = loss.inputs.find(({ kind }) => kind === "weight");
      const [parameter] = loss.parameters;
      const inputs = weight === undefined ? {} : Object.fromEntries([[weight.name, [1]]]);
      const { loss: value } = loss.lossAndGrad([0, 1], [0.25, 0.75], { inputs });
      // The parameter is 2 where there is one; the last of the places halves it.
      expect(value).toBeCloseTo(-Math.log(0.75) * (parameter?.name === name ? 2 : 1), 12);
      const exports = loadGenerated<Record<string, unknown>>(loss.emit("module"));
      expect(Object.values(exports).filter((each) => typeof each === "function").length).toBeGreaterThan(0);
    }
  });

  test.each(NAMES)("%s where nothing is called so is an unknown name", (name) => {
    for (const text of [
      classification(`${name} + sum(y * p)`),
      classification(`${name}(sum(y * p))`),
      `import { ${name} } from "./lib.loss"`,
    ]) {
      const { losses, diagnostics } = compile(text, { load: (file) => ({ name: file, text: "fn f(x) = x" }) });
      expect(losses).toEqual([]);
      expect(diagnostics.length).toBeGreaterThan(0);
    }
  });
});

test("documentation cannot leave its comment", () => {
  const doc = `a */ throw new Error("out") /* \` $${"{x}"} \\u002a/ */ </script> \u2028 throw 1`;
  const text = `/// ${doc}\n${classification("-sum(y * log(p))")}`;
  for (const target of ["module", "tfjs"] as const) {
    const code = only(text).emit(target, { origin: `x */ throw 1 /*\n throw 2 \u2028 throw 3` });
    const { code: bare } = transformSync(code, { loader: "ts", minifyWhitespace: true });
    expect(bare).not.toContain("throw 1");
    expect(bare).not.toContain("throw 2");
    expect(bare).not.toContain("throw 3");
    expect(bare).not.toContain(`"out"`);
  }
});

describe("imports", () => {
  const files: Readonly<Record<string, string>> = {
    "a.loss": `import { b } from "./b.loss"\nfn a(x) = b(x)`,
    "b.loss": `import { c } from "./c.loss"\nfn b(x) = c(x)`,
    "c.loss": `import { a } from "./a.loss"\nfn c(x) = a(x)`,
    "self.loss": `import { s } from "./self.loss"\nfn s(x) = s(x)`,
  };
  const asked: string[] = [];
  const load = (name: string): SourceFile | undefined => {
    asked.push(name);
    return Object.hasOwn(files, name) ? { name, text: files[name] } : undefined;
  };
  const codesOf = (text: string, fileName: string): string[] =>
    compile(text, { fileName, load }).diagnostics.map(({ code }) => code);

  test.each([
    ["/etc/passwd", "import-path"],
    ["/etc/passwd.loss", "import-path"],
    ["file:///etc/passwd", "import-path"],
    ["https://example.org/a.loss", "import-path"],
    ["./../etc/passwd", "import-path"],
    ["..\\\\a.loss", "import-path"],
    ["./a.loss\u0000", "import-path"],
    [".", "import-path"],
    ["./", "import-path"],
    ["./missing.loss", "import-not-found"],
    ["./__proto__.loss", "import-not-found"],
    ["./main.loss", "import-cycle"],
    ["./x/../main.loss", "import-cycle"],
    ["./a.loss", "import-cycle"],
    ["./self.loss", "import-cycle"],
  ])("of %s: %s", (path, code) => {
    asked.length = 0;
    const text = `import { a } from "${path}"\nloss l(y: target, p: probs) = a(sum(y * log(p)))`;
    expect(codesOf(text, "main.loss")).toContain(code);
    if (code === "import-path") expect(asked).toEqual([]);
  });

  test("a chain of more files than a program may have", () => {
    const chain = (name: string): SourceFile => {
      const i = Number(/\d+/.exec(name)?.[0] ?? 0);
      return { name, text: `import { f } from "./f${i + 1}.loss"\nfn f(x) = x` };
    };
    const { diagnostics } = compile(`import { f } from "./f1.loss"\n${regression("f(y - p)")}`, { load: chain });
    expect(diagnostics.map(({ code }) => code)).toContain("program-too-large");
  });
});
