/** Label specialization and gates: the form for integer labels is the dense form at one-hot labels, and computes less. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gated, specializeToLabels } from "../../src/codegen/derived.ts";
import { type Environment, interpret } from "../../src/ir/interpret.ts";
import { isReduce, type Node } from "../../src/ir/node.ts";
import { formula } from "../../src/ir/print.ts";
import { topological } from "../../src/ir/traverse.ts";
import { verify } from "../../src/ir/verify.ts";
import type { Features } from "../../src/pipeline/options.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { arbitraryLoss, lowerText } from "../support/arbitrary-loss.ts";
import { differences, isClose } from "../support/closeness.ts";
import { spread } from "../support/slopes.ts";
import { isTame } from "../support/tame.ts";

const RUNS = 1500;
const TOLERANCE = { relative: 1e-8, absolute: 1e-10 };

function labelsOf({ inputs, batch, classes }: Environment): number[] {
  const y = Array.from(inputs.get("y")!);
  return Array.from({ length: batch }, (_, i) => y.slice(i * classes, (i + 1) * classes).indexOf(1));
}

/** The gradient that the label form stands for, written out per class. */
function writtenOut(atLabel: ArrayLike<number>, elsewhere: ArrayLike<number>, environment: Environment): number[] {
  const { batch, classes, labels } = environment;
  const [there, others] = [spread(atLabel, batch), spread(elsewhere, batch * classes)];
  return others.map((value, i) => {
    const example = Math.floor(i / classes);
    return i % classes === labels![example] ? there[example] : value;
  });
}

test.each<readonly [string, Features]>([
  ["as written", {}],
  [
    "from logits, with label smoothing and class weights",
    { fromLogits: true, labelSmoothing: true, classWeights: true },
  ],
])("integer labels give what one-hot labels give: %s", (_, features) => {
  let compared = 0;
  const kinds = features.fromLogits ? (["probs"] as const) : (["probs", "logits"] as const);
  fc.assert(
    fc.property(arbitraryLoss({ kinds, labels: "one-hot" }), ({ text, environment }) => {
      const loss = lowerText(text);
      if (!isTame([loss.root], environment)) return;
      const derived = derive(loss, features);
      const labels = specializeToLabels(derived, [derived.root, derived.gradient]);
      if (labels === undefined) throw new Error("a loss of class labels has no form for them");
      const forms = [labels.root, labels.gradient.atLabel, labels.gradient.elsewhere];
      expect(verify(forms)).toEqual([]);
      const full: Environment = {
        ...environment,
        labels: labelsOf(environment),
        inputs: new Map([
          ...environment.inputs,
          ["pLogits", environment.inputs.get("p")!] as const,
          ["classWeights", Array.from({ length: environment.classes }, (_, i) => 0.5 + i)] as const,
        ]),
        parameters: new Map([...environment.parameters, ["labelSmoothing", 0.1]]),
      };
      if (!isTame([derived.root, derived.gradient], full)) return;
      compared++;
      const [denseValue, denseGradient] = interpret([derived.root, derived.gradient], full);
      const [value, atLabel, elsewhere] = interpret(forms, full);
      const { batch, classes } = full;
      expect(differences(spread(value, batch), spread(denseValue, batch), TOLERANCE)).toEqual([]);
      expect(
        differences(writtenOut(atLabel, elsewhere, full), spread(denseGradient, batch * classes), TOLERANCE),
      ).toEqual([]);
    }),
    { seed: 41, numRuns: RUNS },
  );
  expect(compared).toBeGreaterThan(RUNS / 8);
});

function labelForms(text: string, features: Features = {}): readonly Node[] {
  const derived = derive(lowerText(text), features);
  const roots = gated([derived.root, derived.gradient], derived, { forSpeed: false });
  const labels = specializeToLabels(derived, [roots[0], roots[1]])!;
  return [labels.root, labels.gradient.atLabel, labels.gradient.elsewhere];
}

