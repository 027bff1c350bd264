/** The two factories of a generated tfjs module as text: options checked once, then losses per example, then their reduction. */

import { inputLeaf, parameterLeaf } from "../../ir/lower.ts";
import type { Node } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import { classTarget, type DerivedLoss } from "../derived.ts";
import { camelCase, capitalized, createScope, publicName, type Scope } from "../identifiers.ts";
import { createBlock } from "../javascript/block.ts";
import { parameterCheck } from "../javascript/parameter-check.ts";
import { atom } from "../javascript/rows.ts";
import { nameOf } from "../naming.ts";
import { writeClosure } from "./closure.ts";
import { numbersUsed, type Plan } from "./plan.ts";

/** Identifiers that stand in every module, whatever the loss. */
const FRAME = ["options", "yTrue", "yPred", "batch", "classes", "dy", "save", "ignoreIndex", "losses"];

/** Names of options that no input or parameter can have. */
const OPTION_NAMES = ["reduction", "ignoreIndex"];

export interface Shape {
  readonly derived: DerivedLoss;
  readonly plan: Plan;
  readonly ignores: boolean;
  /** The loss's own name, for the outside. */
  readonly name: string;
  readonly optionsType: string;
  readonly factory: string;
  /** Inputs beyond target and prediction: members of the options, and required. */
  readonly extras: readonly Node[];
  /** Members of the options, by the leaf they stand for. */
  readonly members: ReadonlyMap<Node, string>;
  /** Whether the module holds kernels of the loss. */
  readonly hasKernels: boolean;
}

