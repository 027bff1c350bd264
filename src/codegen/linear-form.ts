/**
 * What a pass computes for every class goes in, and the same comes out as a sum of products, in which everything that is alike for all
 * classes is one factor, computed before the loop, and what absent classes do not need stands behind one gate. Rounding changes, and behind
 * a gate a product is 0 also where a factor that has moved there is not finite.
 */

import type { Graph } from "../ir/graph.ts";
import type { Node } from "../ir/node.ts";
import { topological } from "../ir/traverse.ts";
import { createSimplifier } from "../rewrite/simplifier.ts";
import { gateOf, unlessZero } from "./gate-of.ts";

/** A product: factors that are alike for all classes, and at most one that is not. */
interface Term {
  readonly isNegative: boolean;
  readonly factors: readonly Node[];
  readonly perClass: Node | undefined;
  /** What must not be 0 for the term to count. */
  readonly gate: Node | undefined;
  /** Whether the gate has not been there before. */
  readonly isNewGate?: boolean;
}

const isAlike = (node: Node): boolean => node.shape !== "per-class";

export interface LinearOptions {
  readonly graph: Graph;
  /** Whether more than one node needs this one: it is at hand, or computed but once, and is left as it is. */
  readonly isShared: (node: Node) => boolean;
  /** Products with this factor are put behind a gate of it, whatever they cost. */
  readonly gatedBy?: Node | undefined;
}

export function linearForm(root: Node, { graph, isShared, gatedBy }: LinearOptions): Node {
  if (isAlike(root)) return root;
  const apply = graph.apply;
  const simplifier = createSimplifier(graph);

  function termsOf(node: Node): readonly Term[] {
    if (isAlike(node)) return [{ isNegative: false, factors: [node], perClass: undefined, gate: undefined }];
    return termsWithin(node).map((term) =>
      gatedBy !== undefined && term.gate === undefined && isFactor(gatedBy, term.perClass)
        ? { ...term, gate: gatedBy, isNewGate: true }
        : term,
    );
  }

  function termsWithin(node: Node): readonly Term[] {
    if (isShared(node) && (node.op === "add" || node.op === "sub")) return [whole(node)];
    const [a, b] = node.args;
    switch (node.op) {
      case "neg":
        return negated(termsOf(a));
      case "add":
        return [...termsOf(a), ...termsOf(b)];
      case "sub":
        return [...termsOf(a), ...negated(termsOf(b))];
      case "mul":
        return productOf(node) ?? [whole(node)];
      case "select": {
        const gate = gateOf(node);
        const terms = gate === undefined ? undefined : termsOf(gate.inner);
        const fits = terms?.every((term) => term.gate === undefined || term.gate === gate!.condition);
        return fits ? terms!.map((term) => ({ ...term, gate: gate!.condition, isNewGate: false })) : [whole(node)];
      }
      default:
        return [whole(node)];
    }
  }

  function productOf(node: Node): readonly Term[] | undefined {
    const [a, b] = node.args;
    if (isAlike(a)) return multiple(a, b);
    if (isAlike(b)) return multiple(b, a);
    if (isShared(node)) return undefined;
    const [one, other] = [soleTerm(a), soleTerm(b)];
    if (one.gate !== undefined && other.gate !== undefined && one.gate !== other.gate) return undefined;
    // What is alike for all classes behind a gate has no part of its own for each class.
    const both = one.perClass !== undefined && other.perClass !== undefined;
    return [
      {
        isNegative: one.isNegative !== other.isNegative,
        factors: [...one.factors, ...other.factors],
        perClass: both ? apply("mul", [one.perClass, other.perClass]) : (one.perClass ?? other.perClass),
        gate: one.gate ?? other.gate,
      },
    ];
  }

  const soleTerm = (node: Node): Term => {
    const terms = termsOf(node);
    return terms.length === 1 ? terms[0]! : whole(node);
  };

  /**
   * Each term takes the factor in, if it is not one product more for it; behind a gate it hardly counts. A difference without any factors
   * stays as it is, as it may be exact.
   */
  function multiple(factor: Node, node: Node): readonly Term[] {
    const terms = termsOf(node);
    const isBare = ({ factors, perClass, gate, isNewGate }: Term): boolean =>
      factors.length === (perClass === undefined ? 1 : 0) && (gate === undefined || isNewGate === true);
    if (terms.length > 1 && terms.every(isBare)) return [{ ...whole(node), factors: [factor] }];
    const open = terms.filter(({ gate }) => gate === undefined);
    const isSparing = open.filter(({ factors }) => factors.length === 0).length <= 1;
    const kept = isSparing ? terms : [whole(sumOf(open)), ...terms.filter(({ gate }) => gate !== undefined)];
    return kept.map((term) => ({ ...term, factors: [...term.factors, factor] }));
  }

  const factorOf = (factors: readonly Node[]): Node | undefined => {
    const inOrder = [
      ...factors.filter(({ shape }) => shape === "constant"),
      ...factors.filter(({ shape }) => shape !== "constant"),
    ];
    return inOrder.length === 0
      ? undefined
      : inOrder.reduce((product, factor) => simplifier.apply("mul", [product, factor]));
  };

  function productNode({ factors, perClass }: Term, isNegative: boolean): Node {
    const factor = factorOf(factors);
    if (factor === undefined) return isNegative ? apply("neg", [perClass!]) : perClass!;
    const signed = isNegative ? simplifier.apply("neg", [factor]) : factor;
    return perClass === undefined ? signed : apply("mul", [signed, perClass]);
  }

  function sumOf(terms: readonly Term[]): Node {
    const [first, ...rest] = [...terms.filter((term) => !term.isNegative), ...terms.filter((term) => term.isNegative)];
    return rest.reduce(
      (sum, term) => apply(term.isNegative ? "sub" : "add", [sum, productNode(term, false)]),
      productNode(first!, first!.isNegative),
    );
  }

  const terms = termsOf(root);
  const gates = new Set(terms.map(({ gate }) => gate));
  // In this order, as a kernel can take the last summand apart.
  const inOrder = [undefined, ...[...gates].filter((gate) => gate !== undefined && gate !== gatedBy), gatedBy];
  return [...new Set(inOrder)]
    .filter((gate) => gates.has(gate))
    .map((gate) => {
      const sum = sumOf(terms.filter((term) => term.gate === gate));
      return gate === undefined ? sum : unlessZero(gate, 0, sum, graph);
    })
    .reduce((sum, part) => apply("add", [sum, part]));
}

const whole = (node: Node): Term => ({ isNegative: false, factors: [], perClass: node, gate: undefined });

const negated = (terms: readonly Term[]): Term[] => terms.map((term) => ({ ...term, isNegative: !term.isNegative }));

/** Whether a product has this factor. */
function isFactor(factor: Node, product: Node | undefined): boolean {
  if (product === undefined) return false;
  if (product === factor) return true;
  if (product.op === "mul") return product.args.some((arg) => isFactor(factor, arg));
  return (product.op === "neg" || product.op === "div") && isFactor(factor, product.args[0]);
}

/** Nodes with more than one user among those that the roots are made of; being a root counts as well. */
export function sharedNodes(roots: readonly Node[]): Set<Node> {
  const once = new Set<Node>();
  const shared = new Set<Node>();
  const use = (node: Node): void => void (once.has(node) ? shared : once).add(node);
  for (const root of new Set(roots)) use(root);
  for (const node of topological(roots)) for (const arg of new Set(node.args)) use(arg);
  return shared;
}