const readsOf = (roots: readonly Node[]) => topological(roots).filter(({ op }) => op === "at_label");

describe("cross-entropy for integer labels", () => {
  test("reads one element of p per example and reduces nothing", () => {
    const [root, atLabel, elsewhere] = labelForms("loss ce(y: target, p: probs) = -sum(y * log(p))");
    expect(readsOf([root]).map((node) => formula(node))).toEqual(["p[label]"]);
    expect(
      topological([root, atLabel, elsewhere]).filter(({ op }) => isReduce(op) || op.startsWith("others_")),
    ).toEqual([]);
    expect(formula(elsewhere)).toBe("0");
  });

  test("from logits reduces once, over z itself", () => {
    const forms = labelForms("loss ce(y: target, p: probs) = -sum(y * log(p))", { fromLogits: true });
    const reductions = topological(forms).filter(({ op }) => isReduce(op) || op.startsWith("others_"));
    expect(reductions.map((node) => formula(node))).toEqual(["logsumexp(pLogits)"]);
    expect(readsOf(forms)).toHaveLength(1);
  });

  test("focal loss reads p at the label alone", () => {
    const forms = labelForms(`loss focal(y: target, p: probs; gamma = 2 in [0, 10]) {
      let pt = sum(y * p)
      return -(1 - pt)^gamma * log(pt)
    }`);
    expect(readsOf(forms).map((node) => formula(node))).toEqual(["p[label]"]);
    expect(formula(forms[2])).toBe("0");
  });
});

describe("gates", () => {
  const gateAll = (text: string, forSpeed: boolean) => {
    const derived = derive(lowerText(text));
    return {
      plain: [derived.root, derived.gradient],
      roots: gated([derived.root, derived.gradient], derived, { forSpeed }),
    };
  };

  test("change nothing where all is finite", () => {
    let compared = 0;
    fc.assert(
      fc.property(arbitraryLoss({ kinds: ["probs", "logits"] }), fc.boolean(), ({ text, environment }, forSpeed) => {
        const { plain, roots } = gateAll(text, forSpeed);
        expect(verify(roots)).toEqual([]);
        const before = interpret(plain, environment);
        const after = interpret(roots, environment);
        if (!interpret(topological(plain), environment).every((values) => Array.from(values).every(Number.isFinite)))
          return;
        compared++;
        before.forEach((values, i) => {
          expect(differences(after[i], values, { relative: 0, absolute: 0 })).toEqual([]);
        });
      }),
      { seed: 42, numRuns: RUNS },
    );
    expect(compared).toBeGreaterThan(RUNS / 2);
  });

  const absent: Environment = {
    batch: 1,
    classes: 3,
    inputs: new Map([
      ["y", [1, 0, 0]],
      ["p", [0.6, 0.4, 0]],
    ]),
    parameters: new Map(),
  };

  test.each([
    ["loss ce(y: target, p: probs) = -sum(y * log(p))", -Math.log(0.6), [-1 / 0.6, 0, 0]],
    ["loss kl(y: target, p: probs) = sum(y * (log(y) - log(p)))", -Math.log(0.6), [-1 / 0.6, 0, 0]],
    ["loss chi(y: target, p: probs) = sum(y^2 / p)", 1 / 0.6, [-1 / 0.36, 0, 0]],
    ["loss weighted(y: target, p: probs) = sum(y * (p - log(p)))", 0.6 - Math.log(0.6), [1 - 1 / 0.6, 0, 0]],
  ])("0 log 0 is 0: %s", (text, value, gradient) => {
    const { roots } = gateAll(text, false);
    const [values, gradients] = interpret(roots, absent);
    expect(isClose(values[0], value, TOLERANCE), `${values[0]}`).toBe(true);
    expect(differences(spread(gradients, 3), gradient, TOLERANCE)).toEqual([]);
  });
});
