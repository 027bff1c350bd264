/** The functions of a generated module around their loops: signatures, options and the checks of arguments. */

import { inputLeaf, parameterLeaf } from "../../ir/lower.ts";
import { isConstant, type Node } from "../../ir/node.ts";
import { type DerivedLoss, inputKindOf } from "../derived.ts";
import { camelCase, capitalized, publicName } from "../identifiers.ts";
import { type LabelForm, type LoopForm, loopForm, scaleNode } from "../loop-form.ts";
import { type LoopSpec, loopLines, mentions, RESERVED } from "./loops.ts";
import { parameterCheck } from "./parameter-check.ts";
import { hasRow } from "./rows.ts";

/** A function of the module, and which nodes its code computes. */
export interface GeneratedFunction {
  readonly form: LabelForm;
  readonly hasGradient: boolean;
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly initializer?: string }[];
  readonly doc: string;
  readonly lines: readonly string[];
  readonly nodes: readonly Node[];
}

export interface ModuleShape {
  readonly derived: DerivedLoss;
  readonly ignores: boolean;
  readonly optionsType: string;
  /** Identifiers of inputs and parameters, alike in every function. */
  readonly leafNames: ReadonlyMap<Node, string>;
  readonly prediction: string;
  readonly target: string | undefined;
  /** Inputs beyond target and prediction: members of the options. */
  readonly extras: readonly Node[];
  readonly hasClasses: boolean;
  readonly isPerExamplePrediction: boolean;
}

export function moduleShape(derived: DerivedLoss, ignores: boolean): ModuleShape {
  const { loss, prediction } = derived;
  const used = new Set(RESERVED);
  const unique = (name: string): string => {
    let unused = publicName(name);
    while (used.has(unused)) unused = `${unused}_`;
    used.add(unused);
    return unused;
  };
  const leafNames = new Map<Node, string>();
  for (const input of derived.inputs) leafNames.set(input, unique(inputLeaf(input).name));
  for (const parameter of derived.parameters) leafNames.set(parameter, unique(parameterLeaf(parameter).name));
  leafNames.set(scaleNode(derived), "scale");
  leafNames.set(loss.graph.classes(), "classes");
  const target = loss.target === prediction ? undefined : loss.target;
  return {
    derived,
    ignores,
    optionsType: `${capitalized(camelCase(publicName(loss.name)))}Options`,
    leafNames,
    prediction: leafNames.get(prediction)!,
    target: target === undefined ? undefined : leafNames.get(target),
    extras: derived.inputs.filter((input) => input !== prediction && input !== target),
    hasClasses: prediction.shape === "per-class" || target?.shape === "per-class",
    isPerExamplePrediction: prediction.shape !== "per-class",
  };
}

const lengthExpression = (node: Node): string => {
  if (inputKindOf(node) === "class-weights") return "classes";
  return node.shape === "per-class" ? "batch * classes" : "batch";
};

/** Options read into constants, and everything that can be wrong with the arguments. */
export function prologue(shape: ModuleShape, form: LabelForm, hasGradient: boolean): string[] {
  const { derived, leafNames, prediction, target } = shape;
  const members = derived.parameters.map(
    (parameter) => `${leafNames.get(parameter)!} = ${parameterLeaf(parameter).defaultValue}`,
  );
  members.push(...shape.extras.map((extra) => leafNames.get(extra)!), 'reduction = "mean"', "losses");
  if (shape.ignores) members.push("ignoreIndex");
  const lines = [`const { ${members.join(", ")} } = options;`];
  for (const parameter of derived.parameters)
    lines.push(parameterCheck(parameter, leafNames.get(parameter)!, leafNames.get(parameter)!));
  if (shape.hasClasses) {
    lines.push(
      `const classes = options.classes ?? ${form === "labels" ? `${prediction}.length / labels.length` : `${prediction}.length`};`,
    );
    lines.push(`const batch = batchOf(${JSON.stringify(prediction)}, ${prediction}.length, classes);`);
  } else {
    lines.push(
      `const batch = ${prediction}.length;`,
      `if (batch === 0) fail(${JSON.stringify(prediction)}, "is an empty batch");`,
    );
  }
  if (form === "labels") lines.push('checkLength("labels", labels.length, batch);');
  else if (target !== undefined)
    lines.push(`checkLength(${JSON.stringify(target)}, ${target}.length, ${lengthExpression(derived.loss.target!)});`);
  if (hasGradient) lines.push(`checkLength("grad", grad.length, ${prediction}.length);`);
  for (const extra of shape.extras) {
    const name = leafNames.get(extra)!;
    lines.push(`if (${name} === undefined) fail(${JSON.stringify(name)}, "is missing from the options");`);
    lines.push(`checkLength(${JSON.stringify(name)}, ${name}.length, ${lengthExpression(extra)});`);
  }
  lines.push('if (losses !== undefined) checkLength("losses", losses.length, batch);');
  lines.push(
    'else if (reduction === "none") fail("losses", \'is missing: reduction "none" writes the losses there\');',
  );
  if (shape.ignores && form === "dense") lines.push("checkIgnoreIndex(ignoreIndex, classes);");
  return lines;
}

