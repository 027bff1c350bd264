/** Facts on random losses: every value lies in its interval, NaN and infinities arise only where the facts allow for them. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { createGraph } from "../../src/ir/graph.ts";
import { type Environment, interpret } from "../../src/ir/interpret.ts";
import { constantValue, type Node } from "../../src/ir/node.ts";
import { formula } from "../../src/ir/print.ts";
import { instantiate, templateOf } from "../../src/ir/template.ts";
import { topological } from "../../src/ir/traverse.ts";
import { createFacts, type Domain } from "../../src/rewrite/facts.ts";
import { isFiniteRange, type Range } from "../../src/rewrite/interval.ts";
import { arbitraryLoss, lowerText } from "../support/arbitrary-loss.ts";

/** Beyond this size an operand may overflow or underflow its op; the facts speak of real arithmetic. */
const LARGEST_OPERAND = 100;
/** Beyond this size a value that only nears a limit may round to it. */
const LARGEST_UNROUNDED = 5;

function objection(value: number, range: Range, isExact: boolean): string | undefined {
  const { low, high, lowOpen, highOpen, nan } = range;
  if (Number.isNaN(value)) return nan ? undefined : "is NaN";
  const slack = Number.isFinite(value) ? 1e-12 * (1 + Math.abs(value)) : 0;
  if (value < low - slack || value > high + slack) return "is outside";
  if (isFiniteRange(range) && !Number.isFinite(value)) return "is infinite";
  if (!isExact && Number.isFinite(value)) return undefined;
  if ((lowOpen && value === low) || (highOpen && value === high)) return "is an open end";
  return undefined;
}

function objections(root: Node, environment: Environment, domain: Domain): string[] | undefined {
  const order = topological([root]);
  const values = interpret(order, environment);
  const { rangeOf } = createFacts(domain);
  const operands = new Set(order.flatMap((node) => (constantValue(node) === undefined ? node.args : [])));
  const sizes = (nodes: readonly Node[]): number[] =>
    nodes.flatMap((node) => Array.from(values[order.indexOf(node)], Math.abs).filter(Number.isFinite));
  if (sizes([...operands]).some((size) => size > LARGEST_OPERAND)) return undefined;
  const isExact = sizes(order).every((size) => size <= LARGEST_UNROUNDED);
  return order.flatMap((node, i) =>
    Array.from(values[i], (value) => objection(value, rangeOf(node), isExact)).flatMap((found, j) =>
      found === undefined
        ? []
        : [
            `${formula(node)} = ${values[i][j]} ${found} of ${JSON.stringify(rangeOf(node), (_, v) => (v === Infinity || v === -Infinity ? String(v) : v))}`,
          ],
    ),
  );
}

/** Probabilities that have reached 0 and 1, as rounded ones do. */
function atTheBorder(environment: Environment): Environment {
  const p = Array.from(environment.inputs.get("p")!, (value) => Math.round(value));
  return { ...environment, inputs: new Map([...environment.inputs, ["p", p]]) };
}

test.each(["interior", "closed"] as const)("%s: intervals hold every value", (domain) => {
  let checked = 0;
  fc.assert(
    fc.property(arbitraryLoss({ detach: true }), fc.boolean(), ({ text, kind, environment }, border) => {
      const { root } = lowerText(text);
      const data = domain === "closed" && border && kind === "probs" ? atTheBorder(environment) : environment;
      const found = objections(root, data, domain);
      if (found === undefined) return;
      checked++;
      expect(found).toEqual([]);
    }),
    { seed: 5, numRuns: 2000 },
  );
  expect(checked).toBeGreaterThan(1000);
});

/** An interval as text: `[0, 1)`, with `?` where the value may be NaN. */
function show({ low, high, lowOpen, highOpen, nan }: Range): string {
  return `${lowOpen ? "(" : "["}${low}, ${high}${highOpen ? ")" : "]"}${nan ? "?" : ""}`;
}

test.each([
  ["interior", "1 - p", "(0, 1)"],
  ["interior", "log(p)", "(-Infinity, 0)"],
  ["closed", "log(p)", "[-Infinity, 0]"],
  // An attained infinity stays one, whatever finite number is added or multiplied.
  ["closed", "z - log(p)", "(-Infinity, Infinity]"],
  ["closed", "2 - log(y)", "[2, Infinity]"],
  // Flat beyond its kink, relu reaches 0 though its operand is never the least.
  ["interior", "relu(z)", "[0, Infinity)"],
  ["interior", "relu(p)", "[0, 1]"],
  ["interior", "sigmoid(z)", "(0, 1)"],
  ["interior", "z - logsumexp(z)", "(-Infinity, 0)"],
  ["closed", "exp(z - logsumexp(z))", "[0, 1]"],
  // No class of softmax has any weight, or all have: the logarithm of a number in [0, 1].
  ["interior", "logsumexp(z + log(y)) - logsumexp(z)", "[-Infinity, 0]"],
  ["interior", "p^2 - p^2", "[0, 0]"],
  ["interior", "log(z)", "[-Infinity, Infinity]?"],
  ["interior", "sum(0 * log(z))", "[-Infinity, Infinity]?"],
  ["interior", "1 / p", "(1, Infinity)"],
  ["closed", "y^(1 / y)", "[0, Infinity]?"],
] as const)("%s: %s is in %s", (domain, text, expected) => {
  const graph = createGraph();
  const operands = new Map([
    ["y", graph.input({ kind: "input", name: "y", inputKind: "target" }, "per-class")],
    ["p", graph.input({ kind: "input", name: "p", inputKind: "probs" }, "per-class")],
    ["z", graph.input({ kind: "input", name: "z", inputKind: "logits" }, "per-class")],
  ]);
  const node = instantiate(templateOf(text), operands, graph);
  expect(show(createFacts(domain).rangeOf(node))).toBe(expected);
});
