/** `lossc eval`: a loss and its gradient at given targets and predictions. */

import { LossArgumentError } from "../../pipeline/arguments.ts";
import { type CompiledLoss, UnsupportedFeature } from "../../pipeline/compile.ts";
import type { EvaluateOptions, Evaluation, Reduction } from "../../pipeline/evaluate.ts";
import { inputFailure, usageFailure } from "../failure.ts";
import { print, printJson } from "../output.ts";
import { oneLoss } from "../sources.ts";
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
  const settings = evaluateOptions(options);
  try {
    if (options.labels !== undefined)
      return loss.lossAndGradFromLabels(parseNumbers(options.labels, "--labels"), p, settings);
    return loss.lossAndGrad(options.y === undefined ? [] : parseNumbers(options.y, "--y"), p, settings);
  } catch (error) {
    if (error instanceof LossArgumentError || error instanceof UnsupportedFeature) throw inputFailure(error.message);
    throw error;
  }
}

const numbers = (values: ArrayLike<number>): string => Array.from(values, String).join(", ");

export function run(file: string, options: EvalOptions): void {
  if (options.y !== undefined && options.labels !== undefined)
    throw usageFailure("--y and --labels exclude each other");
  const loss = oneLoss(file, options);
  const result = evaluateAt(loss, options);
  const paramGrads = Object.entries(result.paramGrads);
  if (options.json) {
    printJson({ name: loss.name, ...result });
    return;
  }
  print(`${loss.name} = ${typeof result.loss === "number" ? result.loss : numbers(result.loss)}`);
  print(`gradient = ${numbers(result.grad)}`);
  for (const [name, value] of paramGrads) print(`d/d ${name} = ${value}`);
}
