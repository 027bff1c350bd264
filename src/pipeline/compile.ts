/** The public compiler: from the text of a `.loss` file to losses that can be evaluated and emitted, with all diagnostics. */

import { checkSource } from "../check/check-source.ts";
import type { CheckedLoss, ParameterRange } from "../check/checked.ts";
import type { LoadSource } from "../check/imports.ts";
import { classTarget, type DerivedLoss } from "../codegen/derived.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type LoweredLoss, lower } from "../ir/lower.ts";
import { formula } from "../ir/print.ts";
import type { InputKind } from "../syntax/ast.ts";
import { batchShape, LossArgumentError } from "./arguments.ts";
import { type EvaluateOptions, type Evaluation, evaluate, oneHot } from "./evaluate.ts";
import { FEATURE_NAMES, type Features, unsupported } from "./options.ts";
import { DIRECTION, derive, deriveHessianVector } from "./passes.ts";
import { type EmitOptions, TARGETS, type TargetName } from "./targets.ts";

export interface CompileOptions {
  /** For diagnostics, and what imports are relative to; `input.loss` by default. */
  readonly fileName?: string;
  /** Gives the text of an imported file; without it, imports are not found. */
  readonly load?: LoadSource;
}

/** A loss that has been checked; its derivatives are taken on first use. */
export interface CompiledLoss {
  readonly name: string;
  readonly doc: string;
  readonly inputs: readonly { readonly name: string; readonly kind: InputKind }[];
  readonly parameters: readonly {
    readonly name: string;
    readonly defaultValue: number;
    readonly range: ParameterRange | undefined;
  }[];
  /** The simplified loss of one example, in lossc's syntax. */
  readonly formula: string;
  /** Its derivative by the prediction. */
  readonly gradientFormula: string;
  /**
   * Loss and gradient in float64. `y` and `p` are row-major, batch x classes; `y` is ignored by a loss without labels.
   *
   * @throws LossArgumentError naming the argument, on lengths that disagree, an empty batch, a parameter that is unknown, not finite or
   * out of range.
   */
  lossAndGrad(
    y: ArrayLike<number>,
    p: ArrayLike<number>,
    options: EvaluateOptions & { readonly reduction: "none" },
  ): Evaluation<Float64Array>;
  lossAndGrad(y: ArrayLike<number>, p: ArrayLike<number>, options?: EvaluateOptions): Evaluation;
  /** The same with one class index per example; @throws LossArgumentError also on a label out of range. */
  lossAndGradFromLabels(
    labels: ArrayLike<number>,
    p: ArrayLike<number>,
    options: EvaluateOptions & { readonly reduction: "none" },
  ): Evaluation<Float64Array>;
  lossAndGradFromLabels(labels: ArrayLike<number>, p: ArrayLike<number>, options?: EvaluateOptions): Evaluation;
  /**
   * The Hessian of the reduced loss by `p` times a direction of `p`'s length: how the gradient changes along it.
   *
   * @throws LossArgumentError as `lossAndGrad` does.
   */
  hessianVectorProduct(
    y: ArrayLike<number>,
    p: ArrayLike<number>,
    direction: ArrayLike<number>,
    options?: EvaluateOptions,
  ): Float64Array;
  /**
   * The text of a generated TypeScript module.
   *
   * @throws UnsupportedFeature, and TargetLimit where the target could only write absurd code (see `codegen/target-limit.ts`).
   */
  emit(target: TargetName, options?: Features & EmitOptions): string;
  /** Simplified value and gradient, for tools. */
  derive(features?: Features): DerivedLoss;
}

