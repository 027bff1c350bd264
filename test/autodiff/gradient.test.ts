/** Gradients of random losses against finite differences of the loss as it was written, before any rewriting. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { differentiate } from "../../src/autodiff/differentiate.ts";
import { interpret } from "../../src/ir/interpret.ts";
import type { Node } from "../../src/ir/node.ts";
import { compose, type Features } from "../../src/pipeline/options.ts";
import { derive } from "../../src/pipeline/passes.ts";
import { createSimplifier, simplify } from "../../src/rewrite/simplifier.ts";
import { arbitraryLoss, lowerText } from "../support/arbitrary-loss.ts";
import { inputSlopes, isSharp, parameterSlopes, spread, strays } from "../support/slopes.ts";
import { isTame } from "../support/tame.ts";

const RUNS = 2000;

test("with respect to the prediction", () => {
  let compared = 0;
  fc.assert(
    fc.property(arbitraryLoss(), ({ text, environment }) => {
      const loss = lowerText(text);
      if (!isTame([loss.root], environment)) return;
      const { gradient } = derive(loss);
      const estimates = inputSlopes(loss.root, "p", environment);
      if (!isSharp(estimates)) return;
      compared++;
      const [values] = interpret([gradient], environment);
      expect(strays(spread(values, estimates.length), estimates)).toEqual([]);
    }),
    { seed: 11, numRuns: RUNS },
  );
  expect(compared).toBeGreaterThan(RUNS / 3);
});

test("with respect to the parameters", () => {
  let compared = 0;
  fc.assert(
    fc.property(arbitraryLoss(), ({ text, environment }) => {
      const loss = lowerText(text);
      if (!isTame([loss.root], environment)) return;
      const { parameters, parameterGradients } = derive(loss);
      parameters.forEach((parameter, i) => {
        const { leaf } = parameter;
        if (leaf?.kind !== "parameter") throw new Error("a parameter is no parameter");
        const estimates = parameterSlopes(loss.root, leaf.name, environment);
        if (!isSharp(estimates)) return;
        const [values] = interpret([parameterGradients[i]], environment);
        compared++;
        expect(strays(spread(values, environment.batch), estimates)).toEqual([]);
      });
    }),
    { seed: 12, numRuns: RUNS / 2 },
  );
  expect(compared).toBeGreaterThan(RUNS / 2);
});

const FEATURES: readonly Features[] = [
  { fromLogits: true },
  { fromLogits: true, labelSmoothing: true },
  { classWeights: true, exampleWeights: true },
  { fromLogits: true, labelSmoothing: true, classWeights: true, exampleWeights: true },
];

test("with options composed in, against the composition of the loss as written", () => {
  let compared = 0;
  fc.assert(
    fc.property(
      arbitraryLoss({ kinds: ["probs"] }),
      fc.constantFrom(...FEATURES),
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      ({ text, environment }, features, smoothing) => {
        const loss = lowerText(text);
        const written = compose(loss, features);
        const { leaf } = written.prediction;
        if (leaf?.kind !== "input") throw new Error("a prediction is no input");
        const full = {
          ...environment,
          inputs: new Map([
            ...environment.inputs,
            ["pLogits", Array.from(environment.inputs.get("p")!, (x, i) => 3 * x - (i % 2))] as const,
            ["classWeights", Array.from({ length: environment.classes }, (_, i) => 0.5 + 0.3 * i)] as const,
            ["exampleWeights", Array.from({ length: environment.batch }, (_, i) => 1.5 - i)] as const,
          ]),
          parameters: new Map([...environment.parameters, ["labelSmoothing", smoothing]]),
        };
        if (!isTame([written.root], full)) return;
        const derived = derive(loss, features);
        const estimates = inputSlopes(written.root, leaf.name, full);
        if (!isSharp(estimates)) return;
        compared++;
        const [values] = interpret([derived.gradient], full);
        expect(strays(spread(values, estimates.length), estimates)).toEqual([]);
      },
    ),
    { seed: 13, numRuns: RUNS / 2 },
  );
  expect(compared).toBeGreaterThan(RUNS / 8);
});

/** grad (grad L . v): the Hessian of the example's loss times v. */
function hessianTimes(root: Node, prediction: Node, vector: Node, graph: ReturnType<typeof lowerText>["graph"]) {
  const simplifier = createSimplifier(graph);
  const [simplified] = simplify([root], graph);
  const [gradient] = differentiate(simplified, [prediction], simplifier);
  const along = simplifier.apply("reduce_sum", [simplifier.apply("mul", [gradient, vector])]);
  const [product] = differentiate(simplify([along], graph)[0], [prediction], simplifier);
  return { along, product };
}

test("twice: the Hessian times a vector, against finite differences of the gradient", () => {
  let compared = 0;
  fc.assert(
    // The partials of `digamma` end at its second derivative.
    fc.property(arbitraryLoss({ kinds: ["probs", "logits"], without: ["digamma"] }), ({ text, environment }) => {
      const { graph, root, prediction } = lowerText(text);
      if (!isTame([root], environment)) return;
      const vector = graph.input({ kind: "input", name: "v", inputKind: "logits" }, "per-class");
      const { along, product } = hessianTimes(root, prediction, vector, graph);
      const v = Array.from(environment.inputs.get("p")!, (_, i) => Math.sin(i + 1));
      const full = { ...environment, inputs: new Map([...environment.inputs, ["v", v] as const]) };
      // The gradient may have kinks where the loss has none.
      if (!isTame([along], full)) return;
      const estimates = inputSlopes(along, "p", full);
      if (!isSharp(estimates)) return;
      compared++;
      const [values] = interpret([product], full);
      expect(strays(spread(values, estimates.length), estimates)).toEqual([]);
    }),
    { seed: 14, numRuns: RUNS / 2 },
  );
  expect(compared).toBeGreaterThan(RUNS / 8);
});
