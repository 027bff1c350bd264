/** The simplifier: a builder of expressions that folds constants, applies the rules and collects like terms as it builds. */

import type { Builder, Graph } from "../ir/graph.ts";
import { isOverClasses, type Node, type Op } from "../ir/node.ts";
import { instantiate, type Template, templateOf } from "../ir/template.ts";
import { rebuild, topological } from "../ir/traverse.ts";
import { reduceBroadcast } from "./broadcast.ts";
import { collectFactors } from "./collect-factors.ts";
import { collectTerms } from "./collect-terms.ts";
import { takeOutFactors } from "./common-factor.ts";
import { createFacts, type Domain, type Facts } from "./facts.ts";
import { fold } from "./fold.ts";
import { type Guard, guardOf } from "./guard.ts";
import { type Matcher, matchersOf } from "./pattern.ts";
import type { Rule } from "./rule.ts";
import { RULES } from "./rules/index.ts";

interface CompiledRule {
  readonly rule: Rule;
  readonly matcher: Matcher;
  readonly guards: readonly Guard[];
  readonly to: Template;
}

export interface SimplifierOptions {
  /** `ieee` leaves out what holds over the reals alone. */
  readonly level?: "ieee" | "real";
  readonly domain?: Domain;
  /** Told of every rule that fires, for tests and for `show --explain`. */
  readonly onRule?: (rule: Rule, before: Node, after: Node) => void;
}

export interface Simplifier extends Builder {
  readonly facts: Facts;
  /** Whether this simplifier has made the node, and would make it again. */
  isSimplified(node: Node): boolean;
}

function compileRules(rules: readonly Rule[]): readonly CompiledRule[] {
  return rules.flatMap((rule) => {
    const guards = (rule.when === undefined ? [] : [rule.when].flat()).map(guardOf);
    const to = templateOf(rule.to);
    return matchersOf(templateOf(rule.from)).map((matcher) => ({ rule, matcher, guards, to }));
  });
}

type ByHeads = Map<Op, Map<Op, Map<Op | undefined, readonly CompiledRule[]>>>;

let compiledRules: readonly CompiledRule[] | undefined;
const candidatesByHeads: ByHeads = new Map();

/** The map under a key, made on first use. */
function ensure<Key, InnerKey, Value>(maps: Map<Key, Map<InnerKey, Value>>, key: Key): Map<InnerKey, Value> {
  let inner = maps.get(key);
  if (inner === undefined) {
    inner = new Map();
    maps.set(key, inner);
  }
  return inner;
}

/** The rules that can match a node at all, by its op and those of its first two operands; in the order of the table. */
function candidatesFor({ op, args }: Node): readonly CompiledRule[] {
  const [first, second] = [args[0].op, args[1]?.op];
  const bySecond = ensure(ensure(candidatesByHeads, op), first);
  let candidates = bySecond.get(second);
  if (candidates === undefined) {
    compiledRules ??= compileRules(RULES);
    const fits = (head: Op | undefined, actual: Op | undefined): boolean => head === undefined || head === actual;
    candidates = compiledRules.filter(
      ({ matcher }) => matcher.op === op && fits(matcher.heads[0], first) && fits(matcher.heads[1], second),
    );
    bySecond.set(second, candidates);
  }
  return candidates;
}

const SUM_OPS: ReadonlySet<Op> = new Set<Op>(["add", "sub", "neg"]);
const PRODUCT_OPS: ReadonlySet<Op> = new Set<Op>(["mul", "div", "neg", "pow"]);

/** Operands that collecting would take apart. */
const JOINED_BY_SUMS: ReadonlySet<Op> = new Set<Op>(["add", "sub", "neg", "mul"]);
const JOINED_BY_PRODUCTS: ReadonlySet<Op> = new Set<Op>(["mul", "div", "neg", "pow"]);

/** Whether collecting could change nothing: different operands, none of them a number or made of terms itself. */
function isPlain(node: Node, joined: ReadonlySet<Op>): boolean {
  const [a, b] = node.args;
  return a !== b && node.args.every((arg) => !joined.has(arg.op) && arg.leaf?.kind !== "constant");
}

