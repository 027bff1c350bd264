/** A loop over the rules: both sides agree on sampled points at the rule's level, the rule fires, and it never raises the cost. */

import { describe, expect, test } from "vitest";
import { createGraph, type Graph } from "../../src/ir/graph.ts";
import type { Node } from "../../src/ir/node.ts";
import { instantiate, templateOf } from "../../src/ir/template.ts";
import { rebuild } from "../../src/ir/traverse.ts";
import type { Random } from "../../src/random/index.ts";
import { guardOf } from "../../src/rewrite/guard.ts";
import type { Rule } from "../../src/rewrite/rule.ts";
import { RULES } from "../../src/rewrite/rules/index.ts";
import { createSimplifier } from "../../src/rewrite/simplifier.ts";
import { differences } from "../support/closeness.ts";
import { guardsOf, pointsOf, variablesOf } from "../support/rule-points.ts";
import { spread } from "../support/slopes.ts";

const INF = Number.POSITIVE_INFINITY;
const SPECIAL = [Number.NaN, INF, -INF, 0, -0, 1, -1, 1e300, -1e300, 1e-300, 1e-160, 2 ** 53, 0.5, -2];

const special = (random: Random): number => SPECIAL[random.integer(SPECIAL.length)];
const moderate = (random: Random): number => ((random.integer(2001) - 1000) / 1000) * (random.next() < 0.5 ? 5 : 1);

const TOLERANCE = {
  ieee: { relative: 1e-14, absolute: 1e-300 },
  real: { relative: 1e-9, absolute: 1e-10 },
} as const;

/** Inputs with different facts, of which some satisfy each guard. */
function leavesOf(graph: Graph, name: string): Node[] {
  const input = (inputKind: "logits" | "probs" | "weight") =>
    graph.input(
      { kind: "input", name: `${name}_${inputKind}`, inputKind },
      inputKind === "weight" ? "per-example" : "per-class",
    );
  const parameter = (low: number, high: number) =>
    graph.parameter({
      kind: "parameter",
      name: `${name}_${low}`,
      defaultValue: low,
      range: { low, high, lowOpen: false, highOpen: false },
    });
  const maybeNaN = graph.apply("log", [input("logits")]);
  return [input("logits"), input("probs"), input("weight"), parameter(2, 3), parameter(-3, -2), maybeNaN];
}

const LEAVES = 6;

interface Occasion {
  readonly fired: readonly string[];
  readonly before: Node;
  readonly result: Node;
  readonly to: Node;
}

/** The left side over each choice of inputs that satisfies the guards, simplified. */
function occasionsOf(rule: Rule): Occasion[] {
  const variables = variablesOf(rule);
  const guards = guardsOf(rule).map(guardOf);
  const occasions: Occasion[] = [];
  const choices = LEAVES ** variables.length;
  for (let choice = 0; choice < choices; choice++) {
    const graph = createGraph();
    const fired: string[] = [];
    const simplifier = createSimplifier(graph, { onRule: ({ name }) => fired.push(name) });
    const operands = new Map(
      variables.map(({ name, isCondition }, i) => {
        const leaf = leavesOf(graph, name)[Math.floor(choice / LEAVES ** i) % LEAVES];
        return [
          name,
          isCondition
            ? graph.apply("less", [leaf, graph.input({ kind: "input", name: "t", inputKind: "logits" }, "per-class")])
            : leaf,
        ];
      }),
    );
    if (!guards.every((guard) => guard(operands, simplifier.facts, graph))) continue;
    const before = instantiate(templateOf(rule.from), operands, graph);
    const [result] = rebuild([before], simplifier);
    occasions.push({ fired, before, result, to: instantiate(templateOf(rule.to), operands, graph) });
  }
  return occasions;
}

test("names are unique", () => {
  const names = RULES.map(({ name }) => name);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

describe.each(RULES.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
  // A rule about infinities says nothing of the reals.
  if (!rule.from.includes("inf"))
    test("both sides agree over the reals", () => {
      const points = pointsOf(rule, moderate).filter(({ isReal }) => isReal);
      expect(points.length).toBeGreaterThan(40);
      for (const { values, from, to } of points)
        expect(differences(spread(to, from.length), from, TOLERANCE.real), JSON.stringify([...values])).toEqual([]);
    });

  if (rule.holds === "ieee")
    test("both sides agree on NaN, infinities, zeros and extremes", () => {
      const points = pointsOf(rule, special);
      expect(points.length).toBeGreaterThan(40);
      for (const { values, from, to } of points)
        expect(
          differences(spread(to, from.length), from, TOLERANCE.ieee),
          JSON.stringify([...values].map(([n, v]) => [n, v.map(String)])),
        ).toEqual([]);
    });

  test("fires, for no more than the cost of what stood there", () => {
    const occasions = occasionsOf(rule);
    expect(occasions.length).toBeGreaterThan(0);
    const firings = occasions.filter(({ fired }) => fired.includes(rule.name));
    expect(firings.length).toBeGreaterThan(0);
    for (const { before, result } of occasions) expect(result.cost).toBeLessThanOrEqual(before.cost);
    expect(firings.some(({ before, to }) => to.cost <= before.cost)).toBe(true);
  });
});
