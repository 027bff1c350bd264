/** The DAG: one node per expression, in an order that does not depend on how it was built; formulas that read back as themselves. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGraph, type Graph } from "../../src/ir/graph.ts";
import { interpret } from "../../src/ir/interpret.ts";
import type { Node } from "../../src/ir/node.ts";
import { formula } from "../../src/ir/print.ts";
import { instantiate, templateOf } from "../../src/ir/template.ts";
import { verify } from "../../src/ir/verify.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { arbitraryLoss, lowerText } from "../support/arbitrary-loss.ts";
import { differences } from "../support/closeness.ts";

function leaves(graph: Graph): Map<string, Node> {
  const logits = (name: string) => graph.input({ kind: "input", name, inputKind: "logits" }, "per-class");
  return new Map(["a", "b", "c"].map((name) => [name, logits(name)]));
}

describe("hash consing", () => {
  test.each([
    ["a + b", "b + a"],
    ["a * b", "b * a"],
    ["(a + b) * (b * c)", "(c * b) * (b + a)"],
    ["if a == b then c else a", "if b == a then c else a"],
    ["0.5 * a", "a * 0.50"],
  ])("%s and %s", (one, other) => {
    const graph = createGraph();
    const build = (text: string): Node => instantiate(templateOf(text), leaves(graph), graph);
    expect(build(one)).toBe(build(other));
  });

  test("what differs in order alone where order counts is not shared", () => {
    const graph = createGraph();
    const build = (text: string): Node => instantiate(templateOf(text), leaves(graph), graph);
    expect(build("a - b")).not.toBe(build("b - a"));
    expect(build("a / b")).not.toBe(build("b / a"));
    expect(build("max(a, b)")).not.toBe(build("max(b, a)"));
  });

  test("the order of operands does not depend on what was built before", () => {
    const texts = ["exp(a) + b", "sum(a) * c", "a * 2", "log(b) * exp(b)", "sum(a * b) + sum(c * b)"];
    const build = (order: readonly string[]): string[] => {
      const graph = createGraph();
      const nodes = new Map(order.map((text) => [text, instantiate(templateOf(text), leaves(graph), graph)]));
      return texts.map((text) => formula(nodes.get(text)!));
    };
    expect(build(texts.toReversed())).toEqual(build(texts));
  });
});

describe("the verifier", () => {
  const graph = createGraph();
  const [a, b] = [...leaves(graph).values()];
  const sum = graph.apply("add", [a, b]);

  test("finds nothing in what a graph has built", () => expect(verify([graph.apply("reduce_sum", [sum])])).toEqual([]));

  test.each<readonly [string, Partial<Node>, RegExp]>([
    ["a missing operand", { args: [a] }, /1 operands for 2/],
    ["a wrong shape", { shape: "per-example" }, /shape per-example for per-class/],
    ["a leaf that is an op", { leaf: a.leaf }, /leaf and op disagree/],
    ["a cost that is no number", { cost: Number.NaN }, /cost is not a number/],
    ["an operand made after its user", { id: -1 }, /younger than its user/],
  ])("finds %s", (_, change, message) => {
    expect(verify([{ ...sum, ...change }])).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  test("finds one expression with two nodes", () => {
    expect(verify([sum, { ...sum, id: 99 }])).toEqual([expect.stringMatching(/second node/)]);
  });
});

test("formulas of random gradients read back as the same values", () => {
  let compared = 0;
  fc.assert(
    fc.property(arbitraryLoss(), ({ text, environment }) => {
      const { root, gradient, inputs, parameters, loss } = derive(lowerText(text));
      const { graph } = loss;
      const names = [...inputs, ...parameters].map((node): [string, Node] => {
        const { leaf } = node;
        return [leaf?.kind === "input" || leaf?.kind === "parameter" ? leaf.name : "", node];
      });
      const operands = new Map<string, Node>([...names, ["e", graph.constant(Math.E)]]);
      for (const node of [root, gradient]) {
        const written = formula(node);
        // A long formula is a block with lets.
        if (written.startsWith("{")) continue;
        const again = instantiate(templateOf(written), operands, graph);
        const [before, after] = interpret([node, again], environment);
        if (!Array.from(before).every(Number.isFinite)) continue;
        compared++;
        expect(differences(after, before, { relative: 1e-9, absolute: 1e-9 }), written).toEqual([]);
      }
    }),
    { seed: 61, numRuns: 600 },
  );
  expect(compared).toBeGreaterThan(600);
});
