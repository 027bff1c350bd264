import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/index.ts";
import { createRandom } from "../../../src/random/index.ts";
import { genotypeFromLoss, genotypeOf, programOf } from "../../../src/search/genotype/index.ts";
import { NLFS, TREE, type TreeSpace } from "../../../src/search/space/index.ts";
import { validGenotypes } from "../mutations/individuals.ts";

const folder = new URL("../../../examples/", import.meta.url);
const examples = readdirSync(folder)
  .filter((file) => file.endsWith(".loss"))
  .map((file) => [file, readFileSync(new URL(file, folder), "utf8")] as const);

function seedProgram(space: TreeSpace, source: string): string {
  const seed = genotypeFromLoss(space, source);
  if ("reason" in seed) throw new Error(seed.reason);
  return programOf(space, seed.genotype);
}

/** Value and gradient, on one-hot labels and positive predictions. */
function expectSameLoss(one: string, other: string): void {
  const [a, b] = [one, other].map((text) => compile(text).losses[0]);
  const random = createRandom("points");
  for (let i = 0; i < 20; i++) {
    const y = [0, 0, 0].map((_, at) => (at === i % 3 ? 1 : 0));
    const p = y.map(() => 0.02 + 0.9 * random.next());
    const left = a.lossAndGrad(y, p);
    const right = b.lossAndGrad(y, p);
    expect(right.loss).toBeCloseTo(left.loss, 5);
    for (const [at, slope] of left.grad.entries()) expect(right.grad[at] / (slope || 1)).toBeCloseTo(slope ? 1 : 0, 5);
  }
}

describe("a tree space takes the examples that it can express", () => {
  const taken = examples.flatMap(([file, text]) => {
    const seed = genotypeFromLoss(TREE, text);
    return "reason" in seed ? [] : [[file, text] as const];
  });

  test("most losses of labels and probabilities are among them", () => {
    const names = taken.map(([file]) => file);
    for (const name of ["cross_entropy", "brier", "baikal", "focal", "gce", "poly"])
      expect(names).toContain(`${name}.loss`);
  });

  // Its y log(y) is no number where y is 0, in the example and in the seed alike.
  test.each(taken.filter(([file]) => file !== "kl_divergence.loss"))("%s, with its value and gradient", (_, text) => {
    const program = seedProgram(TREE, text);
    expectSameLoss(text, program);
    expect(genotypeOf(TREE, program)).toBeDefined();
  });
});

describe("functions, lets and parameters are inlined", () => {
  test("a parameter is its default, and numbers are folded", () => {
    const program = seedProgram(TREE, "loss f(y: target, p: probs; k = 3) = sum(2 * k * y * p)");
    expect(program).toContain("return sum(6 * y * yhat)");
  });

  test("functions and lets", () => {
    const source =
      "fn twice(v) { let w = v + v return w }\nloss f(p: probs, t: target) { let d = twice(p) - t return -sum(d * d) }";
    expect(seedProgram(TREE, source)).toContain("return -sum((yhat + yhat - y) * (yhat + yhat - y))");
  });

  test("an operator of several operations is found in what it stands for", () => {
    const source = "loss f(y: target, p: probs) = -sum(y * log(abs(p) + eps))";
    expect(seedProgram(TREE, source)).toContain("return -sum(y * ln(yhat))");
  });
});

describe("what is not taken is refused with the reason", () => {
  const reason = (source: string, loss?: string) => {
    const seed = genotypeFromLoss(TREE, source, loss);
    return "reason" in seed ? seed.reason : "taken";
  };
  test.each([
    ["loss f(y: target, p: probs) = sum(y * q)", "it has an error: Unknown name: there is no value called `q`"],
    ["fn f(x) = x", "it has no loss"],
    [
      "loss f(y: target, p: logits) = sum(y * p)",
      "it is a loss of `target` and `logits`, and the space is of `target` and `probs`",
    ],
    [
      "loss f(y: target, p: probs) = max(y * p)",
      "it is no sum over classes of a function of one label and one prediction",
    ],
    ["loss f(y: target, p: probs) = sum(y * p / sum(p))", "it needs `sum` over classes within what is summed"],
    ["loss f(y: target, p: probs) = sum(y * lgamma(p))", "the space has no operator for `lgamma`"],
    ["loss f(y: target, p: probs) = sum(if p > 0.5 then y else p)", "the space has no operator for `if`"],
    ["loss f(y: target, p: probs) = sum(p * p) + 0 * sum(p)", "it does not use both labels and predictions"],
    [
      `loss f(y: target, p: probs) = sum(${new Array(13).fill("y").join(" * ")} * p)`,
      "it has 27 nodes, and the limit is 24",
    ],
  ])("%s", (source, expected) => {
    expect(reason(source)).toBe(expected);
  });

  test("of several losses one is chosen by name", () => {
    const two = "loss f(y: target, p: probs) = sum(y * p)\nloss g(y: target, p: probs) = sum(y - p)";
    expect(reason(two)).toBe("it has 2 losses: one must be chosen by its name");
    expect(reason(two, "h")).toBe("it has no loss `h`");
    expect(reason(two, "g")).toBe("taken");
  });

  test("a space without constants names the number that it lacks", () => {
    const { constants: _, ...space } = TREE;
    expect(genotypeFromLoss(space, "loss f(y: target, p: probs) = sum(y - 0.5 * p)")).toEqual({
      reason: "the space has no number 0.5",
    });
  });
});

test("a graph space takes its own programs, and says that it takes no others", () => {
  for (const genotype of validGenotypes(NLFS, 1, 20)) {
    expect(genotypeFromLoss(NLFS, programOf(NLFS, genotype))).toEqual({
      genotype: genotypeOf(NLFS, programOf(NLFS, genotype)),
    });
  }
  const seed = genotypeFromLoss(NLFS, "loss f(y: target, p: probs) = -sum(y * log(p))");
  expect(seed).toEqual({
    reason: "a graph space takes only programs of its own form: a `let` for each of `h1` to `h4`, then their sum",
  });
});
