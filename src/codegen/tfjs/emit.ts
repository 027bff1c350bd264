/** The `tfjs` target: from a derived loss to a TypeScript module of functions of tensors, with the symbolic gradient as their own. */

import { rangeText } from "../../check/parameters.ts";
import { inputLeaf, parameterLeaf } from "../../ir/lower.ts";
import type { Node } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import { fileText, functionText, interfaceText, type Property } from "../declarations.ts";
import { classTarget, type DerivedLoss } from "../derived.ts";
import { headerComment } from "../describe.ts";
import { calledIn, sourcesOf } from "../embedded.ts";
import { NUMERIC_SOURCES } from "../javascript/numeric-sources.generated.ts";
import { EMBEDDED } from "../javascript/rows.ts";
import { perExampleLines, readsOptions, reducedLines, type Shape, shapeOf } from "./factory.ts";
import { embeddedOf, KERNEL_NAMES, kernelsOf, kernelTexts, type LossKernels } from "./kernels.ts";
import { type Plan, planOf } from "./plan.ts";
import { callText } from "./rows.ts";
import { SUPPORT, supportCalledBy } from "./support.ts";
import { TENSOR_SOURCES } from "./tensor-sources.generated.ts";

export interface TfjsOptions {
  /** Adds an option `ignoreIndex`: examples of that class count for nothing. */
  readonly ignoreIndex?: boolean;
  /** Where the loss comes from, for the doc comment. */
  readonly origin?: string;
  /** Makes loss and gradient one kernel on tfjs's wasm and webgpu backends. Needs the assembler, loaded. */
  readonly kernels?: boolean;
}

/** What the module brings along, by name: functions of numbers for what is computed ahead, and tensor forms. */
interface Embedded {
  readonly numeric: ReadonlyMap<string, string>;
  readonly tensor: ReadonlyMap<string, string>;
}

function embeddedFor({ root, gradient }: Plan, kernels: LossKernels | undefined): Embedded {
  const nodes = topological([root, gradient]).filter((node) => node.op !== "leaf");
  const onTensors = nodes.filter((node) => node.shape !== "constant");
  const calls = onTensors.map((node) =>
    callText(
      node,
      node.args.map(({ shape }) => ({ text: "x", isNumber: shape === "constant" })),
    ),
  );
  const onNumbers = nodes.filter((node) => node.shape === "constant").flatMap((node) => EMBEDDED.get(node.op) ?? []);
  return {
    numeric: sourcesOf([...onNumbers, ...(kernels === undefined ? [] : embeddedOf(kernels))], NUMERIC_SOURCES),
    tensor: sourcesOf(calledIn(calls.join("\n"), TENSOR_SOURCES), TENSOR_SOURCES),
  };
}

const SIZES = { "per-class": "[batch, classes]", "per-example": "[batch]", constant: "" } as const;

function optionsOf(shape: Shape): Property[] {
  const property = (name: string, type: string, doc: string, isOptional = true): Property => ({
    name,
    type,
    doc,
    isOptional,
  });
  const parameter = (leaf: Node) => {
    const { defaultValue, range } = parameterLeaf(leaf);
    const within = range === undefined ? "Any finite number" : `Within ${rangeText(range)}`;
    return property(shape.members.get(leaf)!, "number", `${within}; ${defaultValue} by default.`);
  };
  const extra = (leaf: Node) => {
    const size = inputLeaf(leaf).inputKind === "class-weights" ? "[classes]" : SIZES[leaf.shape];
    return property(shape.members.get(leaf)!, "number[] | Float32Array | tf.Tensor", size, false);
  };
  const properties = [...shape.derived.parameters.map(parameter), ...shape.extras.map(extra)];
  if (shape.ignores) {
    const doc = "A class whose examples have loss and gradient 0 and are left out of the mean.";
    properties.push(property("ignoreIndex", "number", doc));
  }
  const doc = `Over the batch, for \`${shape.factory}\`; "mean" by default.`;
  properties.push(property("reduction", '"mean" | "sum"', doc));
  return properties;
}

/** How the target and the prediction come in, for the doc comments. */
function argumentsText({ derived }: Shape): string {
  if (derived.prediction.shape !== "per-class") return "Every element of yPred is an example.";
  const rows = "The last axis of yPred is the classes, all others are the batch.";
  return classTarget(derived) === undefined
    ? rows
    : `${rows}\nyTrue has yPred's shape, or one class index per example.`;
}

/** Which backends run the kernels, and what stays with tfjs's own ops. */
function kernelsText({ webgpu }: LossKernels): string {
  const gpu = webgpu === undefined ? "" : ", and on its webgpu backend (where NaN and infinities are not reliable)";
  return [
    `Loss and gradient are one kernel on tfjs's wasm backend without threads${gpu}.`,
    "Other backends, gradients of gradients and a set `ignoreIndex` use tfjs's own ops.",
  ].join("\n");
}

const defaultInstance = ({ name, factory }: Shape): string =>
  `/** With default options, for \`model.compile({ loss: ${name} })\`. */\nexport const ${name} = /* @__PURE__ */ ${factory}();`;

/** A function that makes the function of a batch. */
const factoryText = (name: string, options: string, result: string, doc: string, lines: readonly string[]): string =>
  functionText({
    name,
    isExported: true,
    doc,
    parameters: options === "" ? [] : [options],
    result: `(yTrue: tf.Tensor, yPred: tf.Tensor) => ${result}`,
    lines,
  });

export function emitTfjs(derived: DerivedLoss, options: TfjsOptions = {}): string {
  const plan = planOf(derived, options.ignoreIndex === true && classTarget(derived) !== undefined);
  const kernels = options.kernels ? kernelsOf(derived) : undefined;
  const embedded = embeddedFor(plan, kernels);
  const taken = [
    ...SUPPORT.map(({ name }) => name),
    ...embedded.numeric.keys(),
    ...embedded.tensor.keys(),
    ...(kernels === undefined ? [] : KERNEL_NAMES),
  ];
  const shape = shapeOf(derived, plan, taken, kernels !== undefined);
  const { factory, extras } = shape;
  const perExample = perExampleLines(shape, taken);
  const reduced = reducedLines(shape);
  const support = supportCalledBy([...perExample, ...reduced].join("\n")).map(({ source }) => source);
  const parameter = `options: ${shape.optionsType}${extras.length > 0 ? "" : " = {}"}`;
  const ofBatch = `The loss of a batch, as one number.\n${argumentsText(shape)}${kernels === undefined ? "" : `\n${kernelsText(kernels)}`}`;
  const ofExamples = "The loss of each example, [batch].";
  const functions = [
    factoryText(factory, parameter, "tf.Scalar", ofBatch, reduced),
    factoryText(`${factory}PerExample`, readsOptions(shape) ? parameter : "", "tf.Tensor1D", ofExamples, perExample),
  ];
  const instance = extras.length === 0 ? [defaultInstance(shape)] : [];
  // The instance computes its constants at once, so tables for numbers have to come before it.
  const parts =
    embedded.numeric.size > 0
      ? [...functions, ...embedded.numeric.values(), ...instance, ...embedded.tensor.values(), ...support]
      : [...functions, ...instance, ...embedded.tensor.values(), ...support];
  const ordered = kernels === undefined ? parts : [...parts, ...kernelTexts(derived, kernels)];
  return fileText([
    headerComment(derived, options.origin),
    'import * as tf from "@tensorflow/tfjs";',
    interfaceText(shape.optionsType, optionsOf(shape)),
    ...ordered,
  ]);
}
