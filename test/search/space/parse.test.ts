import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderAll } from "../../../src/index.ts";
import { NLFS, parseSpace, TREE } from "../../../src/search/space/index.ts";
import { textOf } from "../../../src/text/source-file.ts";

const RIGHT = {
  kind: "tree",
  name: "mine",
  leaves: ["y", "yhat"],
  operators: [
    { name: "mul", formula: "a * b" },
    { name: "ln", formula: "log(abs(x) + eps)" },
  ],
};

/** Each diagnostic as its code, what it points at and what it says. */
function complaints(text: string): readonly string[] {
  const { space, diagnostics } = parseSpace(text, "mine.json");
  expect(space === undefined).toBe(diagnostics.length > 0);
  return diagnostics.map(({ code, labels: [{ span, text: says }] }) => `${code} at ${textOf(span)}: ${says}`);
}

const withKeys = (keys: object): readonly string[] => complaints(JSON.stringify({ ...RIGHT, ...keys }));
const withOperators = (...operators: object[]): readonly string[] =>
  withKeys({ operators: [...RIGHT.operators, ...operators] });

test("what a file leaves out is as in the built-in space of its kind", () => {
  expect(parseSpace(JSON.stringify(RIGHT), "mine.json").space).toEqual({
    kind: "tree",
    name: "mine",
    doc: "",
    leaves: [
      { text: "y", weight: 1 },
      { text: "yhat", weight: 1 },
    ],
    operators: [
      { name: "mul", params: ["a", "b"], formula: "a * b", weight: 1 },
      { name: "ln", params: ["x"], formula: "log(abs(x) + eps)", weight: 1 },
    ],
    limits: TREE.limits,
    mutations: TREE.mutations,
  });
  const graph = parseSpace(JSON.stringify({ ...RIGHT, kind: "graph" }), "mine.json").space;
  expect(graph).toMatchObject({ hiddenNodes: 4, unary: NLFS.unary, mutations: NLFS.mutations });
});

test("numbers are taken in their one form, and formulas in their one layout", () => {
  const text = JSON.stringify({
    ...RIGHT,
    leaves: ["y", "yhat", "-1.50", 2, ".25"],
    operators: [{ name: "mul", formula: "((a)*b)" }],
  });
  const { space } = parseSpace(text, "mine.json");
  expect(space?.leaves.map((leaf) => leaf.text)).toEqual(["y", "yhat", "-1.5", "2", "0.25"]);
  expect(space?.operators[0].formula).toBe("a * b");
});

