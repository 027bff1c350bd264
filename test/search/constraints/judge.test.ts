/** The tests in their order: what they refuse and why, which losses count as one, and what cannot matter. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/pipeline/compile.ts";
import { createRandom } from "../../../src/random/index.ts";
import { createJudge, type Judgement } from "../../../src/search/constraints/index.ts";
import { areNear, createPhenotypeMemory } from "../../../src/search/constraints/phenotype-memory.ts";
import { checkSimulation, simulateTraining } from "../../../src/search/constraints/simulation.ts";
import { checkDirection, checkFinite, SLOPE_POINTS, slopesOf } from "../../../src/search/constraints/slopes.ts";
import {
  activeNodes,
  type Genotype,
  type GraphGenotype,
  genotypeOf,
  programOf,
  randomGenotype,
  type Tree,
} from "../../../src/search/genotype/index.ts";
import { mutate } from "../../../src/search/mutations/index.ts";
import { NLFS, type Operator, TREE, type TreeSpace } from "../../../src/search/space/index.ts";

const leaf = (text: string): Tree => ({ kind: "leaf", text });
const call = (operator: string, ...args: Tree[]): Tree => ({ kind: "call", operator, args });
const loss = (root: Tree): Genotype => ({ kind: "tree", root, flip: false });

/** A space whose one operator is the whole loss, so that any formula in (y, yhat) can be judged. */
function spaceOf(formula: string): TreeSpace {
  const operator: Operator = { name: "whole", params: ["a", "b"], formula, weight: 1 };
  return { ...TREE, name: "whole", operators: [operator] };
}

const judgeFormula = (formula: string): Judgement =>
  createJudge(spaceOf(formula)).judge(loss(call("whole", leaf("y"), leaf("yhat"))));

const reasonOf = (judgement: Judgement): string => ("rejected" in judgement ? judgement.rejected.reason : "accepted");

function fingerprintOf(formula: string): string {
  const judgement = judgeFormula(formula);
  if ("rejected" in judgement)
    throw new Error(`${formula}: ${judgement.rejected.reason}, ${judgement.rejected.detail}`);
  return judgement.accepted.fingerprint;
}

/** Losses that people train with, a the label and b the prediction. */
const GOOD = {
  cross_entropy: "-a * log(b)",
  brier: "(b - a)^2",
  mae: "abs(b - a)",
  focal: "-0.25 * a * (1 - b)^2 * log(b)",
  gce: "a * (1 - b^0.7) / 0.7",
  poly: "-a * log(b) + a * (1 - b)",
  binary_cross_entropy: "-a * log(b) - (1 - a) * log(1 - b)",
  squared_logarithm: "a * log(b)^2",
  tanh_distance: "tanh((b - a)^2)",
} as const;

describe("what is accepted", () => {
  test.each(Object.entries(GOOD))("%s", (_name, formula) => {
    const judgement = judgeFormula(formula);
    expect(judgement).toMatchObject({ accepted: { fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) } });
    if ("rejected" in judgement) return;
    expect(judgement.genotype.flip).toBe(false);
    expect(compile(judgement.accepted.program).losses).toHaveLength(1);
    expect(judgement.accepted.complexity).toBeGreaterThan(1);
  });

  /** Examples that are a sum over classes of some f(y, p): f is what one class gives. */
  test.each([
    "baikal",
    "bi_tempered",
    "brier",
    "cross_entropy",
    "kl_divergence",
    "label_smoothed_cross_entropy",
    "poly",
    "sce",
    "taylor_glo",
  ])("examples/%s.loss passes the tests of gradient and simulation", (name) => {
    const source = readFileSync(new URL(`../../../examples/${name}.loss`, import.meta.url), "utf8");
    const [example] = compile(source).losses;
    const at = (y: number, predictions: ArrayLike<number>) =>
      Array.from(predictions, (p) => example.lossAndGrad([y], [p], { classes: 1 }));
    const all = [...at(0, SLOPE_POINTS.wrong), ...at(1, SLOPE_POINTS.right)];
    const looked = slopesOf(
      Float64Array.from(all, ({ loss: value }) => value),
      Float64Array.from(all, ({ grad }) => grad[0]),
      false,
    );
    expect(checkFinite(looked)).toBeUndefined();
    expect(checkDirection(looked)).toBeUndefined();
    expect(simulateTraining(looked)).toBeGreaterThan(0.95);
  });

  test("a loss upside down is turned over, and says so in its program", () => {
    const judgement = judgeFormula("a * log(b)");
    expect(judgement).toMatchObject({ genotype: { flip: true } });
    expect("accepted" in judgement && judgement.accepted.program).toContain("return -sum(");
    expect(fingerprintOf("a * log(b)")).toBe(fingerprintOf("-a * log(b)"));
  });
});

