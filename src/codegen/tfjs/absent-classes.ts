/** Expressions with gates of absent classes go in; the same values from cheaper gates come out: in front, on the prediction, or per example. */

import type { Builder, Graph } from "../../ir/graph.ts";
import { isConstant, isOverClasses, type Node } from "../../ir/node.ts";
import { topological } from "../../ir/traverse.ts";
import { createFacts } from "../../rewrite/facts.ts";
import { isFiniteRange } from "../../rewrite/interval.ts";

/** What may stand in for the prediction of an absent class. Kernels are quicker at 1: its logarithm is 0. */
const STAND_INS = [1, 0.5];

/** Stands for an infinite factor per example, since 0 times infinity is NaN. The largest float32 is 3.4e38. */
const LARGEST = 3e38;

/** `if weight == 0 then 0 else product`, where the weight is a factor of the product. */
interface Gate {
  readonly isAbsent: Node;
  readonly weight: Node;
  readonly product: Node;
}

function gateOf(node: Node): Gate | undefined {
  if (node.op !== "select" || node.shape !== "per-class") return undefined;
  const [isAbsent, consequent, product] = node.args;
  if (isAbsent.op !== "equal" || !isConstant(consequent, 0)) return undefined;
  const weight = isAbsent.args.find((arg) => !isConstant(arg, 0));
  if (weight === undefined || !isAbsent.args.some((arg) => isConstant(arg, 0))) return undefined;
  return factorsOf(product).above.includes(weight) ? { isAbsent, product, weight } : undefined;
}

interface Factors {
  readonly above: readonly Node[];
  readonly below: readonly Node[];
  readonly isNegative: boolean;
}

/** A product as its factors, no quotient or sign among them. */
function factorsOf(product: Node): Factors {
  if (product.op === "neg") {
    const inner = factorsOf(product.args[0]);
    return { ...inner, isNegative: !inner.isNegative };
  }
  if (product.op !== "mul" && product.op !== "div") return { above: [product], below: [], isNegative: false };
  const [a, b] = product.args.map(factorsOf);
  const [above, below] = product.op === "mul" ? [b.above, b.below] : [b.below, b.above];
  return {
    above: [...a.above, ...above],
    below: [...a.below, ...below],
    isNegative: a.isNegative !== b.isNegative,
  };
}

/** The gated product where all but the weight is alike for all classes: y f is 0 where y is 0 if f is finite, and f is bounded per example. */
function boundedProduct({ product, weight }: Gate, builder: Builder): Node | undefined {
  const { above, below, isNegative } = factorsOf(product);
  const others = above.filter((factor) => factor !== weight);
  const isAlike = [...others, ...below].every((factor) => factor.shape !== "per-class");
  if (others.length !== above.length - 1 || !isAlike) return undefined;
  const times = (a: Node, b: Node): Node => builder.apply("mul", [a, b]);
  const one = builder.constant(1);
  const numerator = others.length > 0 ? others.reduce(times) : one;
  const quotient = below.length > 0 ? builder.apply("div", [numerator, below.reduce(times)]) : numerator;
  const factor = isNegative ? builder.apply("neg", [quotient]) : quotient;
  const fromBelow = builder.apply("max", [factor, builder.constant(-LARGEST)]);
  return times(weight, builder.apply("min", [fromBelow, builder.constant(LARGEST)]));
}

/** An expression at another value of `leaf`, except within reductions, which see every class. */
function substituted(root: Node, leaf: Node, value: Node, builder: Builder): Node {
  const made = new Map<Node, Node>([[leaf, value]]);
  const visit = (node: Node): Node => {
    const before = made.get(node);
    if (before !== undefined) return before;
    if (node.op === "leaf" || isOverClasses(node.op)) return node;
    const args = node.args.map(visit);
    const after = args.every((arg, i) => arg === node.args[i]) ? node : builder.apply(node.op, args);
    made.set(node, after);
    return after;
  };
  return visit(root);
}

function rebuilt(roots: readonly Node[], builder: Builder, replace: (gate: Gate) => Node | undefined): Node[] {
  const made = new Map<Node, Node>();
  for (const node of topological(roots)) {
    const args = node.args.map((arg) => made.get(arg)!);
    const isSame = node.op === "leaf" || args.every((arg, i) => arg === node.args[i]);
    const built = isSame ? node : builder.apply(node.op, args);
    const gate = gateOf(built);
    made.set(node, (gate && replace(gate)) ?? built);
  }
  return roots.map((root) => made.get(root)!);
}

const opsPerClass = (roots: readonly Node[]): number =>
  topological(roots).filter((node) => node.op !== "leaf" && node.args.some((arg) => arg.shape === "per-class")).length;

export interface CheaperGates {
  readonly roots: readonly Node[];
  /** The prediction with something else in place of absent classes. */
  readonly present: ReadonlySet<Node>;
}

/**
 * y f(p), gated where y = 0, is y f(q) with q = p where y is not 0 and some number with a finite f elsewhere. The value and the gradient then
 * share one gate, and all that stays of it for the gradient is q in place of p.
 */
export function cheaperGates(gatedRoots: readonly Node[], prediction: Node, graph: Graph): CheaperGates {
  const facts = createFacts("closed");
  const staysFinite = (node: Node): boolean => isFiniteRange(facts.rangeOf(node));
  const isOfTarget = ({ weight }: Gate): boolean => staysFinite(weight) && !topological([weight]).includes(prediction);
  const roots = rebuilt(gatedRoots, graph, (gate) => (isOfTarget(gate) ? boundedProduct(gate, graph) : undefined));
  if (prediction.shape !== "per-class") return { roots, present: new Set() };

  const standIns = STAND_INS.map((value) => graph.constant(value));
  const present = new Set<Node>();
  const moved = rebuilt(roots, graph, (gate) => {
    if (!isOfTarget(gate)) return undefined;
    const standIn = standIns.find((value) => staysFinite(substituted(gate.product, prediction, value, graph)));
    if (standIn === undefined) return undefined;
    const inPlace = graph.apply("select", [gate.isAbsent, standIn, prediction]);
    present.add(inPlace);
    return substituted(gate.product, prediction, inPlace, graph);
  });
  return opsPerClass(moved) < opsPerClass(roots) ? { roots: moved, present } : { roots, present: new Set() };
}