export function shapeOf(derived: DerivedLoss, plan: Plan, taken: Iterable<string>, hasKernels: boolean): Shape {
  const { loss, prediction, inputs, parameters } = derived;
  const outer = new Set(["tf", ...taken]);
  const unique = (wanted: string, used: Set<string>): string => {
    let name = publicName(wanted);
    while (used.has(name)) name = `${name}_`;
    used.add(name);
    return name;
  };
  const target = loss.target === prediction ? undefined : loss.target;
  const extras = inputs.filter((input) => input !== prediction && input !== target);
  const used = new Set(OPTION_NAMES);
  const members = new Map<Node, string>();
  const typeName = capitalized(camelCase(loss.name));
  for (const leaf of parameters) members.set(leaf, unique(parameterLeaf(leaf).name, used));
  for (const leaf of extras) members.set(leaf, unique(inputLeaf(leaf).name, used));
  return {
    derived,
    plan,
    ignores: plan.counted !== undefined,
    name: unique(loss.name, outer),
    optionsType: unique(`${typeName}Options`, outer),
    factory: unique(`create${typeName}`, outer),
    extras,
    members,
    hasKernels,
  };
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

/** Whether the losses per example depend on any option. */
export const readsOptions = ({ members, ignores }: Shape): boolean => members.size > 0 || ignores;

/** Options read and checked, as far as that needs no batch. */
function optionLines(shape: Shape, locals: ReadonlyMap<Node, string>): string[] {
  const { derived, members, extras, ignores } = shape;
  const read = derived.parameters.map((leaf) => {
    const member = members.get(leaf)!;
    const local = locals.get(leaf)!;
    return `${member === local ? local : `${member}: ${local}`} = ${parameterLeaf(leaf).defaultValue}`;
  });
  if (ignores) read.push("ignoreIndex");
  const lines = read.length > 0 ? [`const { ${read.join(", ")} } = options;`] : [];
  for (const leaf of derived.parameters) lines.push(parameterCheck(leaf, members.get(leaf)!, locals.get(leaf)!));
  for (const leaf of extras) {
    const member = members.get(leaf)!;
    lines.push(`if (options.${member} === undefined) fail(${JSON.stringify(member)}, "is missing from the options");`);
  }
  if (ignores)
    lines.push(
      "if (ignoreIndex !== undefined && !Number.isInteger(ignoreIndex))",
      `  fail("ignoreIndex", \`is \${ignoreIndex}, not a whole number\`);`,
    );
  return lines;
}

const isPerClass = (node: Node | undefined): boolean => node?.shape === "per-class";

/** The batch's size and the checks of shapes. */
function shapeLines({ derived }: Shape): string[] {
  const { prediction, loss } = derived;
  const target = loss.target === prediction ? undefined : loss.target;
  const mustFit = "failShapes(yTrue, yPred);";
  const sameShape = `if (!tf.util.arraysEqual(yTrue.shape, yPred.shape)) ${mustFit}`;
  if (isPerClass(prediction)) {
    const lines = ['const classes = classesOf("yPred", yPred);', "const batch = yPred.size / classes;"];
    if (target !== undefined && !isPerClass(target)) lines.push(`if (yTrue.size !== batch) ${mustFit}`);
    // Class labels are checked where they become rows.
    if (isPerClass(target) && classTarget(derived) === undefined) lines.push(sameShape);
    return lines;
  }
  if (isPerClass(target)) {
    return [
      'const classes = classesOf("yTrue", yTrue);',
      "const batch = yPred.size;",
      `if (yTrue.size !== batch * classes) ${mustFit}`,
    ];
  }
  const lines = [
    "const batch = yPred.size;",
    `if (batch === 0) fail("yPred", \`has shape [\${yPred.shape}], which holds no examples\`);`,
  ];
  if (target !== undefined) lines.push(sameShape);
  return lines;
}

/** Each leaf that the loss reads, as a float32 tensor of two axes. */
function tensorLines(shape: Shape, used: ReadonlySet<Node>, locals: ReadonlyMap<Node, string>): string[] {
  const { derived, extras, members, plan } = shape;
  const { prediction, loss } = derived;
  const dimensions = (leaf: Node): string => {
    if (inputLeaf(leaf).inputKind === "class-weights") return "[1, classes]";
    return isPerClass(leaf) ? "[batch, classes]" : "[batch, 1]";
  };
  const asTensor = (name: string, leaf: Node): string => `floats(${name}, ${dimensions(leaf)})`;
  const lines: string[] = [];
  const write = (leaf: Node, text: string): void => {
    lines.push(`const ${locals.get(leaf)!} = ${text};`);
  };
  const { target } = loss;
  if (target !== undefined && target !== prediction && used.has(target)) {
    const hasLabels = classTarget(derived) !== undefined && isPerClass(prediction);
    write(target, hasLabels ? labelsText(shape) : asTensor("yTrue", target));
  }
  write(prediction, asTensor("yPred", prediction));
  for (const extra of extras) {
    const member = members.get(extra)!;
    if (used.has(extra))
      write(extra, `optionTensor(${JSON.stringify(member)}, options.${member}, ${dimensions(extra)})`);
  }
  if (plan.counted !== undefined) write(plan.counted, COUNTED);
  return lines;
}

/** Class labels as a kernel takes them, where there is one, or as rows. */
function labelsText({ hasKernels, ignores }: Shape): string {
  const rows = "targetRows(yTrue, yPred, classes)";
  if (!hasKernels) return rows;
  const labels = "kernelLabels(yTrue, yPred, classes)";
  return ignores ? `ignoreIndex === undefined ? ${labels} : ${rows}` : labels;
}

const COUNTED = "countedExamples(yTrue, classes, batch, ignoreIndex)";

/** Identifiers for nodes: the same node has the same name in both closures. */
function createNames(scope: Scope, plan: Plan, given: ReadonlyMap<Node, string>): (node: Node) => string {
  const names = new Map(given);
  return (node) => {
    let name = names.get(node);
    if (name === undefined) {
      name = scope.fresh(nameOf(node, plan.names));
      names.set(node, name);
    }
    return name;
  };
}

function arrowLines(parameters: string, lines: readonly string[], result: string): string[] {
  if (lines.length === 0) return [`(${parameters}) => ${result},`];
  return [`(${parameters}) => {`, ...indented(lines), `  return ${result};`, "},"];
}

/** The body of `createXPerExample`. */
export function perExampleLines(shape: Shape, taken: Iterable<string>): string[] {
  const { derived, plan } = shape;
  const { root, gradient, saved, names, dy, counted } = plan;
  const scope = createScope([...FRAME, ...taken, shape.name, shape.factory, shape.optionsType]);
  const locals = new Map<Node, string>();
  for (const leaf of derived.parameters) locals.set(leaf, scope.fresh(shape.members.get(leaf)!));
  for (const leaf of derived.inputs) locals.set(leaf, scope.fresh(inputLeaf(leaf).name));
  if (counted !== undefined) locals.set(counted, scope.fresh("counted"));
  const leaves = new Map([...locals].filter(([leaf]) => leaf.leaf?.kind === "input"));

  const classesLeaf = derived.loss.graph.classes();
  const leafText = new Map([...locals, [classesLeaf, "classes"] as const]);
  const numbers = [...numbersUsed([root, gradient])];
  const onClasses = new Set(numbers.filter((node) => topological([node]).includes(classesLeaf)));
  const constants = createBlock(scope, (node) => (leafText.has(node) ? atom(leafText.get(node)!) : undefined));
  const suggest = (node: Node): string => nameOf(node, names);
  const writeNumbers = (nodes: readonly Node[]): string[] => {
    const from = constants.lines.length;
    constants.define(nodes, (node, uses) => node.op !== "leaf" && (nodes.includes(node) || uses > 1), suggest);
    return constants.lines.slice(from);
  };
  const ahead = writeNumbers(numbers.filter((node) => !onClasses.has(node)));
  const perCall = writeNumbers([...onClasses]);

  const nameFor = createNames(scope, plan, new Map([...leaves, [dy, "dy"]]));
  const common = {
    numberText: (node: Node) => constants.code(node).text,
    isNamed: (node: Node) => names.has(node),
    nameOf: nameFor,
  };
  const forward = writeClosure({ ...common, roots: [root, ...saved], kept: new Set(saved), given: leaves });
  const isSaving = saved.length > 0;
  // A gradient that is alike for all examples can only be 0: anything else has been multiplied by dy.
  const isFlat = gradient.shape === "constant";
  const given = new Map(saved.map((node) => [node, nameFor(node)]));
  const backward = writeClosure({ ...common, roots: [gradient], kept: new Set(), given: given.set(dy, "dy") });

  const value =
    root.shape === "constant" ? `tf.fill([batch, 1], ${common.numberText(root)})` : asResult(root, forward.texts);
  const inputs = kernelInputs(shape);
  const used = new Set([...topological([root]), ...saved, ...(shape.hasKernels ? inputs : [])]);
  const savedNames = saved.map(nameFor).join(", ");
  const forwardLines = isSaving ? [...forward.lines, `save([${savedNames}]);`] : forward.lines;
  const slope = gradientText(shape, backward.texts);
  const inside = [
    ...shapeLines(shape),
    ...tensorLines(shape, used, locals),
    ...(shape.hasKernels ? kernelLines(shape, locals) : []),
    ...perCall,
    "const losses = withGradient(",
    `  ${locals.get(derived.prediction)!},`,
    ...indented(arrowLines(isSaving ? "save" : "", forwardLines, value)),
    ...indented(arrowLines(isSaving ? `dy, [${savedNames}]` : isFlat ? "" : "dy", backward.lines, slope)),
    ");",
    "return tf.reshape(losses, [batch]);",
  ];
  return [
    ...optionLines(shape, locals),
    ...ahead,
    `return (${inside.some((line) => line.includes("yTrue")) ? "yTrue" : "_yTrue"}, yPred) =>`,
    "  tf.tidy(() => {",
    ...indented(indented(inside)),
    "  });",
  ];
}

/** What a kernel reads, in its order. */
function kernelInputs({ derived, extras }: Shape): Node[] {
  const { prediction, loss } = derived;
  return [...(loss.target === undefined || loss.target === prediction ? [] : [loss.target]), prediction, ...extras];
}

/** Of a statement on one line. */
const LONGEST = 114;

/** The kernel knows no ignored class. */
function kernelLines(shape: Shape, locals: ReadonlyMap<Node, string>): string[] {
  const name = (leaf: Node): string => locals.get(leaf)!;
  const { derived, ignores } = shape;
  const condition = ignores ? "ignoreIndex === undefined && isKernelHere()" : "isKernelHere()";
  const inputs = kernelInputs(shape).map(name).join(", ");
  const numbers = derived.parameters.map(name).join(", ");
  const [test, call] = [`if (${condition})`, `return fused(${name(derived.prediction)}, { ${inputs} }, [${numbers}]);`];
  return test.length + call.length < LONGEST ? [`${test} ${call}`] : [test, `  ${call}`];
}

/** A value to hand out: tfjs takes it for a new tensor, so one at hand is cloned. */
const asResult = (node: Node, texts: ReadonlyMap<Node, string>): string =>
  node.op === "leaf" ? `tf.clone(${texts.get(node)!})` : texts.get(node)!;

/** The gradient in the prediction's shape. */
function gradientText({ derived, plan }: Shape, texts: ReadonlyMap<Node, string>): string {
  const { gradient } = plan;
  const dimensions = isPerClass(derived.prediction) ? "[batch, classes]" : "[batch, 1]";
  if (gradient.shape === "constant") return `tf.zeros(${dimensions})`;
  if (isPerClass(derived.prediction) && !isPerClass(gradient))
    return `tf.matMul(${texts.get(gradient)!}, tf.ones([1, classes]))`;
  return asResult(gradient, texts);
}

/** The mean over the examples that count, of which there may be none. */
function countedMeanLines({ derived }: Shape): string[] {
  const source = isPerClass(derived.prediction) ? "yPred" : "yTrue";
  return [
    'if (reduction === "sum") return tf.sum(losses);',
    `const classes = classesOf("${source}", ${source});`,
    "const counted = countedExamples(yTrue, classes, losses.size, ignoreIndex);",
    'const count = tf.sum(tf.cast(counted, "float32"));',
    "return tf.div(tf.sum(losses), tf.maximum(count, 1));",
  ];
}

/** The body of `createX`. */
export function reducedLines(shape: Shape): string[] {
  const reduce = shape.ignores
    ? countedMeanLines(shape)
    : ['return reduction === "mean" ? tf.mean(losses) : tf.sum(losses);'];
  return [
    `const { reduction = "mean"${shape.ignores ? ", ignoreIndex" : ""} } = options;`,
    `if (reduction !== "mean" && reduction !== "sum") fail("reduction", \`is \${reduction}, neither "mean" nor "sum"\`);`,
    `const perExample = ${shape.factory}PerExample(${readsOptions(shape) ? "options" : ""});`,
    "return (yTrue, yPred) =>",
    "  tf.tidy(() => {",
    "    const losses = perExample(yTrue, yPred);",
    ...indented(indented(reduce)),
    "  });",
  ];
}