describe("what is refused", () => {
  test.each([
    ["integrity", "flat", "a constant", "0 * a * b + 1"],
    ["integrity", "flat", "a plateau", "a * max(b, 0.7)"],
    ["integrity", "near a probability of 0.5", "an optimum in the middle", "(b - 0.5)^2 + 0 * a"],
    ["integrity", "changes sign", "many optima", "sin(40 * b) * (1 - a)"],
    ["integrity", "changes sign", "NaN inside", "-a * log(b) + (if b < 0.3 then 0 else log(0.3 - b)) * 0"],
    ["gradient", "not finite", "a pole inside", "a / (b - 0.4001) - a / (b - 0.4001) - a * log(b) + 0 / (b - 0.5)"],
    ["gradient", "vanishes", "too faint for any optimiser", "-1e-9 * a * log(b)"],
    ["gradient", "lowers it over", "the wrong way for most", "a * (b - 0.2)^2 - 0.01 * a * b"],
  ])("%s, %s: %s", (reason, detail, _what, formula) => {
    const judgement = judgeFormula(formula);
    expect(judgement).toMatchObject({ rejected: { reason } });
    if ("rejected" in judgement) expect(judgement.rejected.detail).toContain(detail);
  });

  const side = (slope: (p: number) => number, points: ArrayLike<number>) => Array.from(points, slope);

  /** The tests of the gradient alone, where the integrity check would be first. */
  test.each([
    ["constant", () => 0, () => 0, "vanishes everywhere"],
    ["reversed sign", () => 0, (p: number) => 1 / p, "more probability on the true class"],
    ["vanishing", () => 0, (p: number) => -1e-12 / p, "vanishes everywhere"],
    ["plateau", () => 0, (p: number) => (p < 0.7 ? 0 : -1), "vanishes over 7"],
    ["NaN inside", () => 0, (p: number) => (p > 0.2 && p < 0.3 ? Number.NaN : -1), "not finite where y = 1"],
    ["too large for float32", () => 0, (p: number) => -1e39 * p, "not finite where y = 1"],
  ])("%s", (_name, wrong, right, detail) => {
    const slopes = [...side(wrong, SLOPE_POINTS.wrong), ...side(right, SLOPE_POINTS.right)];
    const looked = slopesOf(new Float64Array(slopes.length), Float64Array.from(slopes), false);
    const rejection = checkFinite(looked) ?? checkDirection(looked);
    expect(rejection).toMatchObject({ reason: "gradient", detail: expect.stringContaining(detail) });
  });

  test("simulation: right for two classes, of no use for more", () => {
    // It asks only that the true class passes one half, from where it is near it already.
    const right = (p: number) => (p > 0.48 ? -1 : 0.02);
    const slopes = [...side(() => 0, SLOPE_POINTS.wrong), ...side(right, SLOPE_POINTS.right)];
    const looked = slopesOf(new Float64Array(slopes.length), Float64Array.from(slopes), false);
    expect(checkDirection(looked)).toBeUndefined();
    expect(checkSimulation(looked)).toMatchObject({ reason: "simulation", detail: expect.stringMatching(/\d+ %/) });
  });

  test("structure: no label, and a tree past its space's limits", () => {
    const judge = createJudge(TREE);
    expect(reasonOf(judge.judge(loss(call("ln", leaf("yhat")))))).toBe("structure");
    let deep: Tree = call("mul", leaf("y"), leaf("yhat"));
    for (let i = 0; i < TREE.limits.depth; i++) deep = call("neg", deep);
    expect(judge.judge(loss(deep))).toMatchObject({
      rejected: { reason: "structure", detail: expect.stringContaining("deep") },
    });
  });

  test("duplicate: only if it is known", () => {
    const judge = createJudge(TREE);
    const crossEntropy = loss(call("neg", call("mul", leaf("y"), call("log", leaf("yhat")))));
    const first = judge.judge(crossEntropy);
    if ("rejected" in first) throw new Error(first.rejected.detail);
    expect(judge.judge(crossEntropy)).toEqual(first);
    const known = (fingerprint: string) => fingerprint === first.accepted.fingerprint;
    expect(reasonOf(judge.judge(crossEntropy, known))).toBe("duplicate");
  });
});