export interface Compilation {
  /** The file's losses, in its order, without those that have errors. */
  readonly losses: readonly CompiledLoss[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Asked of a loss that cannot have it, such as label smoothing without labels. */
export class UnsupportedFeature extends Error {
  override readonly name = "UnsupportedFeature";
  readonly feature: keyof Features;
  constructor(loss: string, feature: keyof Features, reason: string) {
    super(`\`${loss}\` cannot have ${feature}: ${reason}`);
    this.feature = feature;
  }
}

function featuresOf(options: EvaluateOptions): Features {
  return {
    fromLogits: options.fromLogits ?? false,
    labelSmoothing: options.labelSmoothing !== undefined,
    classWeights: options.classWeights !== undefined,
    exampleWeights: options.exampleWeights !== undefined,
  };
}

/** What every loss computes on first use; on a prototype, as V8 makes a hidden class anew for every object literal with a getter. */
const FORMULAS = {
  get formula(): string {
    return formula((this as unknown as CompiledLoss).derive().root);
  },
  get gradientFormula(): string {
    return formula((this as unknown as CompiledLoss).derive().gradient);
  },
};

function compileLoss(checked: CheckedLoss): CompiledLoss {
  const lowered: LoweredLoss = lower(checked);
  let variants: Map<string, DerivedLoss> | undefined;
  let seconds: Map<DerivedLoss, DerivedLoss> | undefined;

  let plain: DerivedLoss | undefined;

  function variant(features?: Features): DerivedLoss {
    const key = features === undefined ? "" : FEATURE_NAMES.filter((name) => features[name]).join(" ");
    if (features === undefined || key === "") {
      plain ??= derive(lowered);
      return plain;
    }
    variants ??= new Map();
    let derived = variants.get(key);
    if (derived === undefined) {
      for (const name of FEATURE_NAMES) {
        const reason = features[name] ? unsupported(lowered, name) : undefined;
        if (reason !== undefined) throw new UnsupportedFeature(lowered.name, name, reason);
      }
      derived = derive(lowered, features);
      variants.set(key, derived);
    }
    return derived;
  }

  function lossAndGrad(y: ArrayLike<number>, p: ArrayLike<number>, options: EvaluateOptions = {}): Evaluation<never> {
    return evaluate(variant(featuresOf(options)), y, p, options) as Evaluation<never>;
  }

  function lossAndGradFromLabels(
    labels: ArrayLike<number>,
    p: ArrayLike<number>,
    options: EvaluateOptions = {},
  ): Evaluation<never> {
    const derived = variant(featuresOf(options));
    if (classTarget(derived) === undefined)
      throw new LossArgumentError("labels", `cannot be used: \`${lowered.name}\` has no \`target\``);
    const classes =
      options.classes ?? (labels.length > 0 && p.length % labels.length === 0 ? p.length / labels.length : p.length);
    const shape = batchShape(derived.prediction, p.length, classes, "p");
    const { rows, ignored } = oneHot(labels, shape, options.ignoreIndex);
    return evaluate(derived, rows, p, { ...options, classes }, ignored) as Evaluation<never>;
  }

  function hessianVectorProduct(
    y: ArrayLike<number>,
    p: ArrayLike<number>,
    direction: ArrayLike<number>,
    options: EvaluateOptions = {},
  ): Float64Array {
    if (direction.length !== p.length) {
      throw new LossArgumentError("direction", `has ${direction.length} numbers where ${p.length} are expected`);
    }
    const derived = variant(featuresOf(options));
    seconds ??= new Map();
    let second = seconds.get(derived);
    if (second === undefined) {
      second = deriveHessianVector(derived);
      seconds.set(derived, second);
    }
    return evaluate(second, y, p, { ...options, inputs: { ...options.inputs, [DIRECTION]: direction } }).grad;
  }

  const members = {
    __proto__: FORMULAS,
    name: lowered.name,
    doc: lowered.doc,
    inputs: checked.inputs.map((input) => ({ name: input.name, kind: input.inputKind })),
    parameters: checked.parameters.map(({ name, defaultValue, range }) => ({ name, defaultValue, range })),
    lossAndGrad,
    lossAndGradFromLabels,
    hessianVectorProduct,
    emit: (target: TargetName, options: Features & EmitOptions = {}) => TARGETS[target].emit(variant(options), options),
    derive: variant,
  };
  return members as unknown as CompiledLoss;
}

/** Compiles a file's text. Never throws for a mistake in it: mistakes are diagnostics. */
export function compile(source: string, options: CompileOptions = {}): Compilation {
  const file = { name: options.fileName ?? "input.loss", text: source };
  const { losses, diagnostics } = checkSource(file, options.load);
  return { losses: losses.map(compileLoss), diagnostics };
}
