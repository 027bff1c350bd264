/** At kinks and ties lossc's derivatives are those that tfjs's own autodiff takes. */

import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/differentiate.ts";
import { createGraph } from "../../src/ir/graph.ts";
import { interpret } from "../../src/ir/interpret.ts";
import { instantiate, templateOf } from "../../src/ir/template.ts";
import { simplify } from "../../src/rewrite/simplifier.ts";
import { useBackend } from "../support/tensor-backends.ts";

beforeAll(() => useBackend("cpu"));

/** The derivative of sum over classes of the formula of `x`, and of `a` beside it, per element. */
function lossc(formula: string, inputs: Readonly<Record<string, readonly number[]>>, rewrite: boolean): number[][] {
  const graph = createGraph();
  const leaves = Object.keys(inputs).map((name) =>
    graph.input({ kind: "input", name, inputKind: "logits" }, "per-class"),
  );
  const operands = new Map(leaves.map((leaf, i) => [Object.keys(inputs)[i], leaf]));
  const node = instantiate(templateOf(formula), operands, graph);
  const root = node.shape === "per-class" ? graph.apply("reduce_sum", [node]) : node;
  const classes = Object.values(inputs)[0].length;
  const gradients = differentiate(root, leaves, graph);
  const finished = rewrite ? simplify(gradients, graph) : gradients;
  const environment = { batch: 1, classes, inputs: new Map(Object.entries(inputs)), parameters: new Map() };
  return interpret(finished, environment).map((values) =>
    Array.from({ length: classes }, (_, i) => values[values.length === 1 ? 0 : i] + 0),
  );
}

function tensors(f: (...x: tf.Tensor[]) => tf.Tensor, inputs: readonly (readonly number[])[]): number[][] {
  const gradients = tf.grads((...x: tf.Tensor[]) => f(...x).sum())(inputs.map((values) => tf.tensor1d([...values])));
  return gradients.map((gradient) => Array.from(gradient.dataSync(), (value) => value + 0));
}

const AROUND = [-1, -0, 0, 1];
const PAIR = { a: [0, 1, 2, -1], b: [0, 2, 1, -1] };

test.each<readonly [string, Readonly<Record<string, readonly number[]>>, (...x: tf.Tensor[]) => tf.Tensor]>([
  ["abs(x)", { x: AROUND }, (x) => tf.abs(x)],
  ["sign(x)", { x: AROUND }, (x) => tf.sign(x)],
  ["relu(x)", { x: AROUND }, (x) => tf.relu(x)],
  ["max(a, b)", PAIR, (a, b) => tf.maximum(a, b)],
  ["min(a, b)", PAIR, (a, b) => tf.minimum(a, b)],
  ["clamp(x, 0, 1)", { x: [-1, 0, 0.5, 1, 2] }, (x) => tf.clipByValue(x, 0, 1)],
  ["max(x)", { x: [3, 1, 3, 2] }, (x) => tf.max(x)],
  ["min(x)", { x: [1, 1, 3, 1] }, (x) => tf.min(x)],
])("%s", (formula, inputs, f) => {
  const expected = tensors(f, Object.values(inputs));
  expect(lossc(formula, inputs, false)).toEqual(expected);
  expect(lossc(formula, inputs, true)).toEqual(expected);
});

test("the derivative of abs at 0 is -1", () => expect(lossc("abs(x)", { x: [0] }, true)).toEqual([[-1]]));

test("a clamp whose bounds are crossed is its high bound, and does not follow its operand", () => {
  const inputs = { x: [-1, 0.5, 3], low: [1, 1, 1], high: [0, 0, 0] };
  expect(lossc("clamp(x, low, high)", inputs, true)).toEqual([
    [0, 0, 0],
    [0, 0, 0],
    [1, 1, 1],
  ]);
});

test("a whole power of a negative base keeps its derivative", () => {
  expect(lossc("x^3", { x: [-2] }, true)).toEqual([[12]]);
  expect(lossc("x^2", { x: [-2] }, true)).toEqual([[-4]]);
});

test("a power of a base that is not positive does not follow its exponent", () => {
  expect(lossc("a^b", { a: [-2, 0], b: [3, 2] }, true)).toEqual([
    [12, 0],
    [0, 0],
  ]);
});
