/** The checks of what a caller passes to a compiled loss: every mistake is an error that names the argument. */

import type { ParameterRange } from "../check/checked.ts";
import { inRange, rangeText } from "../check/parameters.ts";
import { inputLeaf, parameterLeaf } from "../ir/lower.ts";
import type { Node } from "../ir/node.ts";
import type { ComposedLoss } from "./options.ts";

/** An argument that a loss cannot be evaluated with; `argument` names it as the caller wrote it. */
export class LossArgumentError extends RangeError {
  override readonly name = "LossArgumentError";
  readonly argument: string;
  constructor(argument: string, problem: string) {
    super(`${argument} ${problem}`);
    this.argument = argument;
  }
}

export function checkParameter(
  leaf: { readonly name: string; readonly range: ParameterRange | undefined },
  value: unknown,
  argument: string,
): number {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new LossArgumentError(argument, `is ${String(value)}, not a finite number`);
  const { range } = leaf;
  if (range === undefined || inRange(value, range)) return value;
  throw new LossArgumentError(argument, `is ${value}, outside ${rangeText(range)}`);
}

/** The parameters' values: those given, checked, over their defaults. */
export function parameterValues(
  composed: ComposedLoss,
  given: Readonly<Record<string, number>>,
  labelSmoothing: number | undefined,
): Map<string, number> {
  const values = new Map<string, number>();
  const leaves = composed.parameters.map(parameterLeaf);
  for (const name of Object.keys(given)) {
    if (leaves.some((leaf) => leaf.name === name)) continue;
    const known = leaves.map((leaf) => `\`${leaf.name}\``).join(", ");
    throw new LossArgumentError(
      `params.${name}`,
      known === "" ? "is unknown: the loss has no parameters" : `is unknown: the loss has ${known}`,
    );
  }
  for (const leaf of leaves) {
    const isGiven = Object.hasOwn(given, leaf.name);
    values.set(leaf.name, isGiven ? checkParameter(leaf, given[leaf.name], `params.${leaf.name}`) : leaf.defaultValue);
  }
  if (labelSmoothing !== undefined) {
    values.set(
      "labelSmoothing",
      checkParameter(
        { name: "labelSmoothing", range: { low: 0, high: 1, lowOpen: false, highOpen: false } },
        labelSmoothing,
        "labelSmoothing",
      ),
    );
  }
  return values;
}

export interface BatchShape {
  readonly batch: number;
  readonly classes: number;
}

/** How many examples and classes a prediction of that length holds. */
export function batchShape(
  prediction: Node,
  length: number,
  classes: number | undefined,
  argument: string,
): BatchShape {
  if (length === 0) throw new LossArgumentError(argument, "is an empty batch");
  if (classes !== undefined && !(Number.isInteger(classes) && classes >= 1)) {
    throw new LossArgumentError("classes", `is ${classes}, not a whole number of at least 1`);
  }
  if (prediction.shape !== "per-class") return { batch: length, classes: classes ?? 1 };
  const count = classes ?? length;
  if (length % count !== 0)
    throw new LossArgumentError(argument, `has ${length} numbers, which is no multiple of ${count} classes`);
  return { batch: length / count, classes: count };
}

export function checkLength(argument: string, values: ArrayLike<number>, expected: number): void {
  if (values.length !== expected)
    throw new LossArgumentError(argument, `has ${values.length} numbers where ${expected} are expected`);
}

/** How many numbers an input of a batch has. */
export function expectedLength(input: Node, { batch, classes }: BatchShape): number {
  if (inputLeaf(input).inputKind === "class-weights") return classes;
  return input.shape === "per-class" ? batch * classes : batch;
}

export function checkLabels(
  labels: ArrayLike<number>,
  { batch, classes }: BatchShape,
  ignoreIndex: number | undefined,
): void {
  checkLength("labels", labels, batch);
  for (let i = 0; i < batch; i++) {
    const label = labels[i];
    if (label === ignoreIndex) continue;
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new LossArgumentError("labels", `has ${label} at ${i}, not a class index below ${classes}`);
    }
  }
}