describe("mistakes are told where they are", () => {
  test.each([
    ["", "json-syntax at : a value is expected here"],
    ["{", "json-syntax at : `}` is missing"],
    ['{ "kind": tree }', "json-syntax at tree: this is no JSON value"],
    ["[]", "json-value at []: a space is an object: `{ ... }`"],
    ['{ "kind": "tree" /* }', "json-syntax at /* }: the comment does not end"],
  ])("%s", (text, expected) => {
    expect(complaints(text)[0]).toBe(expected);
  });

  test.each([
    [{ kind: "forest" }, 'json-value at "forest": a space is `"graph"` or `"tree"`'],
    [{ name: 3 }, "json-value at 3: a space's name is a text in double quotes"],
    [{ hiddenNodes: 3 }, 'json-key at "hiddenNodes": a tree space has no `hiddenNodes`'],
    [{ leaves: "y" }, 'json-value at "y": leaves are a list: `[ ... ]`'],
    [{ leaves: ["y"] }, 'space-incomplete at ["y"]: there is no leaf `yhat`'],
    [{ leaves: ["y", "yhat", "z"] }, 'json-value at "z": a leaf is `y`, `yhat` or a number'],
    [{ leaves: ["y", "yhat", 1, "1.0"] }, 'duplicate-name at "1.0": `1` is there already'],
    [
      { leaves: ["y", { leaf: "yhat", weight: -1 }] },
      "json-value at -1: a weight is a number above 0 and at most 1000000",
    ],
    [{ limits: { size: 2.5 } }, "json-value at 2.5: the largest size is a whole number from 3 to 200"],
    [{ limits: { depth: 51 } }, "json-value at 51: the largest depth is a whole number from 2 to 50"],
    [{ constants: { deviation: 0 } }, "json-value at 0: a deviation is a number above 0 and at most 1000000"],
    [{ mutations: { insret: 1 } }, 'json-key at "insret": `mutations` of a tree space has no `insret`'],
    [{ mutations: {} }, "space-incomplete at {}: there is no mutation"],
    [{ mutations: { insert: "1" } }, 'json-value at "1": a weight is a number above 0 and at most 1000000'],
    [{ kind: "graph", unary: { hidden: 1.2 } }, "json-value at 1.2: a probability is a number from 0 to 1"],
    [{ kind: "graph", hiddenNodes: 1 }, "json-value at 1: the number of hidden nodes is a whole number from 2 to 32"],
  ])("%j", (keys, expected) => {
    expect(withKeys(keys)).toContain(expected);
  });

  test.each([
    [{ name: "f", formula: "lgo(x)" }, "unknown-op at lgo: there is no operator called `lgo`"],
    [{ name: "f", formula: "x + z" }, "unknown-name at z: there is no value called `z`"],
    [{ name: "f", formula: "x * (" }, /^unexpected-token at /],
    [{ name: "f", formula: "" }, /^unexpected-token at /],
    [{ name: "f", formula: "x\nfn g(x) = x" }, /^space-formula at .*: this is not one formula$/],
    [{ name: "f", formula: "log(x, 2)" }, /^arity at /],
    [{ name: "f", formula: "x > 0" }, /^comparison-as-number at /],
    [{ name: "f", formula: "2 * pi" }, /^space-formula at .*: the formula does not use `x`$/],
    [{ name: "f", formula: "a + 1" }, /^space-formula at .*: the formula does not use `b`$/],
    [{ name: "f", formula: "a + b + x" }, /^space-formula at .*: `x` stands beside `a` or `b`$/],
    [{ name: "f", formula: "x - mean(x)" }, "space-formula at mean: `mean` works over classes"],
    [{ name: "f", formula: "max(x)" }, "space-formula at max: `max` works over classes"],
    [{ name: "f", formula: "(a) * b" }, /^space-formula at .*: another operator has this formula$/],
    [{ name: "log", formula: "log(abs(x))" }, 'reserved-name at "log": `log` is an operator of the language'],
    [{ name: "eps", formula: "x + eps" }, 'reserved-name at "eps": `eps` is a constant of the language'],
    [{ name: "let", formula: "x + 1" }, 'reserved-name at "let": `let` is a keyword of the language'],
    [{ name: "h2", formula: "x + 1" }, 'reserved-name at "h2": `h2` is a name that programs of a space use themselves'],
    [{ name: "mul", formula: "x + 1" }, 'duplicate-name at "mul": `mul` is there already'],
    [{ name: "my op", formula: "x + 1" }, 'json-value at "my op": `my op` is no name for an operator'],
    [{ name: "f" }, "json-key at {: an operator lacks `formula`"],
    [{ name: "f", formula: 3 }, "json-value at 3: a formula is a text in double quotes"],
    [{ name: "f", formula: "x + 1", wieght: 2 }, 'json-key at "wieght": an operator has no `wieght`'],
    ["mul", 'json-value at "mul": an operator is an object: `{ ... }`'],
  ])("an operator %j", (operator, expected) => {
    const found = withOperators(operator as object);
    expect(found).toHaveLength(1);
    if (typeof expected === "string") expect(found[0]).toBe(expected);
    else expect(found[0]).toMatch(expected);
  });

  test("operators of each arity that nodes take", () => {
    const [mul, ln] = RIGHT.operators;
    const lacking = (keys: object) => withKeys(keys).map((one) => one.slice(one.lastIndexOf(": ") + 2));
    expect(lacking({ operators: [ln] })).toEqual(["there is no operator of two arguments"]);
    expect(lacking({ operators: [mul] })).toEqual([]);
    expect(lacking({ kind: "graph", operators: [mul] })).toEqual(["there is no operator of one argument"]);
    expect(lacking({ kind: "graph", operators: [mul], unary: { hidden: 0, root: 0 } })).toEqual([]);
    expect(lacking({ kind: "graph", operators: [ln], unary: { hidden: 1, root: 1 } })).toEqual([]);
  });

  test("a built-in function may be an operator under its own name", () => {
    expect(withOperators({ name: "erf", formula: "erf(x)" })).toEqual([]);
  });

  test("a key that stands twice", () => {
    const text = JSON.stringify(RIGHT).replace('"name":"mine"', '"name":"mine","name":"other"');
    expect(complaints(text)).toEqual(['json-key at "name": `name` stands here twice']);
  });

  test("a formula with escapes, as a whole", () => {
    expect(complaints(JSON.stringify(RIGHT).replace("a * b", "a \\u002a c + b"))[0]).toMatch(
      /^unknown-name at "a \\u002a/,
    );
  });
});

