/** The curves of several losses go in; figures of phenotypes, of the same close to 1, and of gradients come out. */

import { drawLines } from "../chart/lines.ts";
import { NEAR } from "../curves.ts";
import type { LossCurves } from "../data.ts";
import type { FigureBlock } from "../document.ts";

const WHOLE = { xRange: [0, 1] } as const;
const X_LABEL = "predicted probability ŷ of the true class";

/** To a largest magnitude of 1: losses of one scale hide those of another. */
function scaled(values: readonly number[]): number[] {
  const largest = Math.max(...values.map(Math.abs).filter(Number.isFinite));
  return values.map((value) => (largest > 0 ? value / largest : value));
}

export async function curveFigures(curves: readonly LossCurves[], id: string): Promise<FigureBlock[]> {
  if (curves.length === 0) return [];
  const series = (x: (one: LossCurves) => readonly number[], y: (one: LossCurves) => readonly number[]) =>
    curves.map((one) => ({ label: one.name, x: x(one), y: y(one) }));
  const against = curves.some(({ name }) => name === "cross_entropy") ? ", against cross-entropy" : "";
  const panel = { title: "", xLabel: X_LABEL } as const;
  return [
    {
      kind: "figure",
      id: `${id}-phenotypes`,
      title: `Binary phenotypes${against}`,
      caption: [
        "The loss of two classes over the probability of the true one, on a scale from its least to its largest value.",
      ],
      drawing: await drawLines(
        {
          ...panel,
          yLabel: "loss, scaled to 0 … 1",
          series: series(
            (one) => one.yhat,
            (one) => one.phenotype,
          ),
          yRange: [0, 1],
        },
        WHOLE,
      ),
    },
    {
      kind: "figure",
      id: `${id}-phenotypes-near-1`,
      title: "Binary phenotypes near ŷ → 1",
      caption: ["The same for predictions that are nearly right, where losses differ in how hard they push on."],
      drawing: await drawLines(
        {
          ...panel,
          yLabel: "loss, scaled to 0 … 1",
          series: series(
            (one) => one.near.yhat,
            (one) => one.near.phenotype,
          ),
          yRange: "robust",
        },
        { xRange: [NEAR, 1] },
      ),
    },
    {
      kind: "figure",
      id: `${id}-gradients`,
      title: "Gradient by the prediction",
      caption: ["The derivative by the probability of the true class; values far beyond the others are cut."],
      drawing: await drawLines(
        {
          ...panel,
          yLabel: "∂L / ∂ŷ",
          series: series(
            (one) => one.yhat,
            (one) => one.slope,
          ),
          yRange: "robust",
        },
        WHOLE,
      ),
    },
    {
      kind: "figure",
      id: `${id}-pulls`,
      title: "Gradient by the logit",
      caption: [
        "What trains the network, with two classes: the derivative by the true class's logit, through softmax. Each loss is divided by its largest magnitude, as optimizers such as Adam are blind to scale.",
      ],
      drawing: await drawLines(
        {
          ...panel,
          yLabel: "∂L / ∂z, scaled",
          series: series(
            (one) => one.yhat,
            (one) => scaled(one.pull),
          ),
          yRange: "robust",
        },
        WHOLE,
      ),
    },
  ];
}
