/** Losses as curves: a compiled loss over the predicted probability of the true class, or over the prediction of a value. */

import { extent, max } from "d3-array";
import type { CompiledLoss } from "../pipeline/compile.ts";
import type { Curve } from "./figure/figure.ts";

/** What the horizontal axis is: losses of different axes do not go into one figure. */
export type CurveAxis = "probability" | "value";

export interface CurveSettings {
  /** At least 2; the wrong classes share what the true one leaves. */
  readonly classes: number;
  readonly points: number;
  /**
   * The form alone, as for a network that is trained by Adam neither a constant nor a factor counts: each loss from 0 to 1, and
   * each gradient, by the true class's logit (by the prediction, for a value), divided by its largest magnitude.
   */
  readonly scaled?: boolean;
  readonly params: Readonly<Record<string, number>>;
}

/** What the vertical axes of scaled curves are. */
export const SCALED_LABELS: Readonly<
  Record<CurveAxis, { readonly lossLabel: string; readonly gradientLabel: string }>
> = {
  probability: { lossLabel: "loss, scaled to 0 ... 1", gradientLabel: "∂ loss / ∂ logit, scaled" },
  value: { lossLabel: "loss, scaled to 0 ... 1", gradientLabel: "∂ loss / ∂ prediction, scaled" },
};

export const AXIS_LABELS: Readonly<Record<CurveAxis, string>> = {
  probability: "predicted probability of the true class",
  value: "prediction, for a target of 0",
};

/** How far predictions of a value go either way. */
const VALUE_REACH = 3;

/** The kind of a loss's prediction. */
function predictionKind(loss: CompiledLoss): "probs" | "logits" | "value" {
  for (const { kind } of loss.inputs) if (kind === "probs" || kind === "logits") return kind;
  return "value";
}

export const curveAxis = (loss: CompiledLoss): CurveAxis =>
  predictionKind(loss) === "value" ? "value" : "probability";

/** Why a loss has no curve, in words; `undefined` if it has one. */
export function curveProblem(loss: CompiledLoss): string | undefined {
  const kinds = loss.inputs.map((input) => input.kind).filter((kind) => kind !== "weight");
  if (kinds.length <= 2) return undefined;
  return `has ${kinds.length} inputs; a curve needs a target and a prediction alone`;
}

/** The prediction of an example that gives the true class, the first, probability x. */
function probabilities(x: number, classes: number): number[] {
  return [x, ...Array.from({ length: classes - 1 }, () => (1 - x) / (classes - 1))];
}

/** Logits whose softmax that is: 0 for every wrong class. */
function logits(x: number, classes: number): number[] {
  return [Math.log((x * (classes - 1)) / (1 - x)), ...Array.from({ length: classes - 1 }, () => 0)];
}

function unitInputs(loss: CompiledLoss): Record<string, number[]> {
  return Object.fromEntries(loss.inputs.filter((input) => input.kind === "weight").map((input) => [input.name, [1]]));
}

/** The middles of equal parts of (low, high): no point lies on an end, where losses may be infinite. */
export function midpoints(low: number, high: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => low + ((i + 0.5) / count) * (high - low));
}

/** Loss, and gradient by the prediction for the true class (by the prediction itself, for a value). */
export function lossCurve(loss: CompiledLoss, settings: CurveSettings): Curve {
  const kind = predictionKind(loss);
  const known = new Set(loss.parameters.map((parameter) => parameter.name));
  const params = Object.fromEntries(Object.entries(settings.params).filter(([name]) => known.has(name)));
  const inputs = unitInputs(loss);
  const x = kind === "value" ? midpoints(-VALUE_REACH, VALUE_REACH, settings.points) : midpoints(0, 1, settings.points);
  const evaluateAt = (at: number): { loss: number; grad: Float64Array } => {
    if (kind === "value") return loss.lossAndGrad([0], [at], { params, inputs, classes: 1 });
    const p = kind === "logits" ? logits(at, settings.classes) : probabilities(at, settings.classes);
    const y = p.map((_, i) => (i === 0 ? 1 : 0));
    return loss.lossAndGrad(y, p, { params, inputs, classes: settings.classes });
  };
  const results = Array.from(x, evaluateAt);
  const curve = { label: loss.name, x, loss: results.map((result) => result.loss) };
  if (!settings.scaled) return { ...curve, gradient: results.map(({ grad }) => grad[0]!) };
  const byLogit = results.map(({ grad }, i) =>
    kind === "probs" ? throughSoftmax(grad, probabilities(x[i]!, settings.classes)) : grad[0]!,
  );
  const most = max(byLogit.filter(Number.isFinite), Math.abs) ?? 0;
  return {
    ...curve,
    loss: curve.loss.map(unitScale(curve.loss)),
    gradient: byLogit.map((value) => (most > 0 ? value / most : value)),
  };
}

/** The gradient by the first logit, of the gradient by the probabilities p of a softmax: p_1 (g_1 - sum_k p_k g_k). */
function throughSoftmax(grad: ArrayLike<number>, p: readonly number[]): number {
  return p[0]! * (grad[0]! - p.reduce((sum, pk, k) => sum + pk * grad[k]!, 0));
}

/** Takes values to 0 ... 1; where all are alike, as they are. */
export function unitScale(values: readonly number[]): (value: number) => number {
  const [least = 0, most = 0] = extent(values.filter(Number.isFinite));
  return (value) => (most > least ? (value - least) / (most - least) : value);
}
