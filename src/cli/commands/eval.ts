/** `lossc eval`: a loss and its gradient at given targets and predictions. */

import { inputLeaf } from "../../ir/lower.ts";
import type { Node } from "../../ir/node.ts";
import type { CompiledLoss } from "../../pipeline/compile.ts";
import type { EvaluateOptions, Evaluation, Reduction } from "../../pipeline/evaluate.ts";
import { withOptionNames } from "../argument-errors.ts";
import { inputFailure, usageFailure } from "../failure.ts";
import { diagnosticsJson, print, printJson } from "../output.ts";
import { listed, oneLoss } from "../sources.ts";
import { parseCount, parseNumber, parseNumbers, parsePairs, parseParameters } from "../values.ts";

export interface EvalOptions {
  readonly y?: string;
  readonly labels?: string;
  readonly p: string;
  readonly classes?: string;
  readonly param?: readonly string[];
  readonly input?: readonly string[];
  readonly reduction: string;
  readonly fromLogits?: boolean;
  readonly labelSmoothing?: string;
  readonly classWeights?: string;
  readonly exampleWeights?: string;
  readonly ignoreIndex?: string;
  readonly loss?: string;
  readonly json?: boolean;
}

const REDUCTIONS: readonly Reduction[] = ["mean", "sum", "none"];

function evaluateOptions(options: EvalOptions): EvaluateOptions {
  const reduction = REDUCTIONS.find((name) => name === options.reduction);
  if (reduction === undefined)
    throw usageFailure(`unknown reduction ${options.reduction}`, `--reduction takes ${REDUCTIONS.join(", ")}`);
  const inputs = parsePairs(options.input ?? [], "--input").map(
    ([name, value]) => [name, parseNumbers(value, `--input ${name}`)] as const,
  );
  return {
    reduction,
    params: parseParameters(options.param),
    inputs: Object.fromEntries(inputs),
    ...(options.classes === undefined ? {} : { classes: parseCount(options.classes, "--classes") }),
    ...(options.fromLogits === undefined ? {} : { fromLogits: options.fromLogits }),
    ...(options.labelSmoothing === undefined
      ? {}
      : { labelSmoothing: parseNumber(options.labelSmoothing, "--label-smoothing") }),
    ...(options.classWeights === undefined
      ? {}
      : { classWeights: parseNumbers(options.classWeights, "--class-weights") }),
    ...(options.exampleWeights === undefined
      ? {}
      : { exampleWeights: parseNumbers(options.exampleWeights, "--example-weights") }),
    ...(options.ignoreIndex === undefined ? {} : { ignoreIndex: parseNumber(options.ignoreIndex, "--ignore-index") }),
  };
}

function evaluateAt(loss: CompiledLoss, options: EvalOptions): Evaluation<number | Float64Array> {
  const p = parseNumbers(options.p, "--p");
  const labels = options.labels === undefined ? undefined : parseNumbers(options.labels, "--labels");
  const y = options.y === undefined ? undefined : parseNumbers(options.y, "--y");
  const settings = evaluateOptions(options);
  const { target, prediction } = loss.derive().loss;
  const others = loss.inputs.filter(
    ({ name }) => ![target, prediction].some((input) => input && nameOf(input) === name),
  );
  for (const name of Object.keys(settings.inputs ?? {})) {
    if (!others.some((other) => other.name === name))
      throw inputFailure(
        `--input ${name} is unknown`,
        others.length > 0 ? `the loss has ${listed(others)}` : "the loss has no inputs beyond --y and --p",
      );
  }
  return withOptionNames(() => {
    if (labels !== undefined) return loss.lossAndGradFromLabels(labels, p, settings);
    if (y === undefined && target !== undefined && target !== prediction)
      throw inputFailure(`--y is missing: values of \`${nameOf(target)}\``);
    return loss.lossAndGrad(y ?? [], p, settings);
  });
}

const nameOf = (input: Node): string => inputLeaf(input).name;

const numbers = (values: ArrayLike<number>): string => Array.from(values, String).join(", ");

export function run(file: string, options: EvalOptions): void {
  if (options.y !== undefined && options.labels !== undefined)
    throw usageFailure("--y and --labels exclude each other");
  const { loss, diagnostics } = oneLoss(file, options);
  const result = evaluateAt(loss, options);
  const paramGrads = Object.entries(result.paramGrads);
  if (options.json) {
    printJson({ name: loss.name, ...result, diagnostics: diagnosticsJson(diagnostics) });
    return;
  }
  print(`${loss.name} = ${typeof result.loss === "number" ? result.loss : numbers(result.loss)}`);
  print(`gradient = ${numbers(result.grad)}`);
  for (const [name, value] of paramGrads) print(`d/d ${name} = ${value}`);
}
