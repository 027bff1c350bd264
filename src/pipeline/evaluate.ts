/** Evaluation through the reference interpreter: from arrays and options to a loss and its gradient in float64. */

import { type DerivedLoss, gated } from "../codegen/derived.ts";
import { interpret } from "../ir/interpret.ts";
import { inputLeaf, parameterLeaf } from "../ir/lower.ts";
import type { Node } from "../ir/node.ts";
import {
  type BatchShape,
  batchShape,
  checkLabels,
  checkLength,
  expectedLength,
  LossArgumentError,
  parameterValues,
} from "./arguments.ts";

export type Reduction = "mean" | "sum" | "none";

/** What a caller may ask for beyond labels and predictions. */
export interface EvaluateOptions {
  /** Number of classes; left out, `p` is one example. */
  readonly classes?: number;
  /** Values of the loss's parameters; the others keep their defaults. */
  readonly params?: Readonly<Record<string, number>>;
  /** Over the batch; `mean` by default. */
  readonly reduction?: Reduction;
  /** Values of inputs beyond the labels and the prediction, by name. */
  readonly inputs?: Readonly<Record<string, ArrayLike<number>>>;
  /** `p` holds logits; the loss sees their softmax. */
  readonly fromLogits?: boolean;
  /** In [0, 1]: y becomes (1 - s) y + s / classes. */
  readonly labelSmoothing?: number;
  /** [classes]: an example counts by the weight of its class. */
  readonly classWeights?: ArrayLike<number>;
  /** [batch]. */
  readonly exampleWeights?: ArrayLike<number>;
  /** Examples of this class count for nothing, in the mean's count too. */
  readonly ignoreIndex?: number;
}

export interface Evaluation<Loss = number> {
  /** The reduced loss; with reduction `none`, one number per example. */
  readonly loss: Loss;
  /** d loss / d p, of `p`'s length; with reduction `none`, each example's own. */
  readonly grad: Float64Array;
  /** d loss / d parameter, by name. */
  readonly paramGrads: Readonly<Record<string, number>>;
}

const ONE_HOT = 1;

function isIgnored(
  target: ArrayLike<number> | undefined,
  example: number,
  { classes }: BatchShape,
  ignoreIndex: number | undefined,
): boolean {
  return ignoreIndex !== undefined && target !== undefined && target[example * classes + ignoreIndex] === ONE_HOT;
}

/** One-hot rows of integer labels; an ignored label outside the classes becomes a row of zeros, marked. */
export function oneHot(
  labels: ArrayLike<number>,
  shape: BatchShape,
  ignoreIndex: number | undefined,
): { rows: Float64Array; ignored: boolean[] } {
  checkLabels(labels, shape, ignoreIndex);
  const rows = new Float64Array(shape.batch * shape.classes);
  const ignored: boolean[] = [];
  for (let i = 0; i < shape.batch; i++) {
    ignored.push(labels[i] === ignoreIndex);
    if (!ignored[i]) rows[i * shape.classes + labels[i]] = 1;
  }
  return { rows, ignored };
}

/** The values of a per-example node for an example, also where it is narrower. */
const at = (values: ArrayLike<number>, index: number): number => (values.length === 1 ? values[0] : values[index]);

function inputValues(
  derived: DerivedLoss,
  y: ArrayLike<number>,
  p: ArrayLike<number>,
  options: EvaluateOptions,
  shape: BatchShape,
): Map<string, ArrayLike<number>> {
  const values = new Map<string, ArrayLike<number>>();
  const { target } = derived.loss;
  for (const input of derived.inputs) {
    const { name, inputKind } = inputLeaf(input);
    const [argument, given] = argumentOf(input, target, derived.prediction, name, inputKind, y, p, options);
    if (given === undefined) throw new LossArgumentError(argument, "is missing");
    checkLength(argument, given, expectedLength(input, shape));
    values.set(name, given);
  }
  return values;
}

function argumentOf(
  input: Node,
  target: Node | undefined,
  prediction: Node,
  name: string,
  kind: string,
  y: ArrayLike<number>,
  p: ArrayLike<number>,
  options: EvaluateOptions,
): [argument: string, values: ArrayLike<number> | undefined] {
  if (input === prediction) return ["p", p];
  if (input === target) return ["y", y];
  if (kind === "class-weights") return ["classWeights", options.classWeights];
  if (name === "exampleWeights" && options.exampleWeights !== undefined)
    return ["exampleWeights", options.exampleWeights];
  const inputs = options.inputs ?? {};
  return [`inputs.${name}`, Object.hasOwn(inputs, name) ? inputs[name] : undefined];
}

export function evaluate(
  derived: DerivedLoss,
  y: ArrayLike<number>,
  p: ArrayLike<number>,
  options: EvaluateOptions,
  ignored: readonly boolean[] = [],
): Evaluation<number | Float64Array> {
  const shape = batchShape(derived.prediction, p.length, options.classes, "p");
  const { batch, classes } = shape;
  const { ignoreIndex, reduction = "mean" } = options;
  if (
    ignored.length === 0 &&
    ignoreIndex !== undefined &&
    !(Number.isInteger(ignoreIndex) && ignoreIndex >= 0 && ignoreIndex < classes)
  ) {
    throw new LossArgumentError("ignoreIndex", `is ${ignoreIndex}, not a class index below ${classes}`);
  }
  const inputs = inputValues(derived, y, p, options, shape);
  const parameters = parameterValues(derived, options.params ?? {}, options.labelSmoothing);
  const roots = [
    ...gated([derived.root, derived.gradient], derived, { forSpeed: false }),
    ...derived.parameterGradients,
  ];
  const [value, gradient, ...byParameter] = interpret(roots, { batch, classes, inputs, parameters });

  const counts = Array.from({ length: batch }, (_, i) => !(ignored[i] ?? isIgnored(y, i, shape, ignoreIndex)));
  const counted = counts.filter(Boolean).length;
  const scale = reduction === "mean" ? 1 / Math.max(counted, 1) : 1;
  const losses = Float64Array.from({ length: batch }, (_, i) => (counts[i] ? at(value, i) : 0));
  const perExample = p.length / batch;
  const isNarrow = gradient.length !== p.length;
  const grad = Float64Array.from({ length: p.length }, (_, i) => {
    const example = Math.floor(i / perExample);
    return counts[example] ? scale * (isNarrow ? at(gradient, example) : gradient[i]) : 0;
  });
  const total = (values: ArrayLike<number>): number =>
    counts.reduce((sum, isCounted, i) => (isCounted ? sum + at(values, i) : sum), 0);
  const paramGrads = Object.fromEntries(
    derived.parameters.map((parameter, k) => [parameterLeaf(parameter).name, scale * total(byParameter[k])]),
  );
  return { loss: reduction === "none" ? losses : scale * total(value), grad, paramGrads };
}