/** How many examples count, and the factor by which the reduction scales the gradient. */
export function scaleLines(shape: ModuleShape, form: LabelForm, isScaled: boolean): string[] {
  const lines: string[] = [];
  if (shape.ignores) {
    const isIgnored =
      form === "labels"
        ? "labels[example] === ignoreIndex"
        : `ignoreIndex !== undefined && ${shape.target!}[example * classes + ignoreIndex] === 1`;
    lines.push("let counted = 0;", `for (let example = 0; example < batch; example++) if (!(${isIgnored})) counted++;`);
  }
  if (isScaled) lines.push(`const scale = reduction === "mean" ? 1 / ${countOf(shape)} : 1;`);
  return lines;
}

export const countOf = (shape: ModuleShape): string => (shape.ignores ? "Math.max(counted, 1)" : "batch");

function loopSpec(shape: ModuleShape, computed: LoopForm, hasGradient: boolean): LoopSpec {
  return {
    ...computed,
    gradient: hasGradient ? computed.gradient : undefined,
    gradientAtLabel: hasGradient ? computed.gradientAtLabel : undefined,
    leafNames: shape.leafNames,
    hasClasses: shape.hasClasses,
    ignores: shape.ignores,
    targetName: shape.target ?? "",
    isPerExamplePrediction: shape.isPerExamplePrediction,
  };
}

const WHAT = {
  loss: "The loss of a batch, reduced.",
  both: "The loss of a batch, reduced; its gradient is written to `grad`.",
} as const;

/** The value alone, then with its gradient; none for integer labels where the loss has no labels. */
export function generateFunctions(shape: ModuleShape, form: LabelForm): GeneratedFunction[] {
  const computed = loopForm(shape.derived, form, hasRow);
  return computed === undefined
    ? []
    : [false, true].map((hasGradient) => generateFunction(shape, computed, hasGradient));
}

function generateFunction(shape: ModuleShape, computed: LoopForm, hasGradient: boolean): GeneratedFunction {
  const { form } = computed;
  const spec = loopSpec(shape, computed, hasGradient);
  const parameters: { name: string; type: string; initializer?: string }[] = [];
  if (form === "labels") parameters.push({ name: "labels", type: "ArrayLike<number>" });
  else if (shape.target !== undefined) parameters.push({ name: shape.target, type: "ArrayLike<number>" });
  parameters.push({ name: shape.prediction, type: "ArrayLike<number>" });
  if (hasGradient) parameters.push({ name: "grad", type: "Floats" });
  parameters.push({ name: "options", type: shape.optionsType, initializer: "DEFAULTS" });
  const returned = `return reduction === "mean" ? total / ${countOf(shape)} : total;`;
  const loops = loopLines(spec);
  return {
    form,
    hasGradient,
    name: `${hasGradient ? "lossAndGrad" : "loss"}${form === "labels" ? "FromLabels" : ""}`,
    parameters,
    doc: `${hasGradient ? WHAT.both : WHAT.loss}${form === "labels" ? " One class index per example stands for its one-hot row." : ""}`,
    lines: [
      ...prologue(shape, form, hasGradient),
      ...scaleLines(shape, form, mentions(loops, "scale")),
      ...loops,
      returned,
    ],
    nodes: [spec.loss, spec.gradient, spec.gradientAtLabel].filter(
      (node): node is Node => node !== undefined && !isConstant(node, 0),
    ),
  };
}
