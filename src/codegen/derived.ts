/** What every target starts from: a loss with its derivatives, in the forms that kinds of labels allow. */

import type { LoweredLoss } from "../ir/lower.ts";
import { type Node, renamed } from "../ir/node.ts";
import { type AtLabelAndElsewhere, specialize } from "../ir/specialize.ts";
import { gateAbsentClasses } from "../rewrite/gate.ts";
import { createSimplifier, simplify } from "../rewrite/simplifier.ts";

/** A loss ready for a target: one value per example and its derivatives, simplified. */
export interface DerivedLoss {
  readonly loss: LoweredLoss;
  readonly inputs: readonly Node[];
  readonly parameters: readonly Node[];
  readonly prediction: Node;
  readonly root: Node;
  /** With respect to the prediction, in its shape (or narrower, where it is alike for every class). */
  readonly gradient: Node;
  /** With respect to each of `parameters`, per example. */
  readonly parameterGradients: readonly Node[];
  /** The source's names for what is left of its expressions. */
  readonly names: ReadonlyMap<Node, string>;
}

/** Value and gradient for integer labels. */
export interface LabelForm {
  readonly root: Node;
  readonly gradient: AtLabelAndElsewhere;
  readonly names: ReadonlyMap<Node, string>;
}

export function inputKindOf(node: Node | undefined): string | undefined {
  return node?.leaf?.kind === "input" ? node.leaf.inputKind : undefined;
}

/** The loss's class labels, if it has any. */
export function classTarget(derived: DerivedLoss): Node | undefined {
  const { target } = derived.loss;
  return inputKindOf(target) === "target" ? target : undefined;
}

/** Gates what absent classes must not touch; without class labels there is nothing to gate. */
export function gated(roots: readonly Node[], derived: DerivedLoss, options: { readonly forSpeed: boolean }): Node[] {
  const target = classTarget(derived);
  return target === undefined ? [...roots] : gateAbsentClasses(roots, target, derived.loss.graph, options);
}

/** Label specialization, simplified; `undefined` for a loss without class labels. */
export function specializeToLabels(
  derived: DerivedLoss,
  roots: readonly [root: Node, gradient: Node],
): LabelForm | undefined {
  const target = classTarget(derived);
  if (target === undefined) return undefined;
  const { graph } = derived.loss;
  const named = [...derived.names];
  const [value, gradient, ...parts] = specialize(
    [...roots, ...named.map(([node]) => node)],
    target,
    createSimplifier(graph),
  );
  const nodes = simplify(
    [value.elsewhere, gradient.atLabel, gradient.elsewhere, ...parts.map((part) => part.atLabel)],
    graph,
  );
  const [root, atLabel, elsewhere, ...names] = nodes;
  return { root, gradient: { atLabel, elsewhere }, names: renamed(named, names) };
}
