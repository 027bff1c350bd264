/**
 * What targets that loop over examples and classes compute: from a derived loss to its value and scaled gradient for one form of labels,
 * in ops that the target has rows for.
 */

import { isConstant, type Node, type Op } from "../ir/node.ts";
import { simplify } from "../rewrite/simplifier.ts";
import { decompose } from "./decompose.ts";
import { classTarget, type DerivedLoss, gated, specializeToLabels } from "./derived.ts";
import { linearForm, sharedNodes } from "./linear-form.ts";
import { isLogSumExp, LOOP_OVERRIDES, nameLogSumExp, sharedExponential } from "./loop-overrides.ts";
import { nameOf } from "./naming.ts";
import { powerOverride } from "./power-overrides.ts";

/** A row of numbers per example, or one class index. */
export type LabelForm = "dense" | "labels";

/** Those that a file has functions for, in their order. */
export const FORMS: readonly LabelForm[] = ["dense", "labels"];

export interface LoopForm {
  readonly form: LabelForm;
  /** Per example or constant. */
  readonly loss: Node;
  /** For every class (or per example); with integer labels, for every class but the label's. */
  readonly gradient: Node;
  /** With integer labels: the gradient at the label, per example. */
  readonly gradientAtLabel: Node | undefined;
  /** The source's names for what is left of its expressions. */
  readonly names: ReadonlyMap<Node, string>;
}

/** The factor of the reduction, as a constant of the graph so that it is hoisted and folded like any other. */
export function scaleNode(derived: DerivedLoss): Node {
  return derived.loss.graph.parameter({ kind: "parameter", name: "#scale", defaultValue: 1, range: undefined });
}

/** Nothing for integer labels where the loss has no class labels. */
export function loopForm(derived: DerivedLoss, form: LabelForm, hasRow: (op: Op) => boolean): LoopForm | undefined {
  const { graph } = derived.loss;
  const [root, scaled] = simplify([derived.root, graph.apply("mul", [scaleNode(derived), derived.gradient])], graph);
  const labels = form === "labels" ? specializeToLabels(derived, [root, scaled]) : undefined;
  if (form === "labels" && labels === undefined) return undefined;
  const [given, wanted] =
    labels === undefined
      ? [derived.names, gated([root, scaled], derived, { forSpeed: true })]
      : [labels.names, [labels.root, labels.gradient.elsewhere, labels.gradient.atLabel]];
  // The last step, as simplification would undo it.
  const { roots, replaced } = decompose(
    wanted,
    graph,
    hasRow,
    new Map([
      ...LOOP_OVERRIDES,
      ["exp", sharedExponential(wanted)],
      ["pow", powerOverride(wanted, classTarget(derived), graph)],
    ]),
  );
  const names = new Map([...given].map(([node, name]) => [replaced.get(node) ?? node, name]));
  for (const [node, made] of replaced)
    if (isLogSumExp(node.op)) nameLogSumExp(made, given.get(node) ?? nameOf(node, given), names);
  const [loss, gradient, gradientAtLabel] = roots as [Node, Node, Node | undefined];
  const shared = sharedNodes(roots);
  const linear = linearForm(gradient, { graph, isShared: (node) => shared.has(node) });
  return { form, loss, gradient: linear, gradientAtLabel, names };
}

/** What to schedule, and where gradients go that no pass over the classes writes. */
export interface LoopOutputs {
  /** Per example or constant. */
  readonly results: readonly Node[];
  /** Written for every class. */
  readonly stores: readonly Node[];
  /** The gradient is 0 but at the label: it is cleared for the whole batch at once. */
  readonly isCleared: boolean;
}

interface Computed {
  readonly form: LabelForm;
  readonly loss: Node;
  /** `undefined` where only the value is wanted. */
  readonly gradient: Node | undefined;
  readonly gradientAtLabel: Node | undefined;
  /** Whether the prediction is one number an example. */
  readonly isPerExamplePrediction: boolean;
}

export function loopOutputs(computed: Computed): LoopOutputs {
  const { form, loss, gradient, gradientAtLabel, isPerExamplePrediction } = computed;
  const isCleared = form === "labels" && gradient !== undefined && isConstant(gradient, 0);
  const stores = gradient === undefined || isPerExamplePrediction || isCleared ? [] : [gradient];
  const results = [loss, gradientAtLabel, isPerExamplePrediction ? gradient : undefined];
  return { results: results.filter((node) => node !== undefined), stores, isCleared };
}
