import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, format } from "../../../src/index.ts";
import { createRandom } from "../../../src/random/index.ts";
import {
  astOf,
  canonicalGenotype,
  type GraphGenotype,
  genotypeOf,
  programOf,
  randomGenotype,
  type TreeGenotype,
} from "../../../src/search/genotype/index.ts";
import { NLFS, TREE } from "../../../src/search/space/index.ts";
import { print } from "../../../src/syntax/print.ts";
import { isValid, SPACES, TRICKY } from "../mutations/individuals.ts";

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const FIXED = { seed: 19_991_231, numRuns: 200 } as const;

describe.each(SPACES.map((space) => [space.name, space] as const))("individuals of %s", (_, space) => {
  test("are read back from their text and from their AST as they were", () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, flip) => {
        const genotype = { ...randomGenotype(space, createRandom(seed)), flip };
        const program = programOf(space, genotype);
        const back = genotypeOf(space, program);
        expect(back).toEqual(canonicalGenotype(space, genotype));
        expect(genotypeOf(space, astOf(space, genotype))).toEqual(back);
        expect(back && programOf(space, back)).toBe(program);
      }),
      FIXED,
    );
  });

  test("are printed as the formatter prints, under any name", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const genotype = randomGenotype(space, createRandom(seed));
        const program = programOf(space, genotype, "other");
        expect(format({ name: "other.loss", text: program })).toEqual({ text: program });
        expect(print(astOf(space, genotype, "other"))).toBe(program);
        expect(program).toContain("loss other(y: target, yhat: probs) {");
      }),
      FIXED,
    );
  });

  test("compile if they are valid; nothing is said but of inactive nodes", () => {
    let count = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const genotype = randomGenotype(space, createRandom(seed));
        if (!isValid(space, genotype)) return;
        count++;
        const { losses, diagnostics } = compile(programOf(space, genotype));
        expect(diagnostics.filter(({ code }) => code !== "unused-name")).toEqual([]);
        expect(losses.map(({ name }) => name)).toEqual(["candidate"]);
      }),
      FIXED,
    );
    expect(count).toBeGreaterThan(10);
  });
});

test("a graph is written node by node, functions first, a node behind its arguments", () => {
  const genotype: GraphGenotype = {
    kind: "graph",
    nodes: [
      { operator: "divide", args: [0, 5] },
      { operator: "ln", args: [1] },
      { operator: "mul", args: [4, 5] },
      { operator: "sin", args: [3] },
    ],
    root: { operator: "sub", args: [6, 4] },
    flip: true,
  };
  expect(programOf(NLFS, genotype)).toBe(`fn divide(a, b) = a / (b + eps)

fn ln(x) = log(abs(x) + eps)

loss candidate(y: target, yhat: probs) {
  let h2 = ln(yhat)
  let h1 = divide(y, h2)
  let h3 = h1 * h2
  let h4 = sin(-1)
  return -sum(h3 - h1)
}
`);
});

test("nodes behind a cycle have no value, and are alike when read back", () => {
  const genotype: GraphGenotype = {
    kind: "graph",
    nodes: [
      { operator: "add", args: [0, 1] },
      { operator: "mul", args: [6, 0] },
      { operator: "sub", args: [5, 1] },
      { operator: "exp", args: [6] },
    ],
    root: { operator: "exp", args: [4] },
    flip: false,
  };
  const program = programOf(NLFS, genotype);
  expect(program).toContain("  let h2 = 0 / 0\n  let h3 = 0 / 0\n  let h4 = 0 / 0\n  return sum(exp(h1))\n");
  const back = genotypeOf(NLFS, program);
  expect(back).toEqual(canonicalGenotype(NLFS, genotype));
  expect(back).not.toEqual(genotype);
});

test("minus a number is a number, and a number that is a leaf is that leaf", () => {
  const text = (expression: string) => `loss candidate(y: target, yhat: probs) {\n  return sum(${expression})\n}\n`;
  const rootOf = (expression: string) => (genotypeOf(TREE, text(expression)) as TreeGenotype | undefined)?.root;
  expect(rootOf("-2")).toEqual({ kind: "constant", value: -2 });
  expect(rootOf("--2")).toEqual({ kind: "constant", value: 2 });
  expect(rootOf("--1")).toEqual({ kind: "leaf", text: "1" });
  expect(rootOf("1.0")).toEqual({ kind: "leaf", text: "1" });
  expect(rootOf("-y")).toEqual({ kind: "call", operator: "neg", args: [{ kind: "leaf", text: "y" }] });
});

test("operators with numbers in them are functions where a program could be read in two ways", () => {
  const root = { kind: "call", operator: "square", args: [{ kind: "leaf", text: "2" }] } as const;
  expect(programOf(TRICKY, { kind: "tree", root, flip: false })).toContain("sum(square(2))");
  const shifted = { kind: "call", operator: "positive", args: [{ kind: "leaf", text: "y" }] } as const;
  expect(programOf(TRICKY, { kind: "tree", root: shifted, flip: false })).toContain("sum(max(y, 0))");
});

describe("a program is not read", () => {
  const loss = (body: string, header = "y: target, yhat: probs") => `loss candidate(${header}) {\n  ${body}\n}\n`;
  test.each([
    ["with a syntax error", loss("return sum(y * )")],
    ["without a loss", "fn ln(x) = log(abs(x) + eps)\n"],
    ["with two losses", loss("return sum(y * yhat)") + loss("return sum(y * yhat)").replace("candidate", "b")],
    ["of other inputs", loss("return sum(y * yhat)", "y: target, yhat: logits")],
    ["of inputs by other names", loss("return sum(y * p)", "y: target, p: probs")],
    ["with parameters", loss("return sum(y * yhat)", "y: target, yhat: probs; k = 1")],
    ["that is no sum", loss("return mean(y * yhat)")],
    ["with lets, in a space of trees", loss("let h1 = y\n  return sum(h1 * yhat)")],
    ["with an operator that the space lacks", loss("return sum(y * lgamma(yhat))")],
    ["with a function that says something else", `fn ln(x) = log(x)\n${loss("return sum(y * ln(yhat))")}`],
  ])("%s", (_, program) => {
    expect(genotypeOf(TREE, program)).toBeUndefined();
  });

  test.each([
    ["with too few nodes", loss("let h1 = exp(y)\n  return sum(exp(h1))")],
    [
      "with another name",
      loss("let h1 = exp(y)\n  let h2 = exp(y)\n  let h3 = exp(y)\n  let k = exp(y)\n  return sum(exp(h1))"),
    ],
    [
      "with a root on a leaf",
      loss("let h1 = exp(y)\n  let h2 = exp(y)\n  let h3 = exp(y)\n  let h4 = exp(y)\n  return sum(exp(y))"),
    ],
    [
      "with operators within operators",
      loss("let h1 = exp(exp(y))\n  let h2 = exp(y)\n  let h3 = exp(y)\n  let h4 = exp(y)\n  return sum(exp(h1))"),
    ],
  ])("as a graph %s", (_, program) => {
    expect(genotypeOf(NLFS, program)).toBeUndefined();
  });
});
