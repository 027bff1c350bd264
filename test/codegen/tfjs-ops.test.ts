/** Every row of the tfjs target, on each backend: a loss of that op, its value and its gradient against the reference interpreter. */

import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type DerivedLoss, gated } from "../../src/codegen/derived.ts";
import { emitTfjs } from "../../src/codegen/tfjs/emit.ts";
import { type Environment, interpret } from "../../src/ir/interpret.ts";
import { inputLeaf } from "../../src/ir/lower.ts";
import type { Node, ReduceOp } from "../../src/ir/node.ts";
import { topological } from "../../src/ir/traverse.ts";
import type { ElementwiseName } from "../../src/ops/index.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { arbitraryLoss, lowerText } from "../support/arbitrary-loss.ts";
import { differences } from "../support/closeness.ts";
import { deriveText } from "../support/derive-text.ts";
import { loadGenerated } from "../support/load-generated.ts";
import { isTame } from "../support/tame.ts";
import { TENSOR_BACKENDS, useBackend } from "../support/tensor-backends.ts";

type PerExample = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor1D;

function createPerExample(text: string, options: object): PerExample {
  const module = loadGenerated<Record<string, (options: object) => PerExample>>(text, { "@tensorflow/tfjs": tf });
  const name = Object.keys(module).find((key) => key.endsWith("PerExample"))!;
  return module[name](options);
}

/** Losses and gradient of the generated code, and what the interpreter makes of the same expressions. */
function bothWays(derived: DerivedLoss, environment: Environment) {
  const { batch, classes, inputs, parameters } = environment;
  const [root, gradient] = gated([derived.root, derived.gradient], derived, { forSpeed: false });
  const [losses, slopes] = interpret([root, gradient], environment);
  const spread = (values: ArrayLike<number>, to: Node): number[] => {
    const length = to.shape === "per-class" ? batch * classes : batch;
    return Array.from({ length }, (_, i) => values[Math.floor((i * values.length) / length)]);
  };
  const { target } = derived.loss;
  const tensor = (leaf: Node) =>
    tf.tensor(
      [...Array.from(inputs.get(inputLeaf(leaf).name)!)],
      leaf.shape === "per-class" ? [batch, classes] : [batch],
    );
  const extras = derived.inputs.filter((leaf) => leaf !== derived.prediction && leaf !== target);
  const options = Object.fromEntries([
    ...parameters,
    ...extras.map((leaf) => [inputLeaf(leaf).name, Array.from(inputs.get(inputLeaf(leaf).name)!)] as const),
  ]);
  const perExample = createPerExample(emitTfjs(derived), options);
  const actual = tf.tidy(() => {
    const yPred = tensor(derived.prediction);
    const yTrue = target === undefined ? tf.zeros([batch]) : tensor(target);
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => perExample(yTrue, x))(yPred, tf.ones([batch]));
    return { losses: value.dataSync(), gradient: grad.dataSync() };
  });
  const expected = {
    losses: Array.from({ length: batch }, (_, i) => losses[losses.length === 1 ? 0 : i]),
    gradient: spread(slopes, derived.prediction),
  };
  return { actual, expected };
}

function expectAgreement(derived: DerivedLoss, environment: Environment, relative: number, absolute: number): void {
  const { actual, expected } = bothWays(derived, environment);
  expect(differences(actual.losses, expected.losses, { relative, absolute }), "losses").toEqual([]);
  expect(differences(actual.gradient, expected.gradient, { relative, absolute }), "gradient").toEqual([]);
}

/** An expression with the op at its root, over y and p per class, within the op's domain for p in [-2, 2]. */
const EXAMPLES: Readonly<Record<Exclude<ElementwiseName, "trigamma" | "tetragamma">, string>> = {
  add: "p + y * p",
  sub: "p - y * p",
  mul: "y * p",
  div: "y / (3 + p)",
  neg: "-p",
  pow: "(3 + p)^(1 + y)",
  less: "if p < y then p else 2 * p",
  less_equal: "if p <= y then p else 2 * p",
  greater: "if p > y then p else 2 * p",
  greater_equal: "if p >= y then p else 2 * p",
  equal: "if y == 1 then p else 2 * p",
  not_equal: "if y != 1 then p else 2 * p",
  select: "if y > p then exp(p) else 2",
  exp: "exp(p)",
  expm1: "expm1(0.01 * p)",
  log: "log(3 + p)",
  log1p: "log1p(0.01 * p)",
  log2: "log2(3 + p)",
  log10: "log10(3 + p)",
  sqrt: "sqrt(3 + p)",
  sigmoid: "sigmoid(3 * p)",
  softplus: "softplus(3 * p)",
  sin: "sin(3 * p)",
  cos: "cos(3 * p)",
  tan: "tan(0.5 * p)",
  asin: "asin(0.4 * p)",
  acos: "acos(0.4 * p)",
  atan: "atan(p)",
  sinh: "sinh(p)",
  cosh: "cosh(p)",
  tanh: "tanh(p)",
  asinh: "asinh(p)",
  acosh: "acosh(4 + p)",
  atanh: "atanh(0.4 * p)",
  erf: "erf(p)",
  erfc: "erfc(p)",
  bessel_i0: "bessel_i0(4 * p)",
  bessel_i0e: "bessel_i0e(4 * p)",
  bessel_i1: "bessel_i1(4 * p)",
  bessel_i1e: "bessel_i1e(4 * p)",
  lgamma: "lgamma(3 + p)",
  digamma: "digamma(3 + p)",
  abs: "abs(p)",
  sign: "sign(p) * p^2",
  max: "max(p, y)",
  min: "min(p, y)",
  clamp: "clamp(p, -0.5, y)",
  relu: "relu(p)",
  softsign: "softsign(p)",
  detach: "detach(p) * p",
};

