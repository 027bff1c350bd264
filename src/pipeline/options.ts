/** The options that every target offers beyond the language, put into the loss as symbols before it is simplified. */

import type { Builder } from "../ir/graph.ts";
import type { LoweredLoss } from "../ir/lower.ts";
import type { Node } from "../ir/node.ts";
import { instantiate, templateOf } from "../ir/template.ts";
import { rebuild } from "../ir/traverse.ts";

/** What a variant of a loss can do; each feature brings an input or parameter of its own, named as here. */
export interface Features {
  /** The prediction is logits: probabilities are their softmax. */
  readonly fromLogits?: boolean;
  /** A parameter `labelSmoothing` in [0, 1]: y becomes (1 - s) y + s / classes (Szegedy et al. 2016, section 7). */
  readonly labelSmoothing?: boolean;
  /** An input `classWeights`, [classes]: an example counts by the weight of its class. */
  readonly classWeights?: boolean;
  /** An input `exampleWeights`, [batch]. */
  readonly exampleWeights?: boolean;
}

export const FEATURE_NAMES = [
  "fromLogits",
  "labelSmoothing",
  "classWeights",
  "exampleWeights",
] as const satisfies readonly (keyof Features)[];

/** The loss with its features' own leaves. */
export interface ComposedLoss {
  readonly root: Node;
  readonly prediction: Node;
  readonly inputs: readonly Node[];
  readonly parameters: readonly Node[];
  readonly names: ReadonlyMap<Node, string>;
}

/** Why a loss cannot have a feature, in words; `undefined` if it can. */
export function unsupported(loss: LoweredLoss, feature: keyof Features): string | undefined {
  const kindOf = (node: Node | undefined): string | undefined =>
    node?.leaf?.kind === "input" ? node.leaf.inputKind : undefined;
  switch (feature) {
    case "fromLogits":
      return kindOf(loss.prediction) === "probs" ? undefined : "its prediction is not `probs`";
    case "labelSmoothing":
    case "classWeights":
      return kindOf(loss.target) === "target" ? undefined : "it has no `target`";
    case "exampleWeights":
      return undefined;
  }
}

function formulaOver(text: string, operands: Readonly<Record<string, Node>>, builder: Builder): Node {
  return instantiate(templateOf(text), new Map(Object.entries(operands)), builder);
}

export function compose(loss: LoweredLoss, features: Features): ComposedLoss {
  const { graph } = loss;
  const inputs = [...loss.inputs];
  const parameters = [...loss.parameters];
  const substitutes = new Map<Node, Node>();
  let { prediction } = loss;

  if (features.labelSmoothing && loss.target !== undefined) {
    const range = { low: 0, high: 1, lowOpen: false, highOpen: false };
    const smoothing = graph.parameter({ kind: "parameter", name: "labelSmoothing", defaultValue: 0, range });
    parameters.push(smoothing);
    substitutes.set(loss.target, formulaOver("(1 - s) * y + s / classes", { s: smoothing, y: loss.target }, graph));
  }
  if (features.fromLogits && prediction.leaf?.kind === "input") {
    const logits = graph.input(
      { kind: "input", name: `${prediction.leaf.name}Logits`, inputKind: "logits" },
      "per-class",
    );
    substitutes.set(prediction, formulaOver("exp(z - logsumexp(z))", { z: logits }, graph));
    inputs[inputs.indexOf(prediction)] = logits;
    prediction = logits;
  }
  const named = [...loss.names];
  const roots = [loss.root, ...named.map(([node]) => node)];
  const rebuilt = substitutes.size === 0 ? roots : rebuild(roots, graph, (leaf) => substitutes.get(leaf));
  let root = rebuilt[0];
  const names = new Map(named.map(([, name], i) => [rebuilt[i + 1], name]));
  if (features.classWeights && loss.target !== undefined) {
    const weights = graph.input({ kind: "input", name: "classWeights", inputKind: "class-weights" }, "per-class");
    inputs.push(weights);
    root = formulaOver("sum(y * w) * l", { y: loss.target, w: weights, l: root }, graph);
  }
  if (features.exampleWeights) {
    const weights = graph.input({ kind: "input", name: "exampleWeights", inputKind: "weight" }, "per-example");
    inputs.push(weights);
    root = formulaOver("w * l", { w: weights, l: root }, graph);
  }
  return { root, prediction, inputs, parameters, names };
}
