/** A compiled loss goes in; how it looks for two classes comes out: the phenotype of Morgan & Hougen (2024) and the gradient. */

import type { CompiledLoss } from "../../pipeline/compile.ts";
import { curveAxis, curveProblem, unitScale } from "../curves.ts";
import { latex, lossEquation } from "../latex.ts";
import type { Equation, LossCurves } from "./data.ts";

const EPS = 1e-7;
const POINTS = 240;
/** Where the close view begins. */
export const NEAR = 0.95;

/** Ends included. */
const line = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low + (i / (count - 1)) * (high - low)));

interface Point {
  readonly loss: number;
  readonly slope: number;
  readonly pull: number;
}

/** With q for the true class and 1 - q for the other: L, dL/dq by the true class alone, and dL/dz of its logit, q (1 - q) (L_1 - L_2). */
function pointAt(loss: CompiledLoss, q: number): Point {
  const { loss: value, grad } = loss.lossAndGrad([1, 0], [q, 1 - q], { classes: 2 });
  return { loss: value, slope: grad[0]!, pull: q * (1 - q) * (grad[0]! - grad[1]!) };
}

/** Nothing for losses of values, or of more than labels and predictions, which have no such curve. */
export function lossCurves(name: string, loss: CompiledLoss): LossCurves | undefined {
  if (curveAxis(loss) !== "probability" || curveProblem(loss) !== undefined) return undefined;
  if (loss.inputs.some(({ kind }) => kind !== "target" && kind !== "probs")) return undefined;
  const yhat = line(EPS, 1 - EPS, POINTS);
  const near = line(NEAR, 1 - EPS, POINTS / 2);
  const points = yhat.map((q) => pointAt(loss, q));
  const scaled = unitScale(points.map((point) => point.loss));
  return {
    name,
    yhat,
    phenotype: points.map((point) => scaled(point.loss)),
    slope: points.map(({ slope }) => slope),
    pull: points.map(({ pull }) => pull),
    near: { yhat: near, phenotype: near.map((q) => scaled(pointAt(loss, q).loss)) },
  };
}

export function equationOf(name: string, loss: CompiledLoss, program: string): Equation {
  const derived = loss.derive();
  return {
    name,
    formula: loss.formula,
    latex: lossEquation(name, derived),
    derivation: latex(name, derived),
    program,
  };
}