const REDUCED: Readonly<Record<ReduceOp, string>> = {
  reduce_sum: "sum(y * p)",
  reduce_max: "max(p)",
  reduce_min: "min(p)",
  reduce_logsumexp: "logsumexp(p)",
};

const CLASSES = 3;
const PREDICTIONS = [-1.9, 0.3, 1.1, 0.7, -0.2, 1.7, 1.9, -1.3, 0.05, 0.6, -0.6, -0.1].map(Math.fround);
const ENVIRONMENT: Environment = {
  batch: PREDICTIONS.length / CLASSES,
  classes: CLASSES,
  inputs: new Map([
    ["y", [1, 0, 0, 0, 1, 0, 0, 0, 1, 0.25, 0.5, 0.25]],
    ["p", PREDICTIONS],
  ]),
  parameters: new Map(),
};

const lossOf = (expression: string): string => `loss example(y: target, p: logits) = ${expression}`;

/** Internal ops have no syntax: the op is put on p by hand. */
function deriveInternal(op: "trigamma" | "tetragamma"): DerivedLoss {
  const lowered = lowerText(lossOf("sum(3 + p)"));
  const { graph } = lowered;
  const root = graph.apply("reduce_sum", [graph.apply(op, [lowered.root.args[0]])]);
  const derived = derive({ ...lowered, root: lowered.root });
  return { ...derived, root, gradient: graph.apply(op, [lowered.root.args[0]]) };
}

describe.each(TENSOR_BACKENDS)("on the %s backend", (backend) => {
  beforeAll(() => useBackend(backend));

  test.each(Object.entries({ ...EXAMPLES }))("%s", (op, expression) => {
    const derived = deriveText(lossOf(`sum(${expression})`));
    if (op !== "detach") {
      const ops = topological([derived.root, derived.gradient]).map((node) => node.op);
      expect(ops, "the simplifier has taken the op away").toContain(op);
    }
    expectAgreement(derived, ENVIRONMENT, 3e-6, 3e-7);
  });

  test.each(["trigamma", "tetragamma"] as const)("%s", (op) => {
    expectAgreement(deriveInternal(op), ENVIRONMENT, 3e-6, 3e-7);
  });

  test.each(Object.entries(REDUCED))("%s", (op, expression) => {
    const derived = deriveText(lossOf(`${expression} * max(p)`));
    expect(topological([derived.root]).map((node) => node.op)).toContain(op);
    expectAgreement(derived, ENVIRONMENT, 3e-6, 3e-7);
  });

  test("softplus keeps its relative accuracy down to 1e-37", () => {
    const points = Array.from({ length: 600 }, (_, i) => Math.fround(-85 + i * 0.3));
    const environment = { batch: points.length, classes: 1, parameters: new Map(), inputs: new Map([["x", points]]) };
    expectAgreement(deriveText("loss l(x: logits) = sum(softplus(x))"), environment, 1e-6, 0);
  });

  test("small whole powers of negative numbers", () => {
    expectAgreement(deriveText(lossOf("sum(p^2 + p^3 + p^4 + p^5 + p^(-1))")), ENVIRONMENT, 3e-6, 3e-7);
  });

  test("ops between a row's own result, the classes and numbers", () => {
    const text = lossOf("sum(if p > sum(p) / classes_of(p) then max(p, 0.1) else min(0.2, p)) + logsumexp(-p)");
    const counted = `fn classes_of(x) = sum(1 + 0 * x)\n${text}`;
    expectAgreement(deriveText(counted), ENVIRONMENT, 3e-6, 3e-7);
  });

  test("numbers that only parameters decide, special functions among them", () => {
    const text =
      "loss n(y: value, x: value; k = 2 in (0, 9]) = (x - y)^2 * lgamma(k) / bessel_i0(k) + erf(k) * sigmoid(k)";
    const environment = {
      batch: 2,
      classes: 1,
      inputs: new Map([
        ["y", [0.5, 1]],
        ["x", [-1, 2]],
      ]),
      parameters: new Map([["k", 3.5]]),
    };
    expectAgreement(deriveText(text), environment, 3e-6, 3e-7);
  });

  test("infinities and NaN pass through as in the interpreter", () => {
    const edges = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 3];
    const environment = { ...ENVIRONMENT, batch: edges.length, classes: 1 };
    for (const expression of [
      "max(p, y)",
      "min(y, p)",
      "relu(p)",
      "abs(p)",
      "sign(p)",
      "clamp(p, 0, 1)",
      "softplus(p)",
    ]) {
      const derived = deriveText(lossOf(`sum(${expression})`));
      const inputs = new Map([
        ["y", edges.map(() => 1)],
        ["p", edges],
      ]);
      const { actual, expected } = bothWays(derived, { ...environment, inputs });
      expect(differences(actual.losses, expected.losses, { relative: 1e-6, absolute: 0 }), expression).toEqual([]);
    }
  });

  test("random losses", () => {
    let compared = 0;
    fc.assert(
      fc.property(arbitraryLoss(), ({ text, environment }) => {
        const derived = deriveText(text);
        if (!isTame([derived.root, derived.gradient], environment)) return;
        compared++;
        expectAgreement(derived, environment, 2e-3, 2e-3);
      }),
      { seed: 20, numRuns: 120 },
    );
    expect(compared).toBeGreaterThan(40);
  });
});
