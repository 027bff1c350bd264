/** The ordered passes between lowering and code generation: from a loss and its features to simplified value and gradient. */

import { differentiate } from "../autodiff/differentiate.ts";
import type { DerivedLoss } from "../codegen/derived.ts";
import type { Graph } from "../ir/graph.ts";
import type { LoweredLoss } from "../ir/lower.ts";
import { type Node, renamed } from "../ir/node.ts";
import { rebuild } from "../ir/traverse.ts";
import { createSimplifier, simplify } from "../rewrite/simplifier.ts";
import { type ComposedLoss, compose, type Features } from "./options.ts";

/** Told of every pass with the expressions that leave it, for the verifier and for `show`. */
export type PassObserver = (pass: string, roots: readonly Node[]) => void;

const ignore: PassObserver = () => {};

/** `detach` has done its work once derivatives are taken. */
function withoutDetach(roots: readonly Node[], graph: Graph): Node[] {
  return rebuild(roots, { ...graph, apply: (op, args) => (op === "detach" ? args[0] : graph.apply(op, args)) });
}

export function derive(loss: LoweredLoss, features: Features = {}, observe: PassObserver = ignore): DerivedLoss {
  const { graph } = loss;
  observe("lower", [loss.root]);
  const composed: ComposedLoss = compose(loss, features);
  observe("compose", [composed.root]);
  const [simplified, ...named] = simplify([composed.root, ...composed.names.keys()], graph);
  observe("simplify", [simplified]);
  const gradients = differentiate(simplified, [composed.prediction, ...composed.parameters], createSimplifier(graph));
  observe("differentiate", [simplified, ...gradients]);
  const roots = simplify(withoutDetach([simplified, ...gradients, ...named], graph), graph);
  const [root, gradient] = roots;
  const parameterGradients = roots.slice(2, 2 + composed.parameters.length);
  observe("simplify-gradient", roots);
  const names = renamed([...composed.names], roots.slice(2 + composed.parameters.length));
  return {
    loss,
    root,
    gradient,
    parameterGradients,
    names,
    prediction: composed.prediction,
    inputs: composed.inputs,
    parameters: composed.parameters,
  };
}