function operandsOf(matcher: Matcher, bindings: readonly Node[]): Map<string, Node> {
  const operands = new Map<string, Node>();
  for (let i = 0; i < bindings.length; i++) operands.set(matcher.variables[i], bindings[i]);
  return operands;
}

export function createSimplifier(graph: Graph, options: SimplifierOptions = {}): Simplifier {
  const facts = createFacts(options.domain ?? "interior");
  const isReal = (options.level ?? "real") === "real";
  const built: (Node | undefined)[] = [];
  /** Nodes being normalised: a rewriting that leads back to one of them ends there. */
  const active = new Set<Node>();
  const { constant, input, parameter, classes } = graph;
  const folding: Builder = {
    constant,
    input,
    parameter,
    classes,
    apply: (op, args) => fold(op, args, graph) ?? graph.apply(op, args),
  };

  function applyRules(node: Node): Node | undefined {
    for (const { rule, matcher, guards, to } of candidatesFor(node)) {
      if (rule.holds === "real" && !isReal) continue;
      const bindings = matcher.match(node.args);
      if (bindings === undefined) continue;
      const operands = operandsOf(matcher, bindings);
      if (!guards.every((guard) => guard(operands, facts, folding))) continue;
      const result = instantiate(to, operands, simplifier);
      if (result === node || result.cost > node.cost) continue;
      options.onRule?.(rule, node, result);
      return result;
    }
    return undefined;
  }

  /** Like terms and factors collected, where that is no dearer. */
  function collect(node: Node): Node {
    let best = node;
    if (SUM_OPS.has(node.op) && !isPlain(node, JOINED_BY_SUMS)) {
      const sum = collectTerms(node.op, node.args, folding, facts);
      if (sum !== undefined && sum.cost <= best.cost) best = sum;
    }
    if (PRODUCT_OPS.has(best.op) && !isPlain(best, JOINED_BY_PRODUCTS)) {
      const product = collectFactors(best.op, best.args, folding, facts);
      if (product !== undefined && product.cost <= best.cost) best = product;
    }
    return best;
  }

  function apply(op: Exclude<Op, "leaf">, args: readonly Node[]): Node {
    if (isOverClasses(op)) {
      const broadcast = reduceBroadcast(op, args[0], simplifier);
      if (broadcast !== undefined) return broadcast;
    }
    const folded = fold(op, args, graph);
    if (folded !== undefined) return folded;
    const node = graph.apply(op, args);
    const known = built[node.id];
    if (known !== undefined) return known;
    if (active.has(node)) return node;
    active.add(node);
    const result = normalise(node);
    active.delete(node);
    built[node.id] = result;
    built[result.id] = result;
    return result;
  }

  function normalise(node: Node): Node {
    const rewritten = applyRules(node);
    if (rewritten !== undefined) return rewritten;
    if (!isReal) return node;
    const collected = collect(node);
    if (collected.op === "leaf") return collected;
    const again = collected === node ? undefined : applyRules(collected);
    if (again !== undefined) return again;
    const factored = takeOutFactors(collected, simplifier);
    return factored !== undefined && factored.cost < collected.cost ? factored : collected;
  }

  const simplifier: Simplifier = {
    constant,
    input,
    parameter,
    classes,
    apply,
    facts,
    isSimplified: (node) => node.op === "leaf" || built[node.id] === node,
  };
  return simplifier;
}

const MAX_ROUNDS = 8;

/** Rebuilds through a simplifier until nothing changes: the fixpoint of the rules. What it has built before it knows. */
export function fixpoint(roots: readonly Node[], simplifier: Simplifier): Node[] {
  let current = [...roots];
  const isDone = (): boolean =>
    current.every(simplifier.isSimplified) && topological(current).every(simplifier.isSimplified);
  for (let round = 0; round < MAX_ROUNDS && !isDone(); round++) {
    const next = rebuild(current, simplifier);
    if (next.every((node, i) => node === current[i])) return next;
    current = next;
  }
  return current;
}

export function simplify(roots: readonly Node[], graph: Graph, options: SimplifierOptions = {}): Node[] {
  return fixpoint(roots, createSimplifier(graph, options));
}