describe("fingerprints", () => {
  test("scales, shifts and what no logit feels do not count", () => {
    const numbers = fc.double({ min: 0.01, max: 50, noNaN: true });
    const shifts = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(GOOD)), numbers, shifts, shifts, (formula, scale, shift, label) => {
        const variant = `${scale.toFixed(4)} * (${formula}) + (${shift.toFixed(4)}) + (${label.toFixed(4)}) * a`;
        expect(fingerprintOf(variant)).toBe(fingerprintOf(formula));
      }),
      { seed: 7, numRuns: 60 },
    );
    // The probabilities of an example sum to 1.
    expect(fingerprintOf("-a * log(b) + 3 * b")).toBe(fingerprintOf(GOOD.cross_entropy));
  });

  test("the same loss written otherwise has the same fingerprint", () => {
    expect(fingerprintOf("a * log(1 / b)")).toBe(fingerprintOf(GOOD.cross_entropy));
    expect(fingerprintOf("b^2 - 2 * a * b + a^2")).toBe(fingerprintOf(GOOD.brier));
    expect(fingerprintOf("-log(b^(2 * a))")).toBe(fingerprintOf(GOOD.cross_entropy));
  });

  test("different losses have different ones", () => {
    const formulas = [
      ...Object.values(GOOD),
      ...[0.1, 0.3, 0.5, 0.6].map((q) => `a * (1 - b^${q}) / ${q}`),
      ...[1, 3, 4].map((gamma) => `-a * (1 - b)^${gamma} * log(b)`),
      ...[0.1, 0.5, 2].map((epsilon) => `-a * log(b) + ${epsilon} * a * (1 - b)`),
      "-log(b + eps) * a + b^2",
      "-a * log(b) - 0.001 * (1 - a) * log(1 - b)",
    ];
    expect(new Set(formulas.map(fingerprintOf)).size).toBe(formulas.length);
  });

  test("random losses of a fingerprint differ in nothing that trains, and others do", () => {
    const judge = createJudge(NLFS);
    const random = createRandom(11);
    const losses: { fingerprint: string; gradient: number[] }[] = [];
    const rows = [
      [0.15, 0.6, 0.25],
      [0.5, 0.2, 0.3],
      [0.8, 0.15, 0.05],
    ];
    while (losses.length < 150) {
      const judgement = judge.judge(randomGenotype(NLFS, random));
      if ("rejected" in judgement) continue;
      const { program, fingerprint } = judgement.accepted;
      const [compiled] = compile(program).losses;
      const logits = rows.flatMap((row) => {
        const { grad } = compiled.lossAndGrad([1, 0, 0], row);
        const mean = row.reduce((sum, p, i) => sum + p * grad[i], 0);
        return row.map((p, i) => p * (grad[i] - mean));
      });
      const size = Math.hypot(...logits);
      losses.push({ fingerprint, gradient: logits.map((g) => g / size) });
    }
    let [alike, different] = [0, 0];
    losses.forEach((a, i) => {
      for (const b of losses.slice(i + 1)) {
        const distance = Math.hypot(...a.gradient.map((g, k) => g - b.gradient[k]));
        if (a.fingerprint === b.fingerprint) {
          alike++;
          expect(distance).toBeLessThan(2e-3);
        } else {
          different++;
        }
        if (distance > 0.02) expect(a.fingerprint).not.toBe(b.fingerprint);
      }
    });
    expect(alike).toBeGreaterThan(0);
    expect(different).toBeGreaterThan(10_000);
  });
});

