/** Random losses: the `module` target against the interpreter, on dense labels and, where labels are one-hot, on integer labels. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { type DerivedLoss, gated } from "../../src/codegen/derived.ts";
import { emitModule } from "../../src/codegen/module/emit.ts";
import { type Environment, interpret } from "../../src/ir/interpret.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { arbitraryLoss, type LossCase, lowerText } from "../support/arbitrary-loss.ts";
import { differences } from "../support/closeness.ts";
import { loadGenerated } from "../support/load-generated.ts";

type Values = readonly number[];

interface GeneratedModule {
  loss(y: Values, p: Values, options: object): number;
  lossAndGrad(y: Values, p: Values, grad: Float64Array, options: object): number;
  lossAndGradFromLabels?(labels: Values, p: Values, grad: Float64Array, options: object): number;
}

/** Sums are taken in another order and expressions shared otherwise: rounding, and what cancellation makes of it. */
const TOLERANCE = { relative: 1e-9, absolute: 1e-11 };

interface Answer {
  readonly losses: Float64Array;
  readonly grad: Float64Array;
}

function expected(derived: DerivedLoss, environment: Environment, length: number): Answer {
  const [value, gradient] = interpret(
    gated([derived.root, derived.gradient], derived, { forSpeed: false }),
    environment,
  );
  const perExample = length / environment.batch;
  const losses = Float64Array.from({ length: environment.batch }, (_, i) => (value.length === 1 ? value[0] : value[i]));
  const at = (i: number): number => {
    if (gradient.length === length) return gradient[i];
    return gradient.length === 1 ? gradient[0] : gradient[Math.floor(i / perExample)];
  };
  return { losses, grad: Float64Array.from({ length }, (_, i) => at(i)) };
}

function run({ text, environment, kind }: LossCase): { dense: readonly string[]; labels: readonly string[] } {
  const derived = derive(lowerText(text));
  const generated = loadGenerated<GeneratedModule>(emitModule(derived));
  const [y, p, w] = ["y", "p", "w"].map((name) => [...(environment.inputs.get(name) as number[])]);
  const isWide = derived.prediction.shape === "per-class";
  const length = isWide ? environment.batch * environment.classes : environment.batch;
  const narrow = kind === "value" && !isWide;
  const [rows, prediction] = narrow ? [y.slice(0, length), p.slice(0, length)] : [y, p];
  const inputs = new Map(environment.inputs).set("y", rows).set("p", prediction);
  const answer = expected(derived, { ...environment, inputs }, length);
  const losses = new Float64Array(environment.batch);
  const options = {
    ...Object.fromEntries(environment.parameters),
    w,
    losses,
    reduction: "none",
    ...(isWide ? { classes: environment.classes } : {}),
  };

  const grad = new Float64Array(length).fill(Number.NaN);
  const total = generated.lossAndGrad(rows, prediction, grad, options);
  const dense = [
    ...differences(losses, answer.losses, TOLERANCE),
    ...differences(grad, answer.grad, TOLERANCE),
    ...differences([generated.loss(rows, prediction, options)], [total], TOLERANCE),
  ];
  const oneHot = kind !== "value" && rows.every((value) => value === 0 || value === 1);
  if (!oneHot || generated.lossAndGradFromLabels === undefined) return { dense, labels: [] };
  const labels = Array.from({ length: environment.batch }, (_, i) =>
    rows.slice(i * environment.classes, (i + 1) * environment.classes).indexOf(1),
  );
  grad.fill(Number.NaN);
  losses.fill(Number.NaN);
  generated.lossAndGradFromLabels(labels, prediction, grad, options);
  return {
    dense,
    labels: [...differences(losses, answer.losses, TOLERANCE), ...differences(grad, answer.grad, TOLERANCE)],
  };
}

/** Where 0 times an infinity arises at an absent class, dense code may say NaN and label code the limit. */
const isFiniteCase = ({ text, environment }: LossCase): boolean => {
  const derived = derive(lowerText(text));
  const values = interpret([derived.root, derived.gradient, derived.loss.root], environment);
  return values.every((row) => Array.from(row).every((value) => Number.isFinite(value) && Math.abs(value) < 1e9));
};

test("random losses with any labels: module = interpreter", () => {
  fc.assert(
    fc.property(arbitraryLoss(), (lossCase) => {
      fc.pre(isFiniteCase(lossCase));
      expect(run(lossCase).dense, lossCase.text).toEqual([]);
    }),
    { numRuns: 700, seed: 11 },
  );
});

test("random losses with one-hot labels: integer labels give what their rows give", () => {
  fc.assert(
    fc.property(arbitraryLoss({ kinds: ["probs", "logits"], labels: "one-hot" }), (lossCase) => {
      fc.pre(isFiniteCase(lossCase));
      const { dense, labels } = run(lossCase);
      expect([...dense, ...labels], lossCase.text).toEqual([]);
    }),
    { numRuns: 500, seed: 12 },
  );
});