test("all mistakes are told at once, in the file's order", () => {
  const text = `{
  "kind": "graph",
  "name": "mine",
  "leaves": ["yhat", { "leaf": 1, "weight": 0 }],
  "hiddenNodes": 100,
  "operators": [
    { "name": "exp", "formula": "exp(x) + y" },
    { "name": "mul", "formula": "a * b", "weight": "2" },
  ],
  "mutations": { "rewire": 0.5, "hoist": 1 },
}
`;
  expect(renderAll(parseSpace(text, "mine.json").diagnostics)).toMatchInlineSnapshot(`
    "error[space-incomplete]: Space incomplete
      ┌─ mine.json:4:13
    4 │   "leaves": ["yhat", { "leaf": 1, "weight": 0 }],
      │             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ there is no leaf \`y\`
    Hint: a loss compares labels with predictions, so both are needed

    error[json-value]: Value not allowed
      ┌─ mine.json:4:45
    4 │   "leaves": ["yhat", { "leaf": 1, "weight": 0 }],
      │                                             ^ a weight is a number above 0 and at most 1000000

    error[json-value]: Value not allowed
      ┌─ mine.json:5:18
    5 │   "hiddenNodes": 100,
      │                  ^^^ the number of hidden nodes is a whole number from 2 to 32

    error[unknown-name]: Unknown name
      ┌─ mine.json:7:43
    7 │     { "name": "exp", "formula": "exp(x) + y" },
      │                                           ^ there is no value called \`y\`

    error[json-value]: Value not allowed
      ┌─ mine.json:8:52
    8 │     { "name": "mul", "formula": "a * b", "weight": "2" },
      │                                                    ^^^ a weight is a number above 0 and at most 1000000

    error[json-key]: Unknown or missing key
       ┌─ mine.json:10:33
    10 │   "mutations": { "rewire": 0.5, "hoist": 1 },
       │                                 ^^^^^^^ \`mutations\` of a graph space has no \`hoist\`
    Hint: it has \`change-operator\`, \`rewire\`, \`change-arity\`"
  `);
});

test.each([
  ["lists", "[".repeat(200_000)],
  ["objects", '{"a":'.repeat(100_000)],
  ["brackets in a formula", JSON.stringify(RIGHT).replace("a * b", "(".repeat(100_000))],
])("%s nested too deeply are told", (_, text) => {
  expect(complaints(text)[0]).toMatch(/^nested-too-deeply at /);
});

test("nothing makes it throw", () => {
  const valid = JSON.stringify(RIGHT);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.tuple(fc.nat(valid.length), fc.nat(12), fc.string({ maxLength: 6 })).map(([at, cut, put]) => {
          return valid.slice(0, at) + put + valid.slice(at + cut);
        }),
      ),
      (text) => {
        const { space, diagnostics } = parseSpace(text, "any.json");
        expect(space === undefined).toBe(diagnostics.length > 0);
        expect(() => renderAll(diagnostics)).not.toThrow();
      },
    ),
    { seed: 99, numRuns: 500 },
  );
});
