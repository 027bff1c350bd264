/**
 * The gate of absent classes: a product with a factor that only the target decides is 0 where that factor is 0, also where the rest is
 * infinite (0 log 0 = 0, as in information theory), and the rest need not be computed there.
 */

import type { Builder, Graph } from "../ir/graph.ts";
import { isOverClasses, type Node } from "../ir/node.ts";
import { topological } from "../ir/traverse.ts";
import { type ElementwiseName, opDef } from "../ops/index.ts";
import { createFacts, type Facts } from "./facts.ts";
import { isFiniteRange, isNonZero } from "./interval.ts";

interface Product {
  readonly numerators: readonly Node[];
  readonly denominators: readonly Node[];
}

function factorsOf(node: Node): Product {
  const numerators: Node[] = [];
  const denominators: Node[] = [];
  const visit = (factor: Node, above: boolean): void => {
    if (factor.op === "mul") for (const arg of factor.args) visit(arg, above);
    else if (factor.op === "neg") visit(factor.args[0], above);
    else if (factor.op === "div") {
      visit(factor.args[0], above);
      visit(factor.args[1], !above);
    } else (above ? numerators : denominators).push(factor);
  };
  visit(node, true);
  return { numerators, denominators };
}

const isProduct = (node: Node): boolean => node.op === "mul" || node.op === "div" || node.op === "neg";

/** From this cost on it pays to branch around an op, rather than multiply its value by 0. */
const DEAR = 20;

const isDearOp = (node: Node): boolean =>
  node.op !== "leaf" &&
  !isOverClasses(node.op) &&
  node.shape === "per-class" &&
  opDef(node.op as ElementwiseName).cost >= DEAR;

const hasDearOp = (roots: readonly Node[]): boolean => topological(roots).some(isDearOp);

function isFiniteProduct({ numerators, denominators }: Product, facts: Facts): boolean {
  return (
    numerators.every((factor) => isFiniteRange(facts.rangeOf(factor))) &&
    denominators.every((factor) => isNonZero(facts.rangeOf(factor)))
  );
}

/** Nodes per class that only the target (and what is alike for all examples) decides. */
function decidedByTarget(order: readonly Node[], target: Node): Set<Node> {
  const decided = new Set<Node>([target]);
  for (const node of order) {
    if (node.op === "leaf" || node.shape !== "per-class" || isOverClasses(node.op)) continue;
    if (node.args.every((arg) => decided.has(arg) || arg.shape === "constant")) decided.add(node);
  }
  return decided;
}

export interface GateOptions {
  /** Gate also what is merely dear to compute, at the places where a loop can branch around it. */
  readonly forSpeed: boolean;
}

/** Rebuilds the roots with gates where they are needed; operands of sums and the roots themselves are where branching saves work. */
export function gateAbsentClasses(roots: readonly Node[], target: Node, graph: Graph, options: GateOptions): Node[] {
  const facts = createFacts("closed");
  const zero = graph.constant(0);
  const users = new Map<Node, Node[]>();
  const order = topological(roots);
  const decided = decidedByTarget(order, target);
  for (const node of order) for (const arg of node.args) users.set(arg, [...(users.get(arg) ?? []), node]);
  const loopEnds = new Set<Node>([
    ...roots,
    ...order.filter((node) => node.op === "reduce_sum").map((node) => node.args[0]),
  ]);
  const made = new Map<Node, Node>();
  const build = (node: Node, builder: Builder): Node => {
    if (node.op === "leaf") return node;
    const args = node.args.map((arg) => made.get(arg)!);
    return args.every((arg, i) => arg === node.args[i]) ? node : builder.apply(node.op, args);
  };

  /** A term beside others saves what nothing else needs. */
  const ownsDearOp = (factors: readonly Node[]): boolean =>
    factors.some((factor) => isDearOp(factor) && users.get(factor)?.length === 1);

  function gateOf(node: Node): Node | undefined {
    if (node.shape !== "per-class" || !isProduct(node)) return undefined;
    const isTop = loopEnds.has(node) || (users.get(node) ?? []).some((user) => !isProduct(user));
    if (!isTop) return undefined;
    const { numerators, denominators } = factorsOf(node);
    const gate = numerators.find((factor) => decided.has(factor) && !isNonZero(facts.rangeOf(factor)));
    if (gate === undefined) return undefined;
    const rest = { numerators: numerators.filter((factor) => factor !== gate), denominators };
    const others = [...rest.numerators, ...denominators];
    const isDear = options.forSpeed && (loopEnds.has(node) ? hasDearOp(others) : ownsDearOp(others));
    return isDear || !isFiniteProduct(rest, facts) ? gate : undefined;
  }

  for (const node of order) {
    const gate = gateOf(node);
    const built = build(node, graph);
    made.set(
      node,
      gate === undefined ? built : graph.apply("select", [graph.apply("equal", [made.get(gate)!, zero]), zero, built]),
    );
  }
  return roots.map((root) => made.get(root)!);
}