describe("graphs", () => {
  const seeds = fc.integer({ min: 0, max: 1e6 });

  test("inactive nodes do not matter", () => {
    const judge = createJudge(NLFS, { mode: "nlfs" });
    let judged = 0;
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = createRandom(seed);
        const genotype = randomGenotype(NLFS, random) as GraphGenotype;
        const other = randomGenotype(NLFS, random) as GraphGenotype;
        const active = new Set(activeNodes(NLFS.leaves.length, genotype));
        const changed = {
          ...genotype,
          nodes: genotype.nodes.map((node, i) => (active.has(i) ? node : other.nodes[i])),
        };
        const [before, after] = [judge.judge(genotype), judge.judge(changed)];
        if ("rejected" in before) expect(after).toEqual(before);
        else {
          judged++;
          const { program: _program, ...same } = before.accepted;
          expect(after).toMatchObject({ accepted: same, genotype: { flip: before.genotype.flip } });
        }
        expect(judge.phenotype(changed)).toEqual(judge.phenotype(genotype));
      }),
      { seed: 8, numRuns: 400 },
    );
    expect(judged).toBeGreaterThan(5);
  });

  test("an accepted program is read back as the accepted genotype, with the same verdict", () => {
    for (const mode of ["nlfs", "default"] as const) {
      const judge = createJudge(NLFS, { mode });
      const random = createRandom(3);
      let accepted = 0;
      while (accepted < 40) {
        const judgement = judge.judge(randomGenotype(NLFS, random));
        if ("rejected" in judgement) continue;
        accepted++;
        const read = genotypeOf(NLFS, judgement.accepted.program);
        expect(read).toBeDefined();
        expect(programOf(NLFS, read!)).toBe(judgement.accepted.program);
        expect(judge.judge(read!)).toMatchObject({ accepted: judgement.accepted });
      }
    }
  });

  test("a judgement does not depend on what was judged before", () => {
    const seasoned = createJudge(NLFS);
    const random = createRandom(5);
    const genotypes = Array.from({ length: 1500 }, () => randomGenotype(NLFS, random));
    for (const genotype of genotypes) seasoned.judge(genotype);
    for (const genotype of genotypes.slice(0, 300)) {
      expect(seasoned.judge(genotype)).toEqual(createJudgeOnce().judge(genotype));
    }
  });

  const createJudgeOnce = () => createJudge(NLFS);

  test("near phenotypes are duplicates in the paper's mode, also of members that another judge accepted", () => {
    const node = (operator: string, ...args: number[]) => ({ operator, args });
    // y ln(yhat), and y ln(yhat) times ln(exp(1) + 1e-7): alike to the seventh digit.
    const nodes = [node("ln", 1), node("mul", 0, 4), node("exp", 2), node("ln", 6)];
    const plain: GraphGenotype = { kind: "graph", nodes, root: node("abs", 5), flip: false };
    const scaled: GraphGenotype = { kind: "graph", nodes, root: node("mul", 5, 7), flip: false };
    const first = createJudge(NLFS, { mode: "nlfs" });
    const judgement = first.judge(plain);
    if ("rejected" in judgement) throw new Error(judgement.rejected.detail);
    const { fingerprint } = judgement.accepted;
    const isKnown = (one: string) => one === fingerprint;
    expect(first.judge(scaled, isKnown)).toMatchObject({ rejected: { reason: "duplicate" } });
    expect(first.judge(scaled)).toMatchObject({ accepted: {} });
    const second = createJudge(NLFS, { mode: "nlfs" });
    expect(second.judge(scaled, isKnown)).toMatchObject({ accepted: {} });
    const third = createJudge(NLFS, { mode: "nlfs" });
    third.remember(judgement.genotype, fingerprint);
    expect(third.judge(scaled, isKnown)).toMatchObject({ rejected: { reason: "duplicate" } });
  });

  test("near phenotypes are found wherever they are filed", () => {
    const memory = createPhenotypeMemory();
    const random = createRandom(9);
    const judge = createJudge(NLFS, { mode: "nlfs" });
    const kept: [string, Float32Array][] = [];
    while (kept.length < 60) {
      const genotype = randomGenotype(NLFS, random);
      if ("rejected" in judge.judge(genotype)) continue;
      const phenotype = judge.phenotype(genotype)!;
      kept.push([`${kept.length}`, phenotype]);
      memory.remember(`${kept.length - 1}`, phenotype);
    }
    for (const [, phenotype] of kept) {
      for (const size of [0.0002, -0.0003, 0.00031]) {
        const moved = phenotype.map((value) => value + size);
        const expected = kept.filter(([, other]) => areNear(other, moved)).map(([name]) => name);
        expect(expected.length).toBeGreaterThan(0);
        const found = new Set<string>();
        const isNew = (name: string) => !found.has(name);
        for (let next = memory.near(moved, isNew); next !== undefined; next = memory.near(moved, isNew))
          found.add(next);
        expect([...found].sort()).toEqual(expected.sort());
      }
    }
  });

  test("mutants of an accepted parent are judged as themselves", () => {
    const judge = createJudge(NLFS);
    const random = createRandom(13);
    let parent: Genotype | undefined;
    while (parent === undefined) {
      const judgement = judge.judge(randomGenotype(NLFS, random));
      if ("accepted" in judgement) parent = judgement.genotype;
    }
    for (let i = 0; i < 200; i++) {
      const mutant = mutate(NLFS, parent, random);
      if (mutant === undefined) continue;
      expect(judge.judge(mutant.genotype)).toEqual(createJudgeOnce().judge(mutant.genotype));
    }
  });
});
