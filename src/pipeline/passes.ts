/** The ordered passes between lowering and code generation: from a loss and its features to simplified value and gradient. */

import { differentiate } from "../autodiff/differentiate.ts";
import type { DerivedLoss } from "../codegen/derived.ts";
import type { Graph } from "../ir/graph.ts";
import { inputLeaf, type LoweredLoss } from "../ir/lower.ts";
import { type Node, renamed } from "../ir/node.ts";
import { rebuild } from "../ir/traverse.ts";
import { createSimplifier, fixpoint } from "../rewrite/simplifier.ts";
import { type ComposedLoss, compose, type Features } from "./options.ts";

/** Told of every pass with the expressions that leave it, for the verifier and for `show`. */
export type PassObserver = (pass: string, roots: readonly Node[]) => void;

const ignore: PassObserver = () => {};

/** `detach` has done its work once derivatives are taken. */
function withoutDetach(roots: readonly Node[], graph: Graph): Node[] {
  return rebuild(roots, { ...graph, apply: (op, args) => (op === "detach" ? args[0] : graph.apply(op, args)) });
}

/**
 * Derivatives by parameters are seldom wanted, and dearer than all else: they are taken on first use. (A class, as V8 makes a hidden class
 * anew for every object literal with a getter.)
 */
class LazyDerivedLoss implements DerivedLoss {
  readonly loss: LoweredLoss;
  readonly root: Node;
  readonly gradient: Node;
  readonly names: ReadonlyMap<Node, string>;
  readonly prediction: Node;
  readonly inputs: readonly Node[];
  readonly parameters: readonly Node[];
  readonly #take: () => readonly Node[];
  #parameterGradients: readonly Node[] | undefined;

  constructor(fields: Omit<DerivedLoss, "parameterGradients">, take: () => readonly Node[]) {
    this.loss = fields.loss;
    this.root = fields.root;
    this.gradient = fields.gradient;
    this.names = fields.names;
    this.prediction = fields.prediction;
    this.inputs = fields.inputs;
    this.parameters = fields.parameters;
    this.#take = take;
  }

  get parameterGradients(): readonly Node[] {
    this.#parameterGradients ??= this.#take();
    return this.#parameterGradients;
  }
}

export function derive(loss: LoweredLoss, features: Features = {}, observe: PassObserver = ignore): DerivedLoss {
  const { graph } = loss;
  observe("lower", [loss.root]);
  const composed: ComposedLoss = compose(loss, features);
  observe("compose", [composed.root]);
  const simplifier = createSimplifier(graph);
  const [simplified, ...named] = fixpoint([composed.root, ...composed.names.keys()], simplifier);
  observe("simplify", [simplified]);

  /** Derivatives of the loss, and what else is to be rebuilt with them, ready for a target. */
  const derivatives = (wrt: readonly Node[], others: readonly Node[]): Node[] => {
    const gradients = differentiate(simplified, wrt, simplifier);
    observe("differentiate", gradients);
    const taken = [...gradients, ...others];
    const roots = fixpoint(loss.detaches ? withoutDetach(taken, graph) : taken, simplifier);
    observe("simplify-gradient", roots);
    return roots;
  };

  const [gradient, root, ...namedNow] = derivatives([composed.prediction], [simplified, ...named]);
  const fields = {
    loss,
    root,
    gradient,
    names: renamed([...composed.names], namedNow),
    prediction: composed.prediction,
    inputs: composed.inputs,
    parameters: composed.parameters,
  };
  return new LazyDerivedLoss(fields, () => derivatives(composed.parameters, []));
}

/** The name of the input that a Hessian is multiplied by; no input of the language can be called so. */
export const DIRECTION = "#direction";

/**
 * The derivative applied again: `root` becomes the gradient times a further input `DIRECTION`, and `gradient` the Hessian times it.
 *
 * @throws NotDifferentiable
 */
export function deriveHessianVector(derived: DerivedLoss): DerivedLoss {
  const { prediction, loss } = derived;
  const { graph } = loss;
  const simplifier = createSimplifier(graph);
  const leaf = inputLeaf(prediction);
  const direction = graph.input({ kind: "input", name: DIRECTION, inputKind: leaf.inputKind }, prediction.shape);
  const product = simplifier.apply("mul", [derived.gradient, direction]);
  const slope = prediction.shape === "per-class" ? simplifier.apply("reduce_sum", [product]) : product;
  const [root, gradient] = fixpoint([slope, ...differentiate(slope, [prediction], simplifier)], simplifier);
  return {
    loss,
    root,
    gradient,
    prediction,
    inputs: [...derived.inputs, direction],
    parameters: derived.parameters,
    parameterGradients: derived.parameters.map(() => graph.constant(0)),
    names: derived.names,
  };
}
